//! `Dispatcher`: one per account, named by the account id.
//!
//! It guards the invariant that a recipient has at most one current lease, so that two gateways are never knowingly
//! given the same message. It can, because it is one thread over one SQLite and the only writer of messages in
//! flight. Its commands and their outcomes are in `object_commands::dispatcher`; the rules are in the `dispatcher`
//! crate, which is tested natively. This shell owns the clock, the alarm, and the calls to gateways and D1.
//!
//! A request with `Upgrade: websocket` comes from a Worker that holds the stream of somebody who follows the account's
//! events; a header names the credential.
//!
//! Eviction loses only memory: leases, timers and unprojected changes are rows, and the alarm is set before a
//! command is answered. `alarm` re-arms itself before its first await and always succeeds, because the platform
//! gives up on an alarm that fails too often.
//!
//! When the account is deleted, this object is emptied for good (`object_kit::Emptying`): it refuses everything and writes
//! nothing any more.

mod alarm;
mod announcer;
mod commands;
mod delivery;
mod feed_sockets;
mod follow_up;
mod gateway_reviews;
mod hand_over_waits;
mod masking;
mod projector;
mod provider_calls;
mod relay_requests;
mod settings_reader;

use std::rc::Rc;

use dispatcher::{DispatcherCore, DispatcherError, TextSealer};
use ids::AccountId;
use messaging::TimelineChain;
use object_kit::{
    Admission, Alarm, Commands, CoreCell, Emptying, Fault, LoggedName, ObjectLog, ObjectStorage,
    Tasks,
};
use runtime::{Settings, gate::Gate};
use worker::{
    DurableObject, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

use announcer::Announcer;
use feed_sockets::FeedMark;
use hand_over_waits::HandOvers;
use masking::MaskingDecisions;
use projector::Projector;
use provider_calls::ProviderAccessCache;
use settings_reader::SettingsReader;

/// Maximum number of background deliveries after fetches. Beyond it the fetch itself waits for its delivery.
const MAX_FETCH_TASKS: usize = 64;
/// Maximum number of concurrent calls to providers, for all numbers of the account together.
const MAX_PROVIDER_CALLS: usize = 256;
/// Maximum number of inbound SMS under a masking decision.
const MAX_MASKINGS: usize = 64;
/// Maximum number of other tasks: delivery rounds, projection, announcements, and relay users' requests.
const MAX_OTHER_TASKS: usize = 128;

/// The rules of the `dispatcher` crate over this object's SQLite.
type Core = DispatcherCore<ObjectStorage>;

/// One account's Dispatcher.
#[durable_object]
pub struct Dispatcher(Rc<DispatcherShell>);

/// State shared by commands, the alarm and background work.
struct DispatcherShell {
    log: ObjectLog,
    state: State,
    env: Env,
    core: CoreCell<Core>,
    emptying: Emptying,
    /// Admits one delivery round at a time.
    delivery_rounds: Gate,
    projector: Projector,
    announcer: Announcer,
    feed_mark: FeedMark,
    settings_reader: SettingsReader,
    hand_overs: HandOvers,
    masking_decisions: MaskingDecisions,
    provider_access: ProviderAccessCache,
    alarm: Alarm,
    commands: Commands,
    fetch_tasks: Tasks,
    provider_calls: Tasks,
    masking_tasks: Tasks,
    tasks: Tasks,
}

impl DurableObject for Dispatcher {
    fn new(state: State, env: Env) -> Self {
        Self(Rc::new(DispatcherShell {
            log: ObjectLog::new("Dispatcher", LoggedName::Account, &state, &env),
            state,
            env,
            core: CoreCell::default(),
            emptying: Emptying::default(),
            delivery_rounds: Gate::new(1),
            projector: Projector::default(),
            announcer: Announcer::default(),
            feed_mark: FeedMark::default(),
            settings_reader: SettingsReader::default(),
            hand_overs: HandOvers::default(),
            masking_decisions: MaskingDecisions::default(),
            provider_access: ProviderAccessCache::default(),
            alarm: Alarm::default(),
            commands: Commands::default(),
            fetch_tasks: Tasks::new(MAX_FETCH_TASKS),
            provider_calls: Tasks::new(MAX_PROVIDER_CALLS),
            masking_tasks: Tasks::new(MAX_MASKINGS),
            tasks: Tasks::new(MAX_OTHER_TASKS),
        }))
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let shell = &self.0;
        match shell.emptying.admit(&shell.state, &request)? {
            Admission::Admitted => {}
            Admission::Refused(answer) => return Ok(answer),
            Admission::ToBeEmptied => {
                return shell.commands.run(&shell.log, shell.empty()).await;
            }
        }
        if request.headers().get("upgrade")?.is_some() {
            let opening = async { feed_sockets::open(shell, &request) };
            return shell.log.scope(Some("open"), opening).await;
        }
        shell.commands.run(&shell.log, commands::handle(shell, request)).await
    }

    async fn alarm(&self) -> Result<Response> {
        let shell = &self.0;
        if shell.emptying.is_emptied(&shell.state)? {
            return Response::empty();
        }
        shell.log.alarm(alarm::run(shell)).await
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        // Only Workers have these sockets, and they send text.
        if let WebSocketIncomingMessage::String(frame) = message {
            let shell = &self.0;
            if shell.emptying.is_emptied(&shell.state)? {
                return Ok(());
            }
            let received = feed_sockets::receive(shell, &socket, &frame);
            shell.log.scope(Some("frame"), received).await;
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
        feed_sockets::end(&socket);
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _error: worker::Error) -> Result<()> {
        feed_sockets::end(&socket);
        Ok(())
    }
}

impl DispatcherShell {
    /// Runs one synchronous step on the core, and sends its events to those who follow them. A new instance opens the
    /// core first.
    fn with_core<T>(
        &self,
        step: impl FnOnce(&mut Core) -> std::result::Result<T, DispatcherError>,
    ) -> std::result::Result<T, Fault> {
        let mut events = Vec::new();
        let outcome = self.core.with(
            || self.open_core(),
            |core| {
                let outcome = step(core);
                events = core.take_unsent_events();
                outcome
            },
        );
        // The platform holds a frame back until what the step wrote is stored.
        feed_sockets::push(&self.state, events);
        outcome
    }

    fn open_core(&self) -> std::result::Result<Core, Fault> {
        self.emptying.ensure_kept(&self.state)?;
        let settings = Settings::of(&self.env)?;
        let storage = ObjectStorage::of(&self.state);
        let account_id = self.account_id()?;
        let text_sealer = TextSealer::new(settings.keyring.clone(), account_id.as_str());
        let chain = TimelineChain::new(settings.timeline_keys.clone(), account_id.as_str());
        let core = DispatcherCore::open(storage, settings.policy.clone(), text_sealer, chain)?;
        if let Some(newest) = core.newest_feed_number() {
            feed_sockets::hint(&self.state, newest);
        }
        Ok(core)
    }

    /// Empties this object for good, because the account is deleted.
    async fn empty(&self) -> std::result::Result<Response, Fault> {
        let forget = || {
            self.core.close();
            feed_sockets::end_readers(&self.state, None);
        };
        self.emptying.empty(&self.state, &self.alarm, forget).await
    }

    fn account_id(&self) -> std::result::Result<AccountId, Fault> {
        let name = self.state.id().name();
        name.as_deref()
            .and_then(AccountId::parse)
            .ok_or_else(|| Fault::new("not named by an account id"))
    }
}
