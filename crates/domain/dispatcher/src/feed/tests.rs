//! The feed of an account, with readers that come, go and fall behind.

use ids::GatewayId;
use messaging::{GatewayHealth, Options, ReportStatus};
use object_commands::{
    dispatcher::{Presence, PresenceSign},
    event_feed::FeedPage,
};
use object_sql::native::MemorySql;
use opt_outs::PolicyChange;
use proptest::prelude::*;
use unix_time::UnixMillis;

use super::{KEPT_MS, MAX_EVENTS};
use crate::testing::{
    DAY_MS, MINUTE_MS, Object, START_MS, accepted, assert_count,
    endpoints::{subscribe, told},
    inbound, property_config, with_options,
};

fn kinds(page: &FeedPage) -> Vec<&str> {
    page.events.iter().map(|event| event.kind.as_str()).collect()
}

fn battery(object: &mut Object<'_>, level: u8, now_ms: UnixMillis) {
    let health = GatewayHealth { battery_level: Some(level), ..GatewayHealth::default() };
    let gateway_id = GatewayId::from_text("a");
    let presence = Presence { gateway_id, sign: PresenceSign::Alive, health: Some(health) };
    object.core.presence(&presence, now_ms).unwrap();
}

fn receive(object: &mut Object<'_>, text: &str, now_ms: UnixMillis) {
    object.core.receive(inbound(text, Some(now_ms)), now_ms).unwrap();
}

#[test]
fn account_without_readers_writes_no_event() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.accept(START_MS);
    receive(&mut object, "hi", START_MS);
    assert_count(&object, "SELECT COUNT(*) FROM feed", 0);
    assert_count(&object, "SELECT COUNT(*) FROM feed_state", 0);
    assert_eq!(object.core.newest_feed_number(), None);
}

#[test]
fn reader_gets_every_step_of_a_message_and_every_received_sms_in_order() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.core.visit_feed(START_MS).unwrap();
    let start = object.core.feed_page(None).unwrap().after;
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    for status in [ReportStatus::Acknowledged, ReportStatus::Sent, ReportStatus::Delivered] {
        object.report("a", &id, status, START_MS);
    }
    receive(&mut object, "hi", START_MS);
    let page = object.core.feed_page(Some(start)).unwrap();
    let expected = [
        "message.accepted",
        "message.dispatched",
        "message.acknowledged",
        "message.sent",
        "message.delivered",
        "inbound.received",
    ];
    assert_eq!(kinds(&page), expected);
    assert_eq!(object.core.take_unsent_events(), page.events);
    for event in &page.events {
        let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
        assert_eq!(body["type"], event.kind);
        assert!(body["id"].is_string() && body["timestamp"].is_string(), "{body}");
        if event.kind != "inbound.received" {
            assert_eq!(body["data"]["message_id"], id);
        }
    }
}

#[test]
fn recipients_of_a_message_that_is_to_be_hashed_are_hashed_in_the_feed_and_clear_in_webhooks() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    subscribe(&mut object, &[("all", &["*"])]);
    object.core.visit_feed(START_MS).unwrap();
    let start = object.core.feed_page(None).unwrap().after;
    let options = Options { hash_when_done: true, delivery_report: true, ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    object.core.pump(START_MS).unwrap();
    for status in [ReportStatus::Acknowledged, ReportStatus::Sent, ReportStatus::Delivered] {
        object.report("a", &id, status, START_MS);
    }
    let endpoints = told(&mut object, START_MS);
    let (_, events) = &endpoints[0];
    assert!(events.iter().all(|event| event.payload.contains("2025550123")));
    let page = object.core.feed_page(Some(start)).unwrap();
    assert_eq!(page.events.len(), 5);
    object.core.process_due(START_MS + DAY_MS).unwrap();
    let hashed = object.core.status(&id).unwrap();
    let hashed = hashed.map(|it| it.recipients[0].address.as_str().to_owned());
    for event in &page.events {
        let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
        assert!(!event.body.contains("2025550123"), "{body}");
        let to = body["data"]["to"].as_str().unwrap();
        assert_eq!(Some(to), hashed.as_deref());
    }
}

#[test]
fn reader_hears_of_gateways_and_opt_outs_without_any_webhook_and_of_nothing_before() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let enabled = PolicyChange { enabled: Some(true), ..PolicyChange::default() };
    object.core.change_opt_out_policy(&enabled).unwrap();
    object.online("a", START_MS);
    receive(&mut object, "STOP", START_MS);
    let visit_ms = START_MS + MINUTE_MS;
    object.core.visit_feed(visit_ms).unwrap();
    let start = object.core.feed_page(None).unwrap().after;
    object.sign("a", PresenceSign::AliveOnSocket, visit_ms);
    receive(&mut object, "START", visit_ms + 1);
    object.evict();
    battery(&mut object, 3, visit_ms + 2);
    let silent_ms = object.core.next_silence_ms(visit_ms).unwrap();
    object.core.process_due(silent_ms).unwrap();
    object.sign("a", PresenceSign::AliveOnSocket, silent_ms + 1);
    let page = object.core.feed_page(Some(start)).unwrap();
    let expected = [
        "opt_out.changed",
        "inbound.received",
        "gateway.low_battery",
        "gateway.offline",
        "gateway.online",
    ];
    let mut heard = kinds(&page);
    assert_eq!(heard.len(), expected.len(), "{heard:?}");
    // The SMS and what it changed are one step.
    heard.get_mut(..2).unwrap().sort_unstable_by_key(|kind| *kind != "opt_out.changed");
    assert_eq!(heard, expected);
}

#[test]
fn webhooks_still_get_only_the_events_that_they_subscribe_to() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.core.visit_feed(START_MS).unwrap();
    receive(&mut object, "hi", START_MS);
    assert_eq!(object.core.announcement(START_MS).unwrap(), None);
    assert_count(&object, "SELECT COUNT(*) FROM feed", 1);
}

#[test]
fn reader_that_returns_within_a_day_continues_and_a_later_one_is_reset() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.core.visit_feed(START_MS).unwrap();
    receive(&mut object, "one", START_MS);
    let cursor = object.core.feed_page(None).unwrap().after;
    object.evict();
    receive(&mut object, "two", START_MS + 1);
    let within_ms = START_MS + KEPT_MS - 1;
    object.core.visit_feed(within_ms).unwrap();
    let page = object.core.feed_page(Some(cursor)).unwrap();
    assert_eq!((page.events.len(), page.reset), (1, false));

    let later_ms = within_ms + KEPT_MS;
    receive(&mut object, "missed", later_ms);
    object.core.visit_feed(later_ms).unwrap();
    for old in [cursor, page.newest] {
        let reset = object.core.feed_page(Some(old)).unwrap();
        assert!(reset.reset && reset.events.is_empty(), "{reset:?}");
        assert_eq!(reset.after, reset.newest);
    }
    receive(&mut object, "new", later_ms + 1);
    let after_reset = object.core.feed_page(None).unwrap().after - 1;
    assert_eq!(object.core.feed_page(Some(after_reset)).unwrap().events.len(), 1);
}

#[test]
fn cursor_from_the_future_is_reset() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.core.visit_feed(START_MS).unwrap();
    assert!(object.core.feed_page(Some(1_000)).unwrap().reset);
}

#[test]
fn feed_keeps_a_bounded_number_of_events_and_none_older_than_a_day() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.core.visit_feed(START_MS).unwrap();
    for _ in 0..MAX_EVENTS + 500 {
        object.core.append_to_feed("x", "{}".to_owned(), START_MS).unwrap();
    }
    let kept = object.count("SELECT COUNT(*) FROM feed");
    assert!((MAX_EVENTS - 1_000..=MAX_EVENTS).contains(&kept), "{kept}");
    let mut now_ms = START_MS + DAY_MS;
    while object.count("SELECT COUNT(*) FROM feed") > 0 {
        object.core.visit_feed(now_ms).unwrap();
        object.core.process_due(now_ms).unwrap();
        now_ms += 10 * MINUTE_MS;
        assert!(now_ms < START_MS + 2 * DAY_MS);
    }
}

proptest! {
    #![proptest_config(property_config())]

    /// A reader that asks again whenever it is behind has every event once and in order, whatever is evicted between.
    #[test]
    fn reader_misses_no_event_across_evictions(steps in prop::collection::vec(0_u8..4, 1..60)) {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        object.gateway("a", 1);
        object.core.visit_feed(START_MS).unwrap();
        let mut position = object.core.feed_page(None).unwrap().after;
        let (mut now_ms, mut written, mut read) = (START_MS, 0_usize, 0_usize);
        for step in steps {
            now_ms += 1;
            match step {
                0 => object.evict(),
                1 => {
                    let page = object.core.feed_page(Some(position)).unwrap();
                    prop_assert!(!page.reset);
                    for event in page.events {
                        prop_assert_eq!(event.number, position + 1);
                        position = event.number;
                        read += 1;
                    }
                }
                _ => {
                    receive(&mut object, &now_ms.to_string(), now_ms);
                    written += 1;
                }
            }
        }
        let rest = object.core.feed_page(Some(position)).unwrap();
        prop_assert_eq!(read + rest.events.len(), written);
    }
}
