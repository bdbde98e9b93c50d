//! Announces events that arise outside an account's Dispatcher: to its webhook endpoints, and to those who follow its
//! events.

use ids::AccountId;
use object_commands::{
    dispatcher::FeedEvents,
    event_feed::FOLLOWED_MS,
    webhook_delivery::{EnqueueEvents, QueuedEvent, object_name},
};
use runtime::{
    clock,
    objects::{self, CallError, ObjectClass},
};
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
/// D1 query unless there are no events, and an object call per subscribed endpoint and hundred events, and one more if
/// somebody follows the account's events. Those may see an event again that is announced again.
pub async fn announce_events(
    env: &Env,
    account_id: &AccountId,
    events: &[Event],
) -> Result<(), AnnounceFault> {
    if events.is_empty() {
        return Ok(());
    }
    let read_since_ms = clock::now_ms().saturating_sub(FOLLOWED_MS);
    let store = Store::open(env)?;
    let (subscriptions, is_followed) = store.announced_to(account_id, read_since_ms).await?;
    for subscription in subscriptions {
        let wanted = events.iter().filter(|event| subscription.events.wants(event.kind()));
        let queued = wanted.map(QueuedEvent::of).collect::<Result<Vec<_>, _>>();
        let queued = queued.map_err(|_| AnnounceFault::Record)?;
        let name = object_name(account_id.as_str(), &subscription.endpoint_id);
        for portion in queued.chunks(EVENTS_PER_CALL) {
            let enqueue = EnqueueEvents { events: portion.to_vec() };
            objects::call(env, ObjectClass::WebhookDelivery, &name, enqueue).await?;
        }
    }
    // Last: a retry after a failure above must not show the events twice.
    if is_followed {
        let recorded = events.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
        let events = recorded.map_err(|_| AnnounceFault::Record)?;
        objects::call(env, ObjectClass::Dispatcher, account_id.as_str(), FeedEvents { events })
            .await?;
    }
    Ok(())
}
