//! Subscriptions of endpoints.

use dispatcher_records::Subscription;
use ids::GatewayId;
use messaging::ReportStatus;
use object_commands::dispatcher::{Masking, Receive, ReceivedAt};
use object_sql::native::MemorySql;
use telephony::{Address, MessageText, Region};

use crate::testing::{
    Object, START_MS,
    endpoints::{handed_over, kinds, subscribe, told},
    failed,
};

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
        at: ReceivedAt::Gateway { gateway_id: GatewayId::from_text("a") },
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
