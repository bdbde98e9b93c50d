//! `GatewayConnection`: one per gateway, named by the gateway id. It holds the phone's sockets, and the sockets
//! that feed its event streams.
//!
//! It guards the invariant that a frame goes to one socket only, the one that subscribed last, even if a phone has
//! left other sockets open. It decides nothing about messages: it passes what the phone says to the account's
//! Dispatcher, transitions at once, and signs of life and health at most once a minute.
//!
//! Commands: `object_commands::gateway_connection`. A request with `Upgrade: websocket` opens a socket; the caller has
//! authenticated it, and names the account, key and ping interval in headers.
//!
//! Sockets hibernate. Each keeps its state (account, key, subscriptions with their identifiers byte for byte, ping
//! schedule) in its attachment. The alarm sends pings and retries SMS that could not be handed to the Dispatcher;
//! those SMS are the only rows. `cable::flow` limits what a gateway may send and have under way. Beyond the limits
//! the socket is closed, and the phone reconnects.
//!
//! When the account is deleted, this object is emptied for good (`object_kit::Emptying`): it refuses everything and writes
//! nothing any more.

mod attachment;
mod event_streams;
mod held_sms;
mod inbound_sms;
mod incoming_frames;
mod key_review;
mod outgoing_frames;
mod pings;
mod presence;
mod socket_opening;

use std::cell::{Cell, RefCell};

use cable::{
    flow::{FlowControl, FrameWeight, MAX_ANNOUNCEMENTS, MAX_INBOUND_CALLS},
    server_frame::{self, DisconnectReason},
};
use ids::GatewayId;
use messaging::GatewayHealth;
use object_commands::gateway_connection::{
    EVENT_STREAM_HEADER, GatewayConnectionCommand as Command, STREAM_IS_READ,
};
use object_kit::{
    Admission, Alarm, Commands, Emptying, Fault, LoggedName, ObjectLog, answer, read_command,
};
use runtime::{
    clock,
    gate::Gate,
    log::{self, LogThrottle, events::GatewayEvent},
};
use unix_time::UnixMillis;
use worker::{
    DurableObject, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

use attachment::SocketAttachment;
use inbound_sms::InboundQueue;
use incoming_frames::ReportQueue;

/// Minimum delay of the alarm, which leaves room for other events.
const MIN_ALARM_OFFSET_MS: i64 = 20;

/// One gateway's sockets.
#[durable_object]
pub struct GatewayConnection {
    log: ObjectLog,
    state: State,
    env: Env,
    emptying: Emptying,
    /// Time at which the Dispatcher last heard that the gateway is alive. A new instance starts at
    /// [`UnixMillis::EPOCH`] and announces it again.
    announced_at_ms: Cell<UnixMillis>,
    /// Health that the Dispatcher has not heard of, because it came too soon after an announcement.
    unannounced: Cell<Option<GatewayHealth>>,
    /// Reports that wait for the current call to end, to go out together.
    reports: RefCell<ReportQueue>,
    inbound: RefCell<InboundQueue>,
    inbound_calls: Gate,
    announcements: Gate,
    alarm: Alarm,
    commands: Commands,
    flow: RefCell<FlowControl>,
    /// Lines about frames that cannot be read. Action Cable has no answer for them.
    unreadable: LogThrottle,
}

impl DurableObject for GatewayConnection {
    fn new(state: State, env: Env) -> Self {
        Self {
            log: ObjectLog::new("GatewayConnection", LoggedName::Gateway, &state, &env),
            state,
            env,
            emptying: Emptying::default(),
            announced_at_ms: Cell::new(UnixMillis::EPOCH),
            unannounced: Cell::new(None),
            reports: RefCell::default(),
            inbound: RefCell::default(),
            inbound_calls: Gate::new(MAX_INBOUND_CALLS),
            announcements: Gate::new(MAX_ANNOUNCEMENTS),
            alarm: Alarm::with_min_offset_ms(MIN_ALARM_OFFSET_MS),
            commands: Commands::default(),
            flow: RefCell::default(),
            unreadable: LogThrottle::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match self.emptying.admit(&self.state, &request)? {
            Admission::Admitted => {}
            Admission::Refused(answer) => return Ok(answer),
            Admission::ToBeEmptied => return self.commands.run(&self.log, self.empty()).await,
        }
        if request.headers().get("upgrade")?.is_some() {
            let opening = async {
                if request.headers().get(EVENT_STREAM_HEADER)?.is_some() {
                    return self.open_stream(&request);
                }
                self.open(&request).await
            };
            return self.log.scope(Some("open"), opening).await;
        }
        let handled = async { Ok(self.command(read_command(&mut request).await?).await?) };
        self.commands.run(&self.log, handled).await
    }

    async fn alarm(&self) -> Result<Response> {
        if self.emptying.is_emptied(&self.state)? {
            return Response::empty();
        }
        let due = async {
            self.do_due_work().await;
            Ok(())
        };
        self.log.alarm(due).await
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        if self.emptying.is_emptied(&self.state)? {
            return Ok(());
        }
        self.log.scope(Some("frame"), self.receive(socket, message)).await
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> Result<()> {
        if self.emptying.is_emptied(&self.state)? {
            return Ok(());
        }
        self.log.scope(Some("close"), self.handle_socket_closed(&socket)).await
    }

    async fn websocket_error(&self, socket: WebSocket, _error: worker::Error) -> Result<()> {
        if self.emptying.is_emptied(&self.state)? {
            return Ok(());
        }
        self.log.scope(Some("close"), self.handle_socket_closed(&socket)).await
    }
}

impl GatewayConnection {
    /// Pings, announces the gateway's health and hands over held SMS. A fault of one does not keep the others from
    /// being done.
    async fn do_due_work(&self) {
        if let Err(error) = self.ping_due().await {
            log::write(&GatewayEvent::PingFailed { error: &error });
        }
        self.announce_health().await;
        let tried = self.retry_held().await.unwrap_or_else(|fault| {
            log::write(&GatewayEvent::HeldSmsNotRetried { error: &fault });
            true
        });
        // Setting the alarm writes a row, so it is set again only after a retry.
        if tried && let Err(error) = self.arm(clock::now_ms()).await {
            log::write(&GatewayEvent::AlarmNotSet { error: &error });
        }
    }

    async fn receive(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> Result<()> {
        // Neither Action Cable nor event streams use binary frames.
        let WebSocketIncomingMessage::String(text) = message else {
            self.pace(FrameWeight::Usual);
            return Ok(());
        };
        // Looking for the attachment of the other kind costs an error with a stack trace. A cable may have many frames,
        // so they are told apart by their text.
        if text == STREAM_IS_READ && self.handle_stream_frame(&socket).await {
            return Ok(());
        }
        self.receive_frame(&socket, &text).await
    }

    async fn command(&self, command: Command) -> Result<Response> {
        match command {
            Command::Deliver(command) => answer(&self.deliver(&command)),
            Command::Disconnect(command) => {
                self.disconnect_all(command.reconnect);
                answer(&())
            }
            Command::Notify(command) => answer(&self.notify(command).await),
            Command::Review(_) => answer(&self.review().await),
        }
    }

    /// Empties this object for good, because the account is deleted.
    async fn empty(&self) -> std::result::Result<Response, Fault> {
        let forget = || {
            self.unannounced.set(None);
            // A call that is under way holds nothing of these over its await.
            self.reports.take();
            self.inbound.take();
            self.close_streams();
            for socket in self.cable_sockets() {
                disconnect(&socket, DisconnectReason::Unauthorized, false);
            }
        };
        self.emptying.empty(&self.state, &self.alarm, forget).await
    }

    fn gateway_id(&self) -> GatewayId {
        GatewayId::from_text(self.state.id().name().unwrap_or_default())
    }

    /// Returns the sockets that speak Action Cable.
    fn cable_sockets(&self) -> Vec<WebSocket> {
        let sockets = self.state.get_websockets().into_iter();
        sockets.filter(|socket| SocketAttachment::of_any(socket).is_some()).collect()
    }

    fn disconnect_all(&self, reconnect: bool) {
        self.close_streams();
        for socket in self.cable_sockets() {
            disconnect(&socket, DisconnectReason::Remote, reconnect);
        }
    }
}

/// Sends the disconnect frame and closes the socket. Errors are ignored, because a failing socket is already gone.
fn disconnect(socket: &WebSocket, reason: DisconnectReason, reconnect: bool) {
    if let Some(attachment) = SocketAttachment::of(socket) {
        // The subscriptions stay: the close event reads them to decide whether the gateway is gone.
        SocketAttachment { closing: true, ..attachment }.save(socket).ok();
    }
    socket.send_with_str(server_frame::disconnect(reason, reconnect)).ok();
    socket.close(Some(1000), None::<&str>).ok();
}
