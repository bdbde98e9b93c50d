//! Capacity of SIMs.

mod world;

use messaging::{DispatchPolicy, Options, PacingRule, ReportStatus, TimelineEvent};
use object_commands::dispatcher::PresenceSign;
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{
    MINUTE_MS, Object, START_MS, accepted, failed,
    paced::{GRAIN_MS, RULE, connected, pinned, priority},
    sized,
};

#[test]
fn sim_is_given_its_budget_and_the_rest_in_order_once_capacity_returns() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let ids: Vec<String> = (0..25).map(|at| object.send_plain(1, START_MS + at)).collect();
    assert_eq!(object.wire_ids(START_MS + 30), ids[..10]);
    let (at_ms, out) = object.next_turn(&["a"]);
    assert!((0..=GRAIN_MS).contains(&(at_ms - (START_MS + 30 + RULE.window_ms))), "{at_ms}");
    assert_eq!(out.into_iter().map(|it| it.1).collect::<Vec<_>>(), ids[10..20]);
    let (_, out) = object.next_turn(&["a"]);
    assert_eq!(out.into_iter().map(|it| it.1).collect::<Vec<_>>(), ids[20..]);
    assert_eq!(object.core.next_turn_ms(), None);
}

#[test]
fn alarm_is_due_when_capacity_returns_and_no_earlier() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    for at in 0..11 {
        object.send_plain(1, START_MS + at);
    }
    object.pump_frames(START_MS + 20);
    let turn_ms = object.core.next_turn_ms().unwrap();
    object.project(START_MS + 20);
    let mut now_ms = START_MS + 20;
    let mut alarms = 0;
    while now_ms < turn_ms {
        now_ms = object
            .core
            .next_attention_ms(now_ms, UnixMillis::EPOCH, UnixMillis::EPOCH)
            .unwrap()
            .unwrap();
        object.sign("a", PresenceSign::AliveOnSocket, now_ms);
        object.core.process_due(now_ms).unwrap();
        assert_eq!(object.pump_frames(now_ms).len(), usize::from(now_ms >= turn_ms));
        object.project(now_ms);
        alarms += 1;
    }
    // The other alarms are for the phone's presence, which times out after two minutes, and its projection.
    assert!(alarms < 20, "{alarms}");
}

#[test]
fn pacing_counts_segments_rather_than_messages() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let ids: Vec<String> = (0..4).map(|at| object.send_plain(3, START_MS + at)).collect();
    assert_eq!(object.wire_ids(START_MS + 5), ids[..3]);
}

#[test]
fn message_larger_than_the_budget_goes_alone_and_is_not_overtaken() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let small = object.send_plain(1, START_MS);
    let large = object.send_plain(11, START_MS + 1);
    let later = object.send_plain(1, START_MS + 2);
    assert_eq!(object.wire_ids(START_MS + 3), [small]);
    // A later message pinned to this phone gets none of the capacity, either.
    let newcomer = object.send(1, pinned("a"), START_MS + 4);
    assert!(object.wire_ids(START_MS + 4).is_empty());
    let (_, out) = object.next_turn(&["a"]);
    assert_eq!(out, [("a".to_owned(), large)]);
    let (_, out) = object.next_turn(&["a"]);
    assert_eq!(out.into_iter().map(|it| it.1).collect::<Vec<_>>(), [later, newcomer]);
}

#[test]
fn large_message_is_not_starved_by_smaller_ones() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    for at in 0..6 {
        object.send_plain(1, START_MS + at);
    }
    object.pump_frames(START_MS + 6);
    let large = object.send_plain(5, START_MS + 7);
    let small = object.send(1, pinned("a"), START_MS + 8);
    assert!(object.wire_ids(START_MS + 9).is_empty());
    let (_, out) = object.next_turn(&["a"]);
    assert_eq!(out.into_iter().map(|it| it.1).collect::<Vec<_>>(), [large, small]);
}

#[test]
fn gateway_without_capacity_does_not_hold_up_another() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a", "b"]);
    object.gateway("a", 9);
    let ids: Vec<String> = (0..21).map(|at| object.send_plain(1, START_MS + at)).collect();
    let out = object.pump_frames(START_MS + 30);
    let to = |gateway: &str| out.iter().filter(|it| it.0 == gateway).count();
    assert_eq!((to("a"), to("b"), out.len()), (10, 10, 20));
    assert_eq!(out.iter().map(|it| it.1.clone()).collect::<Vec<_>>(), ids[..20]);
}

#[test]
fn pinned_message_waits_for_its_gateway_although_another_has_capacity() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a", "b"]);
    let ids: Vec<String> = (0..11).map(|at| object.send(1, pinned("a"), START_MS + at)).collect();
    let free = object.send_plain(1, START_MS + 11);
    let out = object.pump_frames(START_MS + 12);
    assert_eq!(out.last().unwrap(), &("b".to_owned(), free));
    assert_eq!(out.len(), 11);
    let (_, out) = object.next_turn(&["a", "b"]);
    assert_eq!(out, [("a".to_owned(), ids[10].clone())]);
}

#[test]
fn each_recipient_counts_and_those_above_capacity_wait() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let mut submit = sized(3, Options::default());
    submit.draft.recipients = vec![submit.draft.recipients[0].clone(); 5];
    let id = accepted(object.submit(submit, START_MS)).message_id;
    assert_eq!(object.wire_ids(START_MS).len(), 3);
    let leases = object.core.status(&id).unwrap().unwrap().leases;
    assert_eq!((leases[0].ordinals.as_slice(), leases[0].segments), ([0, 1, 2].as_slice(), 3));
    assert_eq!(object.next_turn(&["a"]).1.len(), 2);
}

#[test]
fn urgent_message_overtakes_and_still_counts() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    for at in 0..12 {
        object.send_plain(1, START_MS + at);
    }
    object.pump_frames(START_MS + 12);
    let urgent = object.send(3, priority(100), START_MS + 13);
    let less = object.send(1, priority(99), START_MS + 14);
    assert_eq!(object.wire_ids(START_MS + 15), [urgent]);
    // The urgent message used 3 of the budget's 10 segments, which other messages lack until its window ends.
    let (_, out) = object.next_turn(&["a"]);
    assert_eq!(out[0].1, less);
    let used_before: usize = 10 - 3;
    assert!(out.len() <= used_before, "{}", out.len());
}

#[test]
fn spent_capacity_survives_an_eviction_before_and_after_a_projection() {
    for projects in [false, true] {
        let sql = MemorySql::open().unwrap();
        let mut object = connected(&sql, &["a"]);
        for at in 0..7 {
            object.send_plain(1, START_MS + at);
        }
        object.pump_frames(START_MS + 10);
        if projects {
            object.project(START_MS + 11);
        }
        object.evict();
        for at in 0..7 {
            object.send_plain(1, START_MS + 20 + at);
        }
        assert_eq!(object.wire_ids(START_MS + 30).len(), 3, "projected: {projects}");
        object.evict();
        assert!(object.wire_ids(START_MS + 31).is_empty());
        assert!(object.core.next_turn_ms().is_some());
    }
}

#[test]
fn spent_capacity_outlives_messages_that_have_left_the_object() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    for at in 0..10 {
        object.send_plain(1, START_MS + at);
    }
    for (_, id) in object.pump_frames(START_MS + 10) {
        object.report("a", &id, ReportStatus::Delivered, START_MS + 11);
    }
    object.project(START_MS + 12);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
    object.evict();
    object.send_plain(1, START_MS + 20);
    assert!(object.wire_ids(START_MS + 21).is_empty());
}

#[test]
fn retry_at_another_gateway_counts_there() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let id = object.send_plain(8, START_MS);
    object.pump_frames(START_MS);
    object.online("b", START_MS);
    object.report("a", &id, failed(), START_MS + 1);
    let retry_ms = START_MS + MINUTE_MS + 1;
    for phone in ["a", "b"] {
        object.sign(phone, PresenceSign::AliveOnSocket, retry_ms);
    }
    object.core.process_due(retry_ms).unwrap();
    assert_eq!(object.pump_frames(retry_ms), [("b".to_owned(), id)]);
    object.send(3, pinned("b"), retry_ms + 1);
    assert!(object.wire_ids(retry_ms + 2).is_empty());
}

#[test]
fn timeline_records_once_that_a_message_waits_for_capacity() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    object.send_plain(10, START_MS);
    object.pump_frames(START_MS);
    // The first message is held when it is routed, the second when it is accepted.
    let ids = [object.send_plain(1, START_MS + 1), {
        object.pump_frames(START_MS + 1);
        object.send_plain(1, START_MS + 2)
    }];
    object.pump_frames(START_MS + 3);
    object.evict();
    object.pump_frames(START_MS + 4);
    for id in ids {
        let message = object.core.status(&id).unwrap().unwrap();
        let held: Vec<_> =
            message.timeline.iter().filter(|it| it.event == TimelineEvent::Held).collect();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0].cause.as_deref(), Some("pacing"));
    }
}

#[test]
fn message_that_expires_while_waiting_for_capacity_fails_and_lets_the_next_go() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    object.send_plain(10, START_MS);
    object.pump_frames(START_MS);
    let expires_at_ms = Some(START_MS + MINUTE_MS);
    let short_lived = object.send(1, Options { expires_at_ms, ..Options::default() }, START_MS + 1);
    let next = object.send_plain(1, START_MS + 2);
    object.pump_frames(START_MS + 3);
    object.core.process_due(START_MS + MINUTE_MS).unwrap();
    let message = object.core.status(&short_lived).unwrap().unwrap();
    assert_eq!((message.state().as_str(), message.error()), ("failed", Some("TTL expired")));
    assert_eq!(object.next_turn(&["a"]).1, [("a".to_owned(), next)]);
}

#[test]
fn gateway_that_comes_online_takes_messages_waiting_for_capacity_elsewhere() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let ids: Vec<String> = (0..12).map(|at| object.send_plain(1, START_MS + at)).collect();
    object.pump_frames(START_MS + 20);
    object.online("b", START_MS + 30);
    assert_eq!(object.wire_ids(START_MS + 30), ids[10..]);
}

#[test]
fn pacing_costs_one_row_for_many_messages() {
    let rows = |policy: DispatchPolicy| {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::with_policy(&sql, policy);
        object.online("a", START_MS);
        object.project(START_MS);
        let before = object.count("SELECT total_changes()");
        for at in 0..20 {
            object.send_plain(1, START_MS + at);
            object.pump_frames(START_MS + at);
        }
        object.project(START_MS + 30);
        object.count("SELECT total_changes()") - before
    };
    let rule = PacingRule { segments: 100, ..RULE };
    let unpaced = rows(DispatchPolicy::default());
    // One row for all twenty messages: the gateway's.
    assert_eq!(
        rows(DispatchPolicy { pacing: Some(rule), ..DispatchPolicy::default() }),
        unpaced + 1
    );
}
