//! Events that are recorded.

use ids::GatewayId;
use messaging::ReportStatus;
use object_commands::dispatcher::{Masking, PresenceSign, Receive, ReceivedAt};
use object_sql::native::MemorySql;
use telephony::{Address, MessageText, Region};
use webhooks::{Event, Fact};

use crate::testing::{
    Object, START_MS,
    endpoints::{handed_over, kinds, subscribe, told},
    failed,
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
