//! Announces events that arise outside an account's Dispatcher to its webhook endpoints.

use ids::AccountId;
use object_commands::webhook_delivery::{EnqueueEvents, QueuedEvent, object_name};
use runtime::objects::{self, CallError, ObjectClass};
use store_d1::{Store, StoreError};
use webhooks::Event;
use worker::Env;

/// Maximum number of events per call.
const EVENTS_PER_CALL: usize = 100;

/// Reason why not every endpoint got the events. Retrying is safe: an endpoint deduplicates events by id.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceFault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Object(#[from] CallError),
    #[error("the event could not be recorded")]
    Record,
}

/// Queues events at every endpoint of the account that wants their kind; when this returns, they are durable. Costs one
/// D1 query unless there are no events, and an object call per subscribed endpoint and hundred events.
pub async fn announce_events(
    env: &Env,
    account_id: &AccountId,
    events: &[Event],
) -> Result<(), AnnounceFault> {
    if events.is_empty() {
        return Ok(());
    }
    for subscription in Store::open(env)?.subscriptions(account_id).await? {
        let wanted = events.iter().filter(|event| subscription.events.wants(event.kind()));
        let queued = wanted.map(QueuedEvent::of).collect::<Result<Vec<_>, _>>();
        let queued = queued.map_err(|_| AnnounceFault::Record)?;
        let name = object_name(account_id.as_str(), &subscription.endpoint_id);
        for portion in queued.chunks(EVENTS_PER_CALL) {
            let enqueue = EnqueueEvents { events: portion.to_vec() };
            objects::call(env, ObjectClass::WebhookDelivery, &name, enqueue).await?;
        }
    }
    Ok(())
}
