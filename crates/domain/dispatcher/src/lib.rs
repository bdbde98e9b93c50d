//! The core of an account's Dispatcher: messages in flight, their leases and timers, the gateways'
//! presence, and what has yet to be projected to D1.
//!
//! One [`DispatcherCore`] owns one object's SQLite, which is the record of everything it has promised. Its memory
//! is either a cache of a table or is rebuilt from the tables: [`DispatcherCore::open`] finds unfinished work,
//! [`DispatcherCore::process_due`] finds due work. Public methods never await, so that the writes of each commit
//! together.
//!
//! * `submit` accepts messages or refuses them; `cancel` takes them back.
//! * `queues` chooses a gateway for each message, leases it, and holds what has to wait or is to be fetched.
//! * `gateways` has the gateways' settings, presence and capacity, and the notices and provider calls for them.
//! * `reports` applies what phones and providers say about a message.
//! * `inbound` stores received SMS and lets masking decide on them.
//! * `opt_outs` keeps messages from people who asked for none.
//! * `events` records what subscribers are to learn, and `projection` what D1 is to learn.
//! * `feed` keeps the events for those who follow the account live.
//! * `figures` measures for the operator.
//! * `due_work` is the alarm's work. `messages`, `columns` and `schema` are the tables.

mod backlog;
mod cancel;
mod columns;
mod due_work;
mod events;
mod feed;
pub mod feed_readers;
mod figures;
mod gateways;
mod inbound;
mod messages;
mod opt_outs;
mod projection;
mod prune;
mod queues;
mod reports;
mod schema;
mod submit;

use std::collections::{BTreeMap, BTreeSet};

pub use events::outbox::Announcement;
pub use gateways::{
    notices::Notice,
    provider_calls::{CallOutcome, MAX_OPEN_CALLS, ProviderCall},
};
pub use inbound::masked::UndecidedSms;
pub use messages::text_sealer::TextSealer;
pub use object_sql::{Sql, SqlError};
pub use queues::delivery::Delivery;

use crate::opt_outs::state::OptOutState;
use dispatcher_records::Subscription;
use events::{
    MessageChange,
    outbox::{self, Outbox, OutboxKey},
    subscriptions,
};
use feed::Feed;
use figures::Measurements;
use gateways::Gateway;
use ids::GatewayId;
use messages::{LoadChange, StoredMessage};
use messaging::{DispatchPolicy, TimelineChain};
use object_commands::dispatcher::ReferenceReport;
use projection::{
    refusals::Refusals,
    unprojected::{self, LeftBehind, Unprojected},
};
use queues::{routing_work::RoutingWork, rows};
use submit::labels::LabelsOfDay;
use unix_time::UnixMillis;

/// Longest time for which writes wait to be projected together.
pub const PROJECTION_DELAY_MS: i64 = 800;

/// Failures of the core.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DispatcherError {
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The gateway has to be read from D1 first.
    #[error("the Dispatcher does not know the gateway yet")]
    UnknownGateway,
}

/// One account's messages in flight.
#[derive(Debug)]
pub struct DispatcherCore<S> {
    sql: S,
    policy: DispatchPolicy,
    text_sealer: TextSealer,
    timeline_chain: TimelineChain,
    gateways: BTreeMap<GatewayId, Gateway>,
    routing_work: RoutingWork,
    /// Number of messages that wait for a gateway, or to be fetched.
    waiting: u32,
    /// Number of recipients of messages that wait for their scheduled time.
    scheduled_recipients: u32,
    pruned_at_ms: UnixMillis,
    unprojected: Unprojected,
    refusals: Refusals,
    /// Webhook endpoints and their event filters, sorted by endpoint id.
    subscriptions: Vec<Subscription>,
    outbox: Outbox,
    opt_outs: OptOutState,
    /// Gateways to be notified that they have a message to fetch or to cancel.
    notices: Vec<Notice>,
    /// Gateways that may no longer be used and whose sockets may still be open.
    withdrawn: BTreeSet<GatewayId>,
    /// Calls that providers are to be given.
    calls: Vec<ProviderCall>,
    /// Delivery reports that arrived before the provider's answer to the call.
    early_reports: Vec<ReferenceReport>,
    feed: Feed,
    /// Operating figures since they were last stored.
    measurements: Measurements,
    /// Last client id that the pruning pass has read.
    client_ids_pruned_to: String,
    labels: LabelsOfDay,
}

impl<S: Sql> DispatcherCore<S> {
    /// Opens the object's database, creating or migrating its schema.
    pub fn open(
        sql: S,
        policy: DispatchPolicy,
        text_sealer: TextSealer,
        timeline_chain: TimelineChain,
    ) -> Result<Self, DispatcherError> {
        schema::migrate(&sql)?;
        let gateways = gateways::load_all(&sql)?;
        let waiting = rows::count_waiting(&sql)?;
        let scheduled_recipients = rows::count_scheduled_recipients(&sql)?;
        let LeftBehind { unprojected, unqueued, labels } = unprojected::load(&sql)?;
        let subscriptions = subscriptions::load_subscriptions(&sql)?;
        let outbox = outbox::load(&sql, &gateways)?;
        let opt_outs = crate::opt_outs::state::load(&sql)?;
        let feed = Feed::load(&sql)?;
        let measurements = Measurements::load(&sql)?;
        let mut core = Self {
            sql,
            policy,
            text_sealer,
            timeline_chain,
            gateways,
            routing_work: RoutingWork::default(),
            waiting,
            scheduled_recipients,
            pruned_at_ms: UnixMillis::EPOCH,
            unprojected,
            refusals: Refusals::default(),
            subscriptions,
            outbox,
            opt_outs,
            notices: Vec::new(),
            withdrawn: BTreeSet::new(),
            calls: Vec::new(),
            early_reports: Vec::new(),
            feed,
            measurements,
            client_ids_pruned_to: String::new(),
            labels: LabelsOfDay::after(labels),
        };
        for (rank, id) in unqueued {
            core.routing_work.push(rank, id);
        }
        core.recount_pacing()?;
        // An earlier instance may have crashed after a gateway connected and before its waiting messages were
        // routed.
        let reachable: Vec<GatewayId> = core.reachable().cloned().collect();
        for gateway_id in reachable {
            core.check_queues_of(&gateway_id);
        }
        Ok(core)
    }

    /// Returns the message with this message id, wire id or client id. `None` if it has left the Dispatcher.
    pub fn status(&self, id: &str) -> Result<Option<messaging::Message>, DispatcherError> {
        let Some(id) = self.resolve(id)? else { return Ok(None) };
        let stored = messages::load(&self.sql, &id)?;
        Ok(stored.map(|stored| self.with_whole_content(&stored.message)).transpose()?)
    }

    /// Writes a message back together with the events of its change, and adds it to the projection backlog if
    /// it has changed.
    fn save(&mut self, mut stored: StoredMessage, now_ms: UnixMillis) -> Result<(), SqlError> {
        let id = stored.message.id.clone();
        // Chained first, because events carry the timeline's head.
        if stored.is_changed() {
            self.timeline_chain.extend(&mut stored.message);
        }
        if stored.message.state() != stored.state_before {
            self.feed_progress(&stored.message, now_ms)?;
        }
        let change = MessageChange {
            before: &stored.before,
            waits_in: stored.queue.as_ref(),
            newly_waits: stored.newly_waits(),
        };
        let events = self.events_of_change(&change, &stored.message, now_ms)?;
        self.measurements.observe_change(&stored.before, &stored.message);
        if events.is_some() {
            self.outbox.add(&self.sql, OutboxKey::Message(id.clone()))?;
        }
        if stored.message.content.is_hashed() {
            self.delete_pieces(&stored.message)?;
        }
        self.count_load(stored.load_change());
        if stored.save(&self.sql, &self.policy, events, now_ms)? {
            self.unprojected.add(&self.sql, id)?;
        }
        Ok(())
    }

    /// Counts a change of what the queues hold.
    fn count_load(&mut self, change: LoadChange) {
        let add = |count: u32, change| {
            u32::try_from(i64::from(count).saturating_add(change)).unwrap_or(0)
        };
        self.waiting = add(self.waiting, change.waiting);
        self.scheduled_recipients = add(self.scheduled_recipients, change.scheduled_recipients);
    }

    /// Whether [`pump`](Self::pump) may have something to do.
    pub fn has_work(&self) -> bool {
        self.routing_work.has_work() || !self.notices.is_empty() || !self.calls.is_empty()
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
