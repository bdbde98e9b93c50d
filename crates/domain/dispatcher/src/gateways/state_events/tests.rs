//! Silence, return and low batteries, as endpoints hear of them.

use ids::GatewayId;
use messaging::GatewayHealth;
use object_commands::dispatcher::{Presence, PresenceSign};
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{
    MINUTE_MS, Object, START_MS,
    endpoints::{kinds, subscribe, told},
};

const BOTH: &[&str] = &["gateway.online", "gateway.offline"];

/// Names of the events that the endpoints have not heard yet.
fn heard(object: &mut Object<'_>, now_ms: UnixMillis) -> Vec<String> {
    object.core.process_due(now_ms).unwrap();
    let told = told(object, now_ms);
    told.iter().flat_map(|(_, events)| kinds(events)).map(str::to_owned).collect()
}

fn battery(object: &mut Object<'_>, level: u8, now_ms: UnixMillis) {
    let health = GatewayHealth { battery_level: Some(level), ..GatewayHealth::default() };
    let presence = Presence {
        gateway_id: GatewayId::from_text("a"),
        sign: PresenceSign::Alive,
        health: Some(health),
    };
    object.core.presence(&presence, now_ms).unwrap();
}

#[test]
fn silence_is_reported_once_and_so_is_the_return() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("e", BOTH)]);
    object.online("a", START_MS);
    assert!(heard(&mut object, START_MS + 1).is_empty(), "nothing was reported before");
    let due_ms = START_MS + 2 * MINUTE_MS;
    assert_eq!(object.core.next_silence_ms(START_MS + 1), Some(due_ms));
    assert!(heard(&mut object, due_ms - 1).is_empty());
    object.evict();
    assert_eq!(heard(&mut object, due_ms), ["gateway.offline"]);
    object.evict();
    for minute in 1..10 {
        assert!(heard(&mut object, due_ms + minute * MINUTE_MS).is_empty());
    }
    assert_eq!(object.core.next_silence_ms(START_MS + 60 * MINUTE_MS), None);
    let back_ms = due_ms + 10 * MINUTE_MS;
    object.sign("a", PresenceSign::AliveOnSocket, back_ms);
    object.evict();
    assert_eq!(heard(&mut object, back_ms), ["gateway.online"]);
    object.sign("a", PresenceSign::AliveOnSocket, back_ms + 1);
    assert!(heard(&mut object, back_ms + 1).is_empty());
}

#[test]
fn phone_that_reconnects_in_time_is_not_reported() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("e", BOTH)]);
    object.online("a", START_MS);
    for second in (0..600).step_by(30) {
        let now_ms = START_MS + second * 1_000;
        object.sign("a", PresenceSign::Disconnected, now_ms);
        assert!(heard(&mut object, now_ms).is_empty());
        object.sign("a", PresenceSign::Connected, now_ms + 1);
        assert!(heard(&mut object, now_ms + 1).is_empty());
    }
    // A closed socket alone is reported only after the silence.
    let end_ms = START_MS + 600_000;
    object.sign("a", PresenceSign::Alive, end_ms);
    object.sign("a", PresenceSign::Disconnected, end_ms);
    assert!(heard(&mut object, end_ms + MINUTE_MS).is_empty());
    assert_eq!(heard(&mut object, end_ms + 2 * MINUTE_MS), ["gateway.offline"]);
}

#[test]
fn without_subscribers_nothing_is_written_and_no_alarm_is_set() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("e", &["message.sent"])]);
    object.online("a", START_MS);
    battery(&mut object, 3, START_MS + 1);
    assert_eq!(object.core.next_silence_ms(START_MS + 60 * MINUTE_MS), None);
    let late_ms = START_MS + 60 * MINUTE_MS;
    assert!(heard(&mut object, late_ms).is_empty());
    // Subscribing reports nothing of the past: neither the silence nor the return.
    subscribe(&mut object, &[("e", BOTH)]);
    assert!(heard(&mut object, late_ms + 1).is_empty());
    object.sign("a", PresenceSign::AliveOnSocket, late_ms + 2);
    assert!(heard(&mut object, late_ms + 3).is_empty());
}

#[test]
fn low_battery_is_reported_once_per_discharge() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("e", &["gateway.low_battery"])]);
    object.online("a", START_MS);
    let mut reports = Vec::new();
    let levels = [50, 16, 15, 14, 17, 15, 29, 10, 30, 16, 15, 3];
    for (level, second) in levels.into_iter().zip(1..) {
        let now_ms = START_MS + second * 1_000;
        battery(&mut object, level, now_ms);
        object.evict();
        if !heard(&mut object, now_ms).is_empty() {
            reports.push((second, level));
        }
    }
    assert_eq!(reports, [(3, 15), (11, 15)]);
}

#[test]
fn events_stay_until_every_endpoint_has_them() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("e", BOTH)]);
    object.online("a", START_MS);
    let due_ms = START_MS + 2 * MINUTE_MS;
    object.core.process_due(due_ms).unwrap();
    let first = object.core.announcement(due_ms).unwrap().unwrap();
    object.evict();
    // The first announcement was not acknowledged, so it is made again, under the same id; the return comes after it.
    object.sign("a", PresenceSign::AliveOnSocket, due_ms + 1);
    let second = object.core.announcement(due_ms + 1).unwrap().unwrap();
    let events = &second.endpoints[0].1;
    assert_eq!(kinds(events), ["gateway.offline", "gateway.online"]);
    assert_eq!(events[0].event_id, first.endpoints[0].1[0].event_id);
    object.core.record_announced(&first, due_ms + 2).unwrap();
    assert_eq!(heard(&mut object, due_ms + 3), ["gateway.online"]);
    assert!(heard(&mut object, due_ms + 4).is_empty());
}
