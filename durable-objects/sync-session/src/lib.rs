//! `SyncSession`: one sync session and its browser's WebSocket. Named by the first 16 hex digits of the session id,
//! which a rotation does not change (contract `relaysms`, sections 1.2, 1.3 and 1.5).
//!
//! It guards three invariants: an app's key freezes the id that it was posted to, password tries are limited, and a
//! session is used once. The rules are in the `sync-session` crate, which is tested natively; the commands are in
//! `object_commands::sync_session`. A request with `Upgrade: websocket` connects a browser, which a header identifies.
//! This shell owns the clock, the alarm and the socket.
//!
//! The socket hibernates. The session is one row that every event reads, so no state is in memory only. A socket's
//! attachment says only whether the server has closed it. When the session's time is up, the object deletes
//! everything.

mod commands;
mod connect;
mod session_row;
mod sockets;

use std::cell::Cell;

use object_kit::{Alarm, Commands, Fault, LoggedName, ObjectLog, backpressure, read_command};
use request_limits::{Rate, TokenBucket};
use runtime::{OsRng, Settings, clock};
use sync_session::{Effect, Session, SyncRules};
use unix_time::UnixMillis;
use worker::{
    DurableObject, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

/// Minimum delay of the alarm, which leaves room for other events.
const MIN_ALARM_OFFSET_MS: i64 = 5;
const AFTER_FAULT_MS: i64 = 10_000;
/// Rate limit of a browser's frames. A browser has no reason to send any, but a few do no harm.
const FRAMES: Rate = Rate { burst: 20, per_sec: 1 };
const MAX_FRAME_BYTES: usize = 4_096;
/// Milliseconds for which the object accepts no events after a frame beyond the limits.
const PAUSE_MS: u64 = 20;
/// Close reason for a browser that exceeds the limits.
const TOO_MANY_FRAMES: &str = "too many frames";

/// One session.
#[durable_object]
pub struct SyncSession {
    /// Without the object's name: it is half of the session id, which must not be logged.
    log: ObjectLog,
    state: State,
    env: Env,
    frames: Cell<TokenBucket>,
    alarm: Alarm,
    commands: Commands,
}

impl DurableObject for SyncSession {
    fn new(state: State, env: Env) -> Self {
        Self {
            log: ObjectLog::new("SyncSession", LoggedName::Never, &state, &env),
            state,
            env,
            frames: Cell::new(TokenBucket::full(FRAMES)),
            alarm: Alarm::with_min_offset_ms(MIN_ALARM_OFFSET_MS),
            commands: Commands::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.headers().get("upgrade")?.is_some() {
            return self.commands.run(&self.log, self.connect_browser(&request)).await;
        }
        let handled = async {
            let command = read_command(&mut request).await?;
            self.command(command).await
        };
        self.commands.run(&self.log, handled).await
    }

    async fn alarm(&self) -> Result<Response> {
        let due = async {
            let done = self.do_due_work().await;
            if done.is_err() {
                self.alarm.set_after_fault(&self.state, AFTER_FAULT_MS).await;
            }
            done
        };
        self.log.alarm(due).await
    }

    /// Ignores the content of a browser's frames, and closes a browser that sends too much.
    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        let bytes = match &message {
            WebSocketIncomingMessage::String(text) => text.len(),
            WebSocketIncomingMessage::Binary(bytes) => bytes.len(),
        };
        let mut frames = self.frames.get();
        let admitted = frames.take(1, clock::now_ms()) && bytes <= MAX_FRAME_BYTES;
        self.frames.set(frames);
        if !admitted {
            backpressure::hold(&self.state, PAUSE_MS);
        }
        if !admitted && !sockets::is_closing(&socket) {
            let close = async { self.close_for_breach(&socket, TOO_MANY_FRAMES) };
            self.log.scope(Some("frame"), close).await;
        }
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> Result<()> {
        self.log.scope(Some("close"), async { self.handle_socket_closed(&socket) }).await;
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _error: worker::Error) -> Result<()> {
        self.log.scope(Some("close"), async { self.handle_socket_closed(&socket) }).await;
        Ok(())
    }
}

impl SyncSession {
    fn rules(&self) -> std::result::Result<SyncRules, Fault> {
        Ok(Settings::of(&self.env)?.relay.sync.rules)
    }

    /// Returns the session, or `None` when there is none or its time is up.
    fn live_session(
        &self,
        rules: &SyncRules,
        now_ms: UnixMillis,
    ) -> std::result::Result<Option<Session>, Fault> {
        let session = session_row::read(&self.state)?;
        Ok(session.filter(|session| !session.is_over(rules, now_ms)))
    }

    /// Does the work that is due and sets the next alarm, or deletes a session that is over.
    async fn do_due_work(&self) -> std::result::Result<(), Fault> {
        let (rules, now_ms) = (self.rules()?, clock::now_ms());
        let Some(mut session) = session_row::read(&self.state)? else { return Ok(()) };
        let before = session.clone();
        if !self.has_socket() {
            // The socket went without a close, as it does when a new version is deployed. Without a browser, no URL
            // is shown.
            session.disconnected();
        }
        let effects = session.tick(&rules, now_ms, &mut OsRng);
        if effects.contains(&Effect::Forget) {
            self.apply(effects);
            // This deletes the alarm as well.
            return Ok(self.state.storage().delete_all().await?);
        }
        if session != before {
            session_row::write(&self.state, &session)?;
        }
        self.apply(effects);
        Ok(self.alarm.set(&self.state, session.due_ms(&rules)).await?)
    }
}
