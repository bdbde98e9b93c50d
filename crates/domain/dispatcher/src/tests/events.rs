//! Announcing events to endpoints without losing any.

use messaging::ReportStatus;
use object_commands::dispatcher::{Masking, PresenceSign, Receive, ReceivedAt};
use object_commands::webhook_delivery::QueuedEvent;
use object_sql::native::MemorySql;
use telephony::{Address, MessageText, Region};
use webhooks::{Event, EventFilter, Fact};

use super::{Object, START_MS, failed};
use dispatcher_records::Subscription;

fn subscribe(object: &mut Object<'_>, endpoints: &[(&str, &[&str])]) {
    let subscriptions = endpoints.iter().map(|(id, names)| Subscription {
        endpoint_id: (*id).to_owned(),
        events: EventFilter::parse(names.iter().copied()).unwrap(),
    });
    object.core.set_subscriptions(subscriptions.collect()).unwrap();
}

/// Announces all pending events and has every endpoint acknowledge them.
fn told(object: &mut Object<'_>, now_ms: i64) -> Vec<(String, Vec<QueuedEvent>)> {
    let mut endpoints = Vec::new();
    while let Some(announcement) = object.core.announcement(now_ms).unwrap() {
        endpoints.extend(announcement.endpoints.clone());
        object.core.announced(&announcement, now_ms).unwrap();
    }
    endpoints
}

fn kinds(events: &[QueuedEvent]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

/// Submits a message and hands it over.
fn handed_over(object: &mut Object<'_>, now_ms: i64) -> String {
    let id = object.accept(now_ms);
    for delivery in object.core.pump(now_ms).unwrap() {
        let frames = u32::try_from(delivery.frames.len()).unwrap();
        let outcome = object_commands::gateway_connection::Delivered::HandedOver { frames };
        object.core.delivered(&delivery, outcome, now_ms).unwrap();
    }
    id
}

#[test]
fn events_of_a_message_come_in_order_and_name_the_gateway_that_sent_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    assert_eq!(told(&mut object, START_MS), []);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    object.report("a", &id, ReportStatus::Delivered, START_MS + 2);
    let endpoints = told(&mut object, START_MS + 3);
    let (endpoint, events) = &endpoints[0];
    assert_eq!(
        (endpoint.as_str(), kinds(events)),
        ("all", vec!["message.sent", "message.delivered"])
    );
    assert!(events.iter().all(|event| event.order_key == id));
    let event: Event = serde_json::from_str(&events[0].payload).unwrap();
    assert_eq!(event.gateway.unwrap().device_id, "device a");
    let Fact::MessageSent(sent) = event.fact else { panic!("{:?}", event.fact) };
    assert_eq!((sent.to.as_str(), sent.sent_at_ms), ("+12025550123", Some(START_MS + 1)));
    assert_eq!(told(&mut object, START_MS + 4), []);
}

#[test]
fn endpoint_gets_only_the_events_it_subscribed_to() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("failures", &["sms_failed"]), ("rest", &["message.sent"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    object.report("a", &id, failed(), START_MS + 2);
    let endpoints = told(&mut object, START_MS + 3);
    let shown: Vec<_> = endpoints.iter().map(|(id, events)| (id.as_str(), kinds(events))).collect();
    assert_eq!(shown, [("rest", vec!["message.sent"]), ("failures", vec!["message.failed"])],);
}

#[test]
fn failure_that_is_retried_is_not_announced_before_it_is_final() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, failed(), START_MS + 1);
    assert_eq!(told(&mut object, START_MS + 2), []);
}

#[test]
fn settled_message_stays_until_its_events_are_acknowledged() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Delivered, START_MS + 1);
    object.project(START_MS + 2);
    object.core.attend(START_MS + 3_600_000).unwrap();
    object.evict();
    let after_ms = START_MS + 3_600_001;
    assert!(object.core.next_attention_ms(after_ms, 0, 0).unwrap().is_some());
    assert_eq!(kinds(&told(&mut object, after_ms)[0].1), ["message.sent", "message.delivered"]);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
    assert_eq!(object.count("SELECT COUNT(*) FROM unprojected"), 0);
}

#[test]
fn events_during_an_announcement_are_in_the_next_batch() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    let first = object.core.announcement(START_MS + 2).unwrap().unwrap();
    object.report("a", &id, ReportStatus::Delivered, START_MS + 3);
    object.core.announced(&first, START_MS + 4).unwrap();
    // Acknowledging the batch twice removes none of the newer events.
    object.core.announced(&first, START_MS + 4).unwrap();
    assert_eq!(kinds(&told(&mut object, START_MS + 5)[0].1), ["message.delivered"]);
}

#[test]
fn unacknowledged_events_step_back_and_are_sent_again_under_the_same_id() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    let first = object.core.announcement(START_MS + 2).unwrap().unwrap();
    object.core.announcing_failed(&first, START_MS + 1_000);
    assert_eq!(object.core.announcement(START_MS + 3).unwrap(), None);
    let again = object.core.announcement(START_MS + 1_000).unwrap().unwrap();
    assert_eq!(again.endpoints, first.endpoints);
}

#[test]
fn event_that_was_put_off_is_sent_again_without_the_rest_of_its_batch() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    for _ in 0..2 {
        let id = handed_over(&mut object, START_MS);
        object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    }
    let first = object.core.announcement(START_MS + 2).unwrap().unwrap();
    let events = first.endpoints[0].1.clone();
    assert_eq!(events.len(), 2);
    let put_off = [(events[0].event_id.clone(), START_MS + 60_000)];
    object.core.announced_but_for(&first, &put_off, START_MS + 3).unwrap();
    assert_eq!(object.core.announcement(START_MS + 59_999).unwrap(), None);
    let again = object.core.announcement(START_MS + 60_000).unwrap().unwrap();
    assert_eq!(again.endpoints[0].1, events[..1]);
}

#[test]
fn inbound_sms_is_announced_once_however_often_it_is_reported() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.gateway("a", 1);
    object.sign("a", PresenceSign::Alive, START_MS);
    let receive = || Receive {
        at: ReceivedAt::Gateway { gateway_id: "a".to_owned() },
        sender: Address::lenient("+12025550123", Region::parse("US").unwrap()),
        body: MessageText::new("hello"),
        reported_at_ms: Some(START_MS),
        reference: None,
        masking: Masking::IfMasked,
    };
    object.core.receive(receive(), START_MS).unwrap();
    object.core.receive(receive(), START_MS + 1).unwrap();
    object.project(START_MS + 2);
    object.evict();
    let endpoints = told(&mut object, START_MS + 3);
    assert_eq!(kinds(&endpoints[0].1), ["inbound.received"]);
    object.core.receive(receive(), START_MS + 4).unwrap();
    assert_eq!(told(&mut object, START_MS + 5), []);
}

#[test]
fn events_are_not_recorded_without_subscribers() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    assert_eq!(object.count("SELECT COUNT(*) FROM message WHERE events IS NOT NULL"), 0);
    assert_eq!(object.core.announcement(START_MS + 2).unwrap(), None);
}

#[test]
fn subscriptions_survive_an_eviction_and_can_be_removed() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.evict();
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    subscribe(&mut object, &[]);
    // The event was for an endpoint that is gone.
    assert_eq!(told(&mut object, START_MS + 2), []);
    assert_eq!(object.count("SELECT COUNT(*) FROM message WHERE events IS NOT NULL"), 0);
}

#[test]
fn relay_subscription_gets_inbound_sms_only_and_survives_an_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.core.set_subscriptions(vec![Subscription::of_relay()]).unwrap();
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    assert_eq!(told(&mut object, START_MS + 1), []);
    object.evict();
    let receive = Receive {
        at: ReceivedAt::Gateway { gateway_id: "a".to_owned() },
        sender: Address::lenient("+12025550123", Region::parse("US").unwrap()),
        body: MessageText::new("a request"),
        reported_at_ms: Some(START_MS),
        reference: None,
        masking: Masking::IfMasked,
    };
    object.core.receive(receive, START_MS + 2).unwrap();
    let endpoints = told(&mut object, START_MS + 2);
    let (endpoint, events) = &endpoints[0];
    assert_eq!(
        (endpoint.as_str(), kinds(events)),
        (dispatcher_records::RELAY_SUBSCRIBER, vec!["inbound.received"])
    );
}
