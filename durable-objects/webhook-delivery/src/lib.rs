//! `WebhookDelivery`: one per webhook endpoint, named `<account id>/<endpoint id>`.
//!
//! It guards the invariants that the events of one message reach an endpoint one after another, in order, and that
//! a slow or failing receiver delays no other endpoint. Its commands and their outcomes are in
//! `object_commands::webhook_delivery`; the rules are in the `webhook-delivery` crate, which is tested natively. This
//! shell owns the clock, the alarm, the requests to the receiver and D1.
//!
//! Eviction loses only memory: undelivered events, attempts in flight and unprojected records are rows. An attempt
//! whose outcome was lost with an instance is repeated under the same event id.
//!
//! When the account is deleted, this object is emptied for good (`object_kit::Emptying`): it refuses everything and writes
//! nothing any more.

mod alarm;
mod alerts;
mod attempt;
mod attempt_rounds;
mod commands;
mod endpoint;
mod endpoint_question;
mod projector;

use std::{cell::Cell, rc::Rc};

use ids::AccountId;
use object_commands::webhook_delivery::parse_object_name;
use object_kit::{
    Admission, Alarm, Commands, CoreCell, Emptying, Fault, LoggedName, ObjectLog, ObjectStorage,
    Tasks,
};
use runtime::{clock, resolver::Resolver};
use webhook_delivery::{DeliveryPolicy, SqlError, WebhookDeliveryCore as Core};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use endpoint::EndpointReader;
use projector::Projector;

/// Maximum number of attempts in flight, which is how many connections the platform opens for one object. More
/// would wait for each other while their deadlines run.
const MAX_IN_FLIGHT: usize = 6;

/// Maximum number of answers whose remaining body is being drained.
const MAX_LEFTOVERS: usize = 32;
/// Maximum number of rounds that are about to start attempts.
const MAX_ROUNDS: usize = 8;

/// Lease of an attempt. Longer than a DNS look-up and the maximum timeout of a receiver together.
const LEASE_MS: i64 = 45_000;

/// One webhook endpoint's delivery.
#[durable_object]
pub struct WebhookDelivery(Rc<WebhookDeliveryShell>);

/// State shared by commands, the alarm and attempts.
struct WebhookDeliveryShell {
    log: ObjectLog,
    state: State,
    env: Env,
    core: CoreCell<Core<ObjectStorage>>,
    emptying: Emptying,
    endpoint: EndpointReader,
    resolver: Resolver,
    projector: Projector,
    /// Whether this instance still has to look at the work that an earlier one left.
    is_new: Cell<bool>,
    /// Whether the endpoint turned out to be deleted, so that this object's data was deleted too.
    gone: Cell<bool>,
    alarm: Alarm,
    commands: Commands,
    attempts: Tasks,
    leftovers: Tasks,
    rounds: Tasks,
}

impl DurableObject for WebhookDelivery {
    fn new(state: State, env: Env) -> Self {
        Self(Rc::new(WebhookDeliveryShell {
            log: ObjectLog::new("WebhookDelivery", LoggedName::WebhookEndpoint, &state, &env),
            state,
            env,
            core: CoreCell::default(),
            emptying: Emptying::default(),
            endpoint: EndpointReader::default(),
            resolver: Resolver::default(),
            projector: Projector::default(),
            is_new: Cell::new(false),
            gone: Cell::new(false),
            alarm: Alarm::default(),
            commands: Commands::default(),
            // An attempt that the core has given up on may still be running, hence the factor.
            attempts: Tasks::new(2 * MAX_IN_FLIGHT),
            leftovers: Tasks::new(MAX_LEFTOVERS),
            rounds: Tasks::new(MAX_ROUNDS),
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
        shell.commands.run(&shell.log, commands::handle(shell, request)).await
    }

    async fn alarm(&self) -> Result<Response> {
        let shell = &self.0;
        if shell.emptying.is_emptied(&shell.state)? {
            return Response::empty();
        }
        shell.log.alarm(alarm::run(shell)).await
    }
}

impl WebhookDeliveryShell {
    /// Runs one synchronous step on the core. A new instance opens the core first.
    fn with_core<T>(
        &self,
        step: impl FnOnce(&mut Core<ObjectStorage>) -> std::result::Result<T, SqlError>,
    ) -> std::result::Result<T, Fault> {
        self.core.with(|| self.open_core(), step)
    }

    fn open_core(&self) -> std::result::Result<Core<ObjectStorage>, Fault> {
        self.emptying.ensure_kept(&self.state)?;
        let storage = ObjectStorage::of(&self.state);
        let policy = DeliveryPolicy {
            max_in_flight: MAX_IN_FLIGHT,
            lease_ms: LEASE_MS,
            ..DeliveryPolicy::default()
        };
        let mut core = Core::open(storage, policy)?;
        core.abandon_attempts(clock::now_ms());
        self.is_new.set(true);
        Ok(core)
    }

    /// Returns the account's and the endpoint's ids, from the object's name.
    fn ids(&self) -> std::result::Result<(AccountId, String), Fault> {
        let name = self.state.id().name().unwrap_or_default();
        let ids = parse_object_name(&name).and_then(|(account_id, endpoint_id)| {
            Some((AccountId::parse(account_id)?, endpoint_id.to_owned()))
        });
        ids.ok_or_else(|| Fault::new("not named by an account and an endpoint"))
    }

    /// Empties this object for good, because the account is deleted.
    async fn empty(&self) -> std::result::Result<Response, Fault> {
        let forget = || {
            self.gone.set(true);
            self.core.close();
            self.endpoint.forget();
        };
        self.emptying.empty(&self.state, &self.alarm, forget).await
    }

    /// Deletes all data of this object, because the endpoint was deleted.
    async fn forget(&self) -> std::result::Result<(), Fault> {
        // The mark of an emptied object stays.
        self.emptying.ensure_kept(&self.state)?;
        // Set before the await, so that an attempt that ends during it does not set the alarm again.
        self.gone.set(true);
        self.core.close();
        self.alarm.forget();
        self.state.storage().delete_all().await?;
        Ok(())
    }
}
