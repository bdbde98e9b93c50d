//! Tells an endpoint's owner that the endpoint was disabled automatically: in D1, through the owner's other endpoints,
//! and among the events that somebody may follow live.

use std::rc::Rc;

use futures_util::future::join_all;
use object_commands::{
    dispatcher::{EndpointsChanged, FeedEvents},
    event_feed::FOLLOWED_MS,
    webhook_delivery::{EnqueueEvents, QueuedEvent, object_name},
};
use object_kit::Fault;
use runtime::{
    clock,
    objects::{self, ObjectClass},
};
use store_d1::Store;
use unix_time::UnixMillis;
use webhooks::{EndpointFacts, Event, EventKind, Fact};

use crate::WebhookDeliveryShell;

/// Reports a disabling that was not reported yet. Each step can be repeated, so a failed report starts again from
/// the first step.
pub(crate) async fn report_disabled(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    let unreported = shell.with_core(|core| Ok(core.unreported_disabling()))?;
    let Some((reason, at_ms)) =
        unreported.filter(|_| shell.projector.not_before_ms(now_ms) <= now_ms)
    else {
        return Ok(());
    };
    let (account_id, endpoint_id) = shell.ids()?;
    let store = Store::open(&shell.env)?;
    store.disable_endpoint(&account_id, &endpoint_id, reason.as_str(), at_ms).await?;
    shell.endpoint.forget();
    let event = event(&endpoint_id, reason.as_str(), at_ms)?;
    let read_since_ms = now_ms.saturating_sub(FOLLOWED_MS);
    let (others, is_followed) = store.announced_to(&account_id, read_since_ms).await?;
    let others = others.iter().filter(|other| {
        other.endpoint_id != endpoint_id && other.events.wants(EventKind::EndpointDisabled)
    });
    let calls = others.map(|other| {
        let name = object_name(account_id.as_str(), &other.endpoint_id);
        let command = EnqueueEvents { events: vec![event.clone()] };
        async move { objects::call(&shell.env, ObjectClass::WebhookDelivery, &name, command).await }
    });
    let mut outcomes = join_all(calls).await;
    let class = ObjectClass::Dispatcher;
    let notice = objects::call(&shell.env, class, account_id.as_str(), EndpointsChanged {});
    outcomes.push(notice.await);
    if is_followed {
        let feed = FeedEvents { events: vec![event.payload] };
        outcomes.push(objects::call(&shell.env, class, account_id.as_str(), feed).await);
    }
    if let Some(error) = outcomes.into_iter().find_map(Result::err) {
        return Err(error.into());
    }
    // During the calls the owner may have enabled the endpoint, and it may have been disabled once more.
    shell.with_core(|core| match core.unreported_disabling() {
        Some((_, since_ms)) if since_ms == at_ms => core.mark_disabling_reported(),
        _ => Ok(()),
    })
}

fn event(endpoint_id: &str, reason: &str, at_ms: UnixMillis) -> Result<QueuedEvent, Fault> {
    let facts =
        EndpointFacts { endpoint_id: endpoint_id.to_owned(), reason: Some(reason.to_owned()) };
    // The event's id derives from the time of the disabling, so a repeated report is the same event.
    let occurrence = u64::try_from(at_ms.as_i64()).unwrap_or(0);
    let event = Event::record(Fact::EndpointDisabled(facts), occurrence, None, at_ms);
    Ok(QueuedEvent::of(&event)?)
}
