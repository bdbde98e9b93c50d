//! Telling an account's webhook endpoints of what did not happen in its Dispatcher.

use contracts::webhook_delivery::{Enqueue, QueuedEvent, object_name};
use identity::AccountId;
use runtime::objects::{self, CallError, ObjectClass};
use store_d1::{Store, StoreError};
use webhooks::Event;
use worker::Env;

/// The most events in one call.
const EVENTS_PER_CALL: usize = 100;

/// Why not every endpoint was told. It can be done again: an endpoint takes an event once, by its id.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceFault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Object(#[from] CallError),
    #[error("an event cannot be recorded")]
    Record,
}

/// Queues events for every endpoint of the account that wants their kind; once it is done they are durable. One D1
/// query unless there are no events, and an object call for each subscribed endpoint and hundred events.
pub async fn announce(
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
            let enqueue = Enqueue { events: portion.to_vec() };
            objects::call(env, ObjectClass::WebhookDelivery, &name, enqueue).await?;
        }
    }
    Ok(())
}
