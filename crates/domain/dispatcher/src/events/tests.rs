//! Events that are recorded.

use ids::GatewayId;
use messaging::{DispatchPolicy, Options, PacingRule, ReportStatus};
use object_commands::dispatcher::{Masking, PresenceSign, Receive, ReceivedAt};
use object_sql::native::MemorySql;
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;
use webhooks::{Event, Fact};

use crate::testing::{
    Object, START_MS, accepted, assert_count,
    endpoints::{handed_over, kinds, subscribe, told},
    failed, with_options,
};

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
fn inbound_sms_is_announced_once_however_often_it_is_reported() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.gateway("a", 1);
    object.sign("a", PresenceSign::Alive, START_MS);
    let receive = || Receive {
        at: ReceivedAt::Gateway { gateway_id: GatewayId::from_text("a") },
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

fn called_back(endpoint_id: &str) -> Options {
    Options {
        callback_endpoint_id: Some(endpoint_id.to_owned()),
        delivery_report: true,
        ..Options::default()
    }
}

#[test]
fn callback_endpoint_gets_its_messages_events_and_no_others() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("failures", &["message.failed"])]);
    object.online("a", START_MS);
    let called = accepted(object.submit(with_options(called_back("wc_1")), START_MS)).message_id;
    let other = handed_over(&mut object, START_MS);
    object.report("a", &called, ReportStatus::Sent, START_MS + 1);
    object.report("a", &other, ReportStatus::Sent, START_MS + 1);
    object.evict();
    let endpoints = told(&mut object, START_MS + 2);
    assert_eq!(endpoints.len(), 1);
    let (endpoint, events) = &endpoints[0];
    assert_eq!((endpoint.as_str(), kinds(events)), ("wc_1", vec!["message.sent"]));
    assert_eq!(events[0].order_key, called);
    let options = Options { single_attempt: true, ..called_back("wc_1") };
    let failing = accepted(object.submit(with_options(options), START_MS + 3)).message_id;
    handed_over(&mut object, START_MS + 3);
    object.report("a", &failing, failed(), START_MS + 4);
    let endpoints = told(&mut object, START_MS + 5);
    let all: Vec<_> = endpoints.iter().map(|(id, events)| (id.as_str(), kinds(events))).collect();
    assert_eq!(all, [("failures", vec!["message.failed"]), ("wc_1", vec!["message.failed"])]);
}

#[test]
fn callback_endpoint_is_used_until_its_messages_have_left() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let used = |object: &Object<'_>| {
        object.core.used_callbacks(&["wc_1".to_owned(), "wc_2".to_owned()]).unwrap()
    };
    assert_eq!(used(&object), Vec::<String>::new());
    let id = accepted(object.submit(with_options(called_back("wc_1")), START_MS)).message_id;
    object.core.pump(START_MS).unwrap();
    object.evict();
    assert_eq!(used(&object), ["wc_1"]);
    object.report("a", &id, ReportStatus::Delivered, START_MS + 1);
    object.project(START_MS + 2);
    assert_eq!(used(&object), ["wc_1"], "its events are not announced yet");
    told(&mut object, START_MS + 3);
    object.project(START_MS + 4);
    assert_eq!(used(&object), Vec::<String>::new());
}

/// Returns reason and earliest time of every hold that the endpoint is told of.
fn holds(object: &mut Object<'_>, now_ms: UnixMillis) -> Vec<(String, Option<UnixMillis>)> {
    let mut holds = Vec::new();
    for (_, events) in told(object, now_ms) {
        for event in events {
            let event: Event = serde_json::from_str(&event.payload).unwrap();
            let Fact::MessageHeld(held) = event.fact else { panic!("{:?}", event.fact) };
            holds.push((held.reason, held.eta_ms));
        }
    }
    holds
}

#[test]
fn message_without_a_gateway_is_announced_as_held_once() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("holds", &["message.held"])]);
    object.accept(START_MS);
    assert_eq!(holds(&mut object, START_MS + 1), [("no_gateway".to_owned(), None)]);
    object.evict();
    object.core.pump(START_MS + 2).unwrap();
    assert_eq!(holds(&mut object, START_MS + 3), []);
}

#[test]
fn message_that_waits_for_pacing_is_announced_as_held_with_its_earliest_time() {
    let sql = MemorySql::open().unwrap();
    let rule = PacingRule { segments: 1, window_ms: 60_000 };
    let policy = DispatchPolicy { pacing: Some(rule), ..DispatchPolicy::default() };
    let mut object = Object::with_policy(&sql, policy);
    subscribe(&mut object, &[("holds", &["message.held"])]);
    object.online("a", START_MS);
    handed_over(&mut object, START_MS);
    assert_eq!(holds(&mut object, START_MS), []);
    handed_over(&mut object, START_MS + 1);
    handed_over(&mut object, START_MS + 2);
    let held = holds(&mut object, START_MS + 3);
    let reasons: Vec<&str> = held.iter().map(|(reason, _)| reason.as_str()).collect();
    assert_eq!(reasons, ["pacing", "pacing"]);
    assert!(held.iter().all(|(_, eta_ms)| *eta_ms >= Some(START_MS + 60_000)), "{held:?}");
    object.core.pump(START_MS + 4).unwrap();
    assert_eq!(holds(&mut object, START_MS + 5), []);
}

#[test]
fn hold_without_a_subscriber_writes_no_event() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("others", &["message.sent"])]);
    object.accept(START_MS);
    assert_count(&object, "SELECT COUNT(*) FROM message WHERE events IS NOT NULL", 0);
}
