//! Messages that are refused.

use ids::GatewayId;
use messaging::{Options, ReportStatus};
use object_commands::dispatcher::{
    PresenceSign, QueueLimits, ReachedQueueLimit, Submit, SubmitOutcome,
};
use object_sql::native::MemorySql;

use crate::{
    submit::{MAX_WAITING, URGENT_RESERVE},
    testing::{
        Object, START_MS, accepted, assert_count,
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
