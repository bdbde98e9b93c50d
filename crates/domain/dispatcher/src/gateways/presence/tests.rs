//! Signs of life, and what D1 learns of them.

use ids::GatewayId;
use messaging::{GatewayHealth, Options, RouteUse};
use object_commands::dispatcher::{Presence, PresenceSign, Submit, SubmitOutcome};
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{
    DAY_MS, MINUTE_MS, Object, START_MS, accepted, phones::NEW_APP, plain, with_options,
};

#[test]
fn silent_gateway_goes_offline_and_d1_learns_of_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.project(START_MS);
    let offline_ms = object
        .core
        .next_attention_ms(START_MS, UnixMillis::EPOCH, UnixMillis::EPOCH)
        .unwrap()
        .unwrap();
    assert_eq!(offline_ms, START_MS + 2 * MINUTE_MS);
    object.core.process_due(offline_ms).unwrap();
    let batches = object.project(offline_ms);
    assert_eq!((batches[0].gateways[0].id.as_str(), batches[0].gateways[0].online), ("a", 0));
    object.accept(offline_ms);
    assert!(object.core.pump(offline_ms).unwrap().is_empty());
}

#[test]
fn heartbeats_reach_d1_at_most_every_five_minutes() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.project(START_MS);
    let mut projected = 0;
    for minute in 1..=30 {
        let now_ms = START_MS + minute * MINUTE_MS;
        object.sign("a", PresenceSign::Alive, now_ms);
        projected += object.project(now_ms).len();
    }
    assert_eq!(projected, 6);
}

/// Last projected streams and refused push token of the phone.
fn projected_reach(object: &mut Object<'_>, now_ms: UnixMillis) -> Option<(u8, u8)> {
    let rows = object.project(now_ms).into_iter().flat_map(|batch| batch.gateways);
    rows.last().map(|row| (row.streams, row.push_refused))
}

#[test]
fn only_opened_and_closed_streams_are_projected_between_heartbeats() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::Alive, START_MS);
    assert_eq!(projected_reach(&mut object, START_MS), Some((0, 0)));
    object.sign("p", PresenceSign::Connected, START_MS + 1);
    assert_eq!(projected_reach(&mut object, START_MS + 1), Some((1, 0)));
    object.sign("p", PresenceSign::Connected, START_MS + 2);
    object.sign("p", PresenceSign::Alive, START_MS + 3);
    assert_eq!(projected_reach(&mut object, START_MS + 3), None);
    object.evict();
    object.sign("p", PresenceSign::Disconnected, START_MS + 4);
    assert_eq!(projected_reach(&mut object, START_MS + 4), Some((0, 0)));
}

#[test]
fn push_token_stays_refused_until_a_push_is_sent_or_the_token_changes() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::Alive, START_MS);
    object.project(START_MS);
    for at_ms in [START_MS + 10, START_MS + 11] {
        object.sign("p", PresenceSign::PushRefused, at_ms);
    }
    assert_eq!(projected_reach(&mut object, START_MS + 12), Some((0, 1)));
    object.evict();
    object.sign("p", PresenceSign::PushSent, START_MS + 13);
    assert_eq!(projected_reach(&mut object, START_MS + 13), Some((0, 0)));
    object.sign("p", PresenceSign::PushSent, START_MS + 15);
    assert_eq!(projected_reach(&mut object, START_MS + 15), None);
    object.sign("p", PresenceSign::PushRefused, START_MS + 16);
    object.project(START_MS + 16);
    object.phone("p", NEW_APP, Some("another"));
    assert_eq!(projected_reach(&mut object, START_MS + 17), Some((0, 0)));
}

#[test]
fn reason_why_pushes_do_not_reach_a_phone_is_projected_and_told_to_the_next_push() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::Alive, START_MS);
    object.project(START_MS);
    let unreached = |object: &mut Object<'_>, at_ms| {
        object.submit(plain(), at_ms);
        object.accept(at_ms);
        object.core.take_notices().last().map(|notice| notice.unreached)
    };
    assert_eq!(unreached(&mut object, START_MS + 1), Some(false));
    for (at_ms, sign, expected) in [
        (START_MS + 10, PresenceSign::PushFailing, Some((0, 2))),
        (START_MS + 11, PresenceSign::PushFailing, None),
        (START_MS + 12, PresenceSign::PushRefused, Some((0, 1))),
        (START_MS + 13, PresenceSign::PushFailing, Some((0, 2))),
    ] {
        object.sign("p", sign, at_ms);
        object.evict();
        assert_eq!(projected_reach(&mut object, at_ms), expected, "{sign:?}");
    }
    assert_eq!(unreached(&mut object, START_MS + 14), Some(true));
    object.sign("p", PresenceSign::PushSent, START_MS + 15);
    assert_eq!(projected_reach(&mut object, START_MS + 15), Some((0, 0)));
    assert_eq!(unreached(&mut object, START_MS + 16), Some(false));
}

#[test]
fn registered_phone_is_online_until_it_has_been_silent_for_too_long() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let offline_at_ms = START_MS + object.core.policy.poll_offline_after_ms;
    object.phone_seen("p", NEW_APP, None, START_MS);
    let online = |object: &Object<'_>| object.core.snapshots().next().unwrap().online;
    assert!(online(&object));
    let rows = |object: &mut Object<'_>, at_ms| -> Vec<_> {
        let batches = object.project(at_ms);
        assert!(batches.iter().all(|batch| !batch.shows_use()), "it only registered");
        let rows = batches.into_iter().flat_map(|batch| batch.gateways);
        rows.map(|row| (row.online, row.last_heartbeat_at_ms)).collect()
    };
    object.core.mark_silent_offline(offline_at_ms).unwrap();
    assert!(!online(&object));
    assert_eq!(rows(&mut object, offline_at_ms), [(0, START_MS)]);
    object.sign("p", PresenceSign::Alive, offline_at_ms + 1);
    assert!(
        object.project(offline_at_ms + 1).iter().any(dispatcher_records::Projection::shows_use)
    );
    object.phone_seen("late", NEW_APP, None, UnixMillis::new(1));
    assert!(
        !object.core.gateways[&GatewayId::from_text("late")].snapshot.online,
        "it registered long ago"
    );
}

#[test]
fn first_sign_of_life_during_a_d1_write_is_projected_by_the_next_batch() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone_seen("p", NEW_APP, Some("token"), START_MS);
    object.sign("p", PresenceSign::PushRefused, START_MS + 1);
    let batch = object.core.projection(START_MS + 2, None).unwrap().unwrap();
    assert!(!batch.shows_use());
    object.sign("p", PresenceSign::Alive, START_MS + 3);
    object.core.record_projected(&batch, START_MS + 4).unwrap();
    assert!(object.project(START_MS + 5).iter().any(dispatcher_records::Projection::shows_use));
}

#[test]
fn first_health_is_projected_at_once_and_is_no_sign_of_life() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    object.sign("p", PresenceSign::Alive, START_MS);
    object.project(START_MS);
    for (at_ms, battery_level) in [(START_MS + 1, 85), (START_MS + 2, 84)] {
        let health =
            GatewayHealth { battery_level: Some(battery_level), ..GatewayHealth::default() };
        let (gateway_id, sign) = (GatewayId::from_text("p"), PresenceSign::Health);
        let presence = Presence { gateway_id, sign, health: Some(health) };
        object.core.presence(&presence, at_ms).unwrap();
        let projected = object.project(at_ms).into_iter().flat_map(|batch| batch.gateways).last();
        let shown = projected.map(|row| (row.last_heartbeat_at_ms, row.health.battery_level));
        let expected = (battery_level == 85).then_some((START_MS, Some(85)));
        assert_eq!(shown, expected);
    }
}

#[test]
fn refused_push_token_is_no_sign_of_life() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, Some("token"));
    object.sign("p", PresenceSign::PushRefused, START_MS + 10);
    let rows = object.project(START_MS + 10).into_iter().flat_map(|batch| batch.gateways);
    let row = rows.last().unwrap();
    assert_eq!((row.online, row.push_refused), (0, 1));
}

#[test]
fn registration_counts_as_seen_and_is_not_projected_back_to_d1() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let settings = |seen_at_ms| dispatcher_records::GatewaySettings {
        id: GatewayId::from_text("p"),
        device_id: "p".to_owned(),
        priority: 1,
        active: true,
        protocol: NEW_APP,
        kind: messaging::GatewayKind::Ordinary,
        pacing: None,
        send_window: None,
        push_token: None,
        usage: messaging::RouteUse::Usual,
        number: None,
        is_masking: false,
        seen_at_ms,
    };
    object
        .core
        .apply_gateway_settings(&GatewayId::from_text("p"), Some(&settings(START_MS)), START_MS)
        .unwrap();
    let since = |at_ms| Submit {
        requires_gateway: true,
        ..with_options(Options { seen_since_ms: Some(at_ms), ..Options::default() })
    };
    accepted(object.submit(since(START_MS), START_MS + 1));
    assert_eq!(object.submit(since(START_MS + 1), START_MS + 1), SubmitOutcome::NoGateway);
    assert_eq!(
        object.core.last_seen().into_iter().collect::<Vec<_>>(),
        [(GatewayId::from_text("p"), START_MS)]
    );
    assert!(object.project(START_MS + 2).iter().all(|batch| batch.gateways.is_empty()));
    object.sign("p", PresenceSign::Alive, START_MS + 9);
    object
        .core
        .apply_gateway_settings(
            &GatewayId::from_text("p"),
            Some(&settings(START_MS + 5)),
            START_MS + 10,
        )
        .unwrap();
    assert_eq!(
        object.core.last_seen()[&GatewayId::from_text("p")],
        START_MS + 9,
        "what is older changes nothing"
    );
}

#[test]
fn number_is_always_online_and_its_presence_is_not_projected() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Usual);
    object.core.process_due(START_MS + DAY_MS).unwrap();
    assert!(object.project(START_MS + DAY_MS).is_empty());
    assert_eq!(
        object
            .core
            .next_attention_ms(START_MS + DAY_MS, UnixMillis::EPOCH, UnixMillis::EPOCH)
            .unwrap(),
        None
    );
    accepted(object.submit(with_options(Options::default()), START_MS + DAY_MS));
    assert_eq!(object.calls(START_MS + DAY_MS).len(), 1);
}
