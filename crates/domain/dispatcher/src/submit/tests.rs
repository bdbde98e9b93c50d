//! Messages that are refused.

use ids::GatewayId;
use messaging::{Options, ReportStatus};
use object_commands::dispatcher::{
    PresenceSign, QueueLimits, ReachedQueueLimit, Submit, SubmitOutcome,
};
use object_sql::native::MemorySql;
use telephony::{Address, Region};
use unix_time::UnixMillis;

use crate::{
    submit::{MAX_SCHEDULED_RECIPIENTS, MAX_WAITING, URGENT_RESERVE},
    testing::{
        DAY_MS, MINUTE_MS, Object, START_MS, accepted, assert_count,
        paced::priority,
        phones::{NEW_APP, ONE},
        sized, with_options,
    },
};

#[test]
fn message_for_an_unknown_gateway_is_refused() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let options =
        Options { gateway_id: Some(GatewayId::from_text("nobody")), ..Options::default() };
    assert_eq!(object.submit(with_options(options), START_MS), SubmitOutcome::UnknownGateway);
}

#[test]
fn message_that_requires_a_recently_seen_phone_is_refused_without_one() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    object.sign("p", PresenceSign::Alive, START_MS);
    let submit = |since_ms| Submit {
        requires_gateway: true,
        ..with_options(Options { seen_since_ms: Some(since_ms), ..Options::default() })
    };
    assert_eq!(object.submit(submit(START_MS + 1), START_MS + 2), SubmitOutcome::NoGateway);
    accepted(object.submit(submit(START_MS), START_MS + 2));
}

#[test]
fn submit_checks_gateway_then_queue_limits_then_id_and_check_only_stores_nothing() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let limits = QueueLimits { max_pending: Some(1), ..QueueLimits::default() };
    let submit = |gateway: &str, check_only| {
        let mut submit = with_options(Options {
            gateway_id: Some(GatewayId::from_text(gateway)),
            ..Options::default()
        });
        submit.draft.client_id = Some("mine".to_owned());
        Submit { requires_gateway: true, queue_limits: Some(limits), check_only, ..submit }
    };
    assert_eq!(object.submit(submit("p", true), START_MS), SubmitOutcome::UnknownGateway);
    object.streaming("p", START_MS);
    assert_eq!(object.submit(submit("p", true), START_MS), SubmitOutcome::Admissible);
    assert_count(&object, "SELECT COUNT(*) FROM message", 0);
    accepted(object.submit(submit("p", false), START_MS));
    let full = SubmitOutcome::OverQueueLimit {
        reason: ReachedQueueLimit::TooManyPending { pending: 1, most: 1 },
    };
    for check_only in [true, false] {
        assert_eq!(object.submit(submit("p", check_only), START_MS + 1), full);
        let unknown = object.submit(submit("q", check_only), START_MS + 1);
        assert_eq!(unknown, SubmitOutcome::UnknownGateway);
    }
    object.fetch("p", START_MS + 2);
    let id = object.core.status("mine").unwrap().unwrap().id.as_str().to_owned();
    object.say("p", &id, &[(ONE, ReportStatus::Delivered)], START_MS + 3);
    assert_eq!(object.submit(submit("p", true), START_MS + 4), SubmitOutcome::Admissible);
    assert_eq!(object.submit(submit("p", false), START_MS + 4), SubmitOutcome::DuplicateClientId);
}

#[test]
fn full_backlog_still_accepts_urgent_messages_up_to_their_reserve() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.core.waiting = MAX_WAITING;
    let refused = object.submit(sized(1, priority(99)), START_MS);
    assert_eq!(refused, SubmitOutcome::QueueFull);
    accepted(object.submit(sized(1, priority(100)), START_MS));
    object.core.waiting = MAX_WAITING + URGENT_RESERVE;
    let refused = object.submit(sized(1, priority(127)), START_MS);
    assert_eq!(refused, SubmitOutcome::QueueFull);
}

fn scheduled(recipients: usize, at_ms: UnixMillis) -> Submit {
    let mut submit = with_options(Options { scheduled_at_ms: Some(at_ms), ..Options::default() });
    let region = Region::parse("US").unwrap();
    let number = |at: usize| Address::lenient(&format!("+1202555{:04}", 1_000 + at), region);
    submit.draft.recipients = (0..recipients).map(number).collect();
    submit
}

#[test]
fn scheduled_messages_have_a_ceiling_of_recipients_that_survives_an_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let at_ms = START_MS + DAY_MS;
    for _ in 0..MAX_SCHEDULED_RECIPIENTS / 100 {
        accepted(object.submit(scheduled(100, at_ms), START_MS));
    }
    for _ in 0..2 {
        assert_eq!(object.submit(scheduled(1, at_ms), START_MS), SubmitOutcome::QueueFull);
        let explained = object.core.explain(&scheduled(1, at_ms), START_MS).unwrap();
        assert_eq!(explained.instead, Some(SubmitOutcome::QueueFull));
        let shown = (explained.waiting, explained.most_waiting);
        assert_eq!(shown, (MAX_SCHEDULED_RECIPIENTS, MAX_SCHEDULED_RECIPIENTS));
        assert_eq!(object.core.waiting, 0);
        object.evict();
    }
    // Messages for now have their own ceiling.
    let id = object.accept(START_MS);
    object.core.cancel(&id, START_MS).unwrap();
}

#[test]
fn cancelled_scheduled_message_makes_room() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let at_ms = START_MS + DAY_MS;
    let id = accepted(object.submit(scheduled(3, at_ms), START_MS)).message_id;
    accepted(object.submit(scheduled(2, at_ms), START_MS));
    assert_eq!(object.core.scheduled_recipients, 5);
    object.core.cancel(&id, START_MS + 1).unwrap();
    object.core.process_due(START_MS + 2).unwrap();
    assert_eq!(object.core.scheduled_recipients, 2);
    object.core.process_due(at_ms).unwrap();
    assert_eq!((object.core.scheduled_recipients, object.core.waiting), (0, 0));
    assert!(object.core.has_work());
}

#[test]
fn flood_of_due_messages_is_processed_a_thousand_recipients_at_a_time() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let at_ms = START_MS + DAY_MS;
    for _ in 0..25 {
        accepted(object.submit(scheduled(100, at_ms), START_MS));
    }
    for left in [1_500, 500, 0] {
        object.core.process_due(at_ms).unwrap();
        assert_eq!(object.core.scheduled_recipients, left);
    }
    let soon_ms = at_ms + MINUTE_MS;
    let next_ms = object.core.next_attention_ms(at_ms, at_ms, at_ms).unwrap();
    assert!(next_ms.is_some_and(|next_ms| next_ms <= soon_ms));
    object.online("a", at_ms);
    for expected in [1_000, 1_000, 500, 0] {
        let deliveries = object.core.pump(at_ms).unwrap();
        let frames: usize = deliveries.iter().map(|it| it.frames.len()).sum();
        assert_eq!(frames, expected);
    }
}
