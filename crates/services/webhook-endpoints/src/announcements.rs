//! Announces events that arise outside an account's Dispatcher: to its webhook endpoints, and to those who follow its
//! events.

use std::cell::RefCell;

use dispatcher_records::Subscription;
use futures_util::future::join_all;
use ids::AccountId;
use object_commands::{
    dispatcher::FeedEvents,
    event_feed::FOLLOWED_MS,
    webhook_delivery::{EnqueueEvents, QueuedEvent, object_name},
};
use runtime::{
    clock,
    objects::{self, CallError, ObjectClass},
    short_cache::{CacheLookup, ShortCache},
};
use store_d1::{Store, StoreError};
use unix_time::UnixMillis;
use webhooks::{Event, EventFilter};
use worker::Env;

/// Maximum number of events per call.
const EVENTS_PER_CALL: usize = 100;

thread_local! {
    /// Look-ups of those who want an account's seldom wanted events, as far as they found nobody.
    static UNWANTED: RefCell<ShortCache<()>> = RefCell::default();
}

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
    let (subscriptions, is_followed) = subscribers(&Store::open(env)?, account_id).await?;
    announce(env, account_id, &subscriptions, is_followed, events).await
}

/// Does the same for events that few accounts want. That nobody wants them is remembered for some seconds, so that they
/// usually cost nothing; a new subscriber or reader may miss them for that long.
pub async fn announce_seldom_wanted(
    env: &Env,
    account_id: &AccountId,
    events: &[Event],
) -> Result<(), AnnounceFault> {
    let now_ms = clock::now_ms();
    if events.is_empty() || is_remembered_unwanted(account_id, now_ms) {
        return Ok(());
    }
    let (subscriptions, is_followed) = subscribers(&Store::open(env)?, account_id).await?;
    let is_wanted = |event: &Event| subscriptions.iter().any(|it| it.events.wants(event.kind()));
    if !is_followed && !events.iter().any(is_wanted) {
        remember_unwanted(account_id, now_ms);
        return Ok(());
    }
    announce(env, account_id, &subscriptions, is_followed, events).await
}

/// Forgets that nobody wanted an account's events, since its endpoints changed.
pub(crate) fn forget_unwanted(account_id: &AccountId) {
    UNWANTED.with_borrow_mut(|all| all.forget(account_id.as_str()));
}

fn is_remembered_unwanted(account_id: &AccountId, now_ms: UnixMillis) -> bool {
    UNWANTED.with_borrow(|all| all.find(account_id.as_str(), now_ms)) == CacheLookup::NotFound
}

fn remember_unwanted(account_id: &AccountId, now_ms: UnixMillis) {
    UNWANTED.with_borrow_mut(|all| all.remember(account_id.as_str(), None, now_ms));
}

/// Queues an event about an endpoint at the account's other endpoints that want it, and in any case at the one that the
/// owner named for the endpoint's alerts. The endpoint itself does not get it.
pub async fn announce_alert(
    env: &Env,
    account_id: &AccountId,
    endpoint_id: &str,
    event: Event,
) -> Result<(), AnnounceFault> {
    let store = Store::open(env)?;
    let (subscriptions, is_followed) = subscribers(&store, account_id).await?;
    let alerted = store.find_alerted_endpoint(account_id, endpoint_id).await?;
    let others = alerted_endpoints(subscriptions, alerted, endpoint_id, &event);
    announce(env, account_id, &others, is_followed, &[event]).await
}

fn alerted_endpoints(
    mut subscriptions: Vec<Subscription>,
    alerted: Option<String>,
    endpoint_id: &str,
    event: &Event,
) -> Vec<Subscription> {
    subscriptions.retain(|it| it.endpoint_id != endpoint_id && it.events.wants(event.kind()));
    if let Some(alerted) = alerted
        && subscriptions.iter().all(|it| it.endpoint_id != alerted)
    {
        let events = EventFilter::only(event.kind());
        subscriptions.push(Subscription { endpoint_id: alerted, events });
    }
    subscriptions
}

async fn subscribers(
    store: &Store,
    account_id: &AccountId,
) -> Result<(Vec<Subscription>, bool), StoreError> {
    store.announced_to(account_id, clock::now_ms().saturating_sub(FOLLOWED_MS)).await
}

async fn announce(
    env: &Env,
    account_id: &AccountId,
    subscriptions: &[Subscription],
    is_followed: bool,
    events: &[Event],
) -> Result<(), AnnounceFault> {
    // Side by side, so that an object that does not answer delays no other endpoint.
    let calls = subscriptions.iter().map(|it| enqueue(env, account_id, it, events));
    join_all(calls).await.into_iter().collect::<Result<(), _>>()?;
    // Last: a retry after a failure above must not show the events twice.
    if is_followed {
        let recorded = events.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
        let events = recorded.map_err(|_| AnnounceFault::Record)?;
        objects::call(env, ObjectClass::Dispatcher, account_id.as_str(), FeedEvents { events })
            .await?;
    }
    Ok(())
}

/// Queues those of the events that the endpoint wants.
async fn enqueue(
    env: &Env,
    account_id: &AccountId,
    subscription: &Subscription,
    events: &[Event],
) -> Result<(), AnnounceFault> {
    let wanted = events.iter().filter(|event| subscription.events.wants(event.kind()));
    let queued = wanted.map(QueuedEvent::of).collect::<Result<Vec<_>, _>>();
    let queued = queued.map_err(|_| AnnounceFault::Record)?;
    Ok(enqueue_events(env, account_id, &subscription.endpoint_id, &queued).await?)
}

/// Queues events at one endpoint, whatever it subscribes to. Safe to repeat: the endpoint recognizes events by their ids.
pub async fn enqueue_events(
    env: &Env,
    account_id: &AccountId,
    endpoint_id: &str,
    events: &[QueuedEvent],
) -> Result<(), CallError> {
    let name = object_name(account_id.as_str(), endpoint_id);
    for portion in events.chunks(EVENTS_PER_CALL) {
        let enqueue = EnqueueEvents { events: portion.to_vec() };
        objects::call(env, ObjectClass::WebhookDelivery, &name, enqueue).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use webhooks::{EndpointFacts, EventKind, Fact};

    use super::*;

    #[test]
    fn absence_of_subscribers_is_remembered_for_seconds_and_forgotten_by_a_change() {
        let account = |at: usize| AccountId::parse(&format!("{at:016}")).unwrap();
        let at_ms = |ms: i64| UnixMillis::new(1_000 + ms);
        assert!(!is_remembered_unwanted(&account(1), at_ms(0)));
        remember_unwanted(&account(1), at_ms(0));
        assert!(is_remembered_unwanted(&account(1), at_ms(9_999)));
        assert!(!is_remembered_unwanted(&account(1), at_ms(10_000)));
        assert!(!is_remembered_unwanted(&account(2), at_ms(0)));
        forget_unwanted(&account(1));
        assert!(!is_remembered_unwanted(&account(1), at_ms(0)));
        // The memory is emptied at its largest size, so the first account is forgotten.
        for at in 0..=10_000 {
            remember_unwanted(&account(at), at_ms(0));
        }
        assert!(!is_remembered_unwanted(&account(0), at_ms(0)));
        assert!(is_remembered_unwanted(&account(10_000), at_ms(0)));
    }

    #[test]
    fn alert_goes_to_subscribers_and_the_named_endpoint_once_and_never_to_the_failing_one() {
        let facts = EndpointFacts { endpoint_id: "failing".to_owned(), reason: None };
        let event = Event::record(Fact::EndpointFailing(facts), 1, None, UnixMillis::EPOCH);
        let all = || {
            let wants = |id: &str, kind| Subscription {
                endpoint_id: id.to_owned(),
                events: EventFilter::only(kind),
            };
            vec![
                wants("failing", EventKind::EndpointFailing),
                wants("subscriber", EventKind::EndpointFailing),
                wants("other", EventKind::MessageSent),
            ]
        };
        for (alerted, expected) in [
            (None, vec!["subscriber"]),
            (Some("subscriber"), vec!["subscriber"]),
            (Some("other"), vec!["subscriber", "other"]),
        ] {
            let told = alerted_endpoints(all(), alerted.map(str::to_owned), "failing", &event);
            assert!(told.iter().all(|it| it.events.wants(EventKind::EndpointFailing)));
            let told: Vec<&str> = told.iter().map(|it| it.endpoint_id.as_str()).collect();
            assert_eq!(told, expected);
        }
    }
}
