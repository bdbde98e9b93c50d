//! Webhook endpoints that subscribe to events.

use dispatcher_records::Subscription;
use object_commands::webhook_delivery::QueuedEvent;
use unix_time::UnixMillis;
use webhooks::EventFilter;

use crate::testing::Object;

pub(crate) fn subscribe(object: &mut Object<'_>, endpoints: &[(&str, &[&str])]) {
    let subscriptions = endpoints.iter().map(|(id, names)| Subscription {
        endpoint_id: (*id).to_owned(),
        events: EventFilter::parse(names.iter().copied()).unwrap(),
    });
    object.core.set_subscriptions(subscriptions.collect()).unwrap();
}

/// Announces all pending events and has every endpoint acknowledge them.
pub(crate) fn told(object: &mut Object<'_>, now_ms: UnixMillis) -> Vec<(String, Vec<QueuedEvent>)> {
    let mut endpoints = Vec::new();
    while let Some(announcement) = object.core.announcement(now_ms).unwrap() {
        endpoints.extend(announcement.endpoints.clone());
        object.core.record_announced(&announcement, now_ms).unwrap();
    }
    endpoints
}

pub(crate) fn kinds(events: &[QueuedEvent]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

/// Submits a message and hands it over.
pub(crate) fn handed_over(object: &mut Object<'_>, now_ms: UnixMillis) -> String {
    let id = object.accept(now_ms);
    for delivery in object.core.pump(now_ms).unwrap() {
        let frames = u32::try_from(delivery.frames.len()).unwrap();
        let outcome = object_commands::gateway_connection::DeliverOutcome::HandedOver { frames };
        object.core.record_delivery(&delivery, outcome, now_ms).unwrap();
    }
    id
}
