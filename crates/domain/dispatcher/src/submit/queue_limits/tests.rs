//! Limits on the queue of a gateway.

use messaging::{Options, ReportStatus};
use object_commands::dispatcher::{QueueLimits, ReachedQueueLimit, Submit, SubmitOutcome};
use object_sql::native::MemorySql;

use crate::testing::{Object, START_MS, accepted, failed, phones::ONE, plain, with_options};

#[test]
fn queue_limits_refuse_messages_for_a_phone_that_does_not_keep_up() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let submit = |limits| Submit { queue_limits: Some(limits), ..plain() };
    let refusal = |outcome| match outcome {
        SubmitOutcome::OverQueueLimit { reason } => Some(reason),
        _ => None,
    };
    let pending = QueueLimits { max_pending: Some(2), ..QueueLimits::default() };
    let first = accepted(object.submit(submit(pending), START_MS)).message_id;
    accepted(object.submit(submit(pending), START_MS + 1));
    let refused = refusal(object.submit(submit(pending), START_MS + 2));
    assert_eq!(refused, Some(ReachedQueueLimit::TooManyPending { pending: 2, most: 2 }));

    let age = QueueLimits { max_pending_age_ms: Some(1_000), ..QueueLimits::default() };
    let urgent = with_options(Options { priority: 9, ..Options::default() });
    accepted(object.submit(urgent, START_MS + 500));
    accepted(object.submit(submit(age), START_MS + 999));
    let refused = refusal(object.submit(submit(age), START_MS + 1_000));
    assert_eq!(refused, Some(ReachedQueueLimit::TooOldPending { accepted_at_ms: START_MS }));

    let failures = QueueLimits {
        max_failed: Some(2),
        max_failed_age_ms: Some(5_000),
        ..QueueLimits::default()
    };
    let fetched = object.fetch("p", START_MS + 2_000);
    assert_eq!(fetched.len(), 4);
    object.say("p", &first, &[(ONE, ReportStatus::Sent)], START_MS + 2_000);
    for message in fetched.iter().filter(|it| it.message.id.as_str() != first).take(2) {
        object.say("p", message.message.id.as_str(), &[(ONE, failed())], START_MS + 2_001);
    }
    let refused = refusal(object.submit(submit(failures), START_MS + 7_000));
    assert_eq!(refused, Some(ReachedQueueLimit::TooManyFailed { failed: 2, most: 2 }));
    accepted(object.submit(submit(failures), START_MS + 7_001));
}
