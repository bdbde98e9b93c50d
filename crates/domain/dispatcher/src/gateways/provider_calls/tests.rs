//! Calls to providers, and their answers.

use messaging::{MessageId, Options, ReportEffect, ReportStatus, RouteUse};
use object_commands::dispatcher::HandOver;
use object_sql::native::MemorySql;

use crate::{
    CallOutcome, MAX_OPEN_CALLS,
    testing::{
        DAY_MS, Object, START_MS, accepted,
        numbers::{ids, refused, report_part, taken},
        with_options,
    },
};

#[test]
fn calls_for_a_number_are_bounded_in_order_and_each_answer_allows_the_next() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Pinned);
    let sent: Vec<String> = (0..6).map(|_| object.send_pinned(Options::default())).collect();
    let calls = object.calls(START_MS);
    assert_eq!(calls.len(), MAX_OPEN_CALLS as usize);
    assert_eq!(ids(&calls), sent[..4]);
    assert!(object.calls(START_MS).is_empty());
    object.answer(&calls[1], &taken("x"), START_MS + 1);
    assert_eq!(ids(&object.calls(START_MS + 1)), sent[4..5]);
    assert_eq!(object.state(&sent[1]), Some("sent"));
    assert_eq!(object.state(&sent[0]), Some("dispatched"));
    assert_eq!(object.state(&sent[5]), Some("accepted"));
}

#[test]
fn recipients_of_one_message_are_called_in_portions() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Usual);
    let mut submit = with_options(Options::default());
    let one = submit.draft.recipients[0].clone();
    submit.draft.recipients = vec![one; 10];
    let id = accepted(object.submit(submit, START_MS)).message_id;
    let mut called = 0;
    loop {
        let calls = object.calls(START_MS);
        if calls.is_empty() {
            break;
        }
        assert!(calls.len() <= MAX_OPEN_CALLS as usize);
        for call in &calls {
            assert_eq!(usize::from(call.ordinal), called);
            called += 1;
            object.answer(call, &taken(&called.to_string()), START_MS);
        }
    }
    assert_eq!(called, 10);
    assert_eq!(object.state(&id), Some("sent"));
}

#[test]
fn call_of_unknown_outcome_is_never_repeated_and_fails_after_a_day() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Usual);
    object.number("m", RouteUse::Fallback);
    let id = accepted(object.submit(with_options(Options::default()), START_MS)).message_id;
    let calls = object.calls(START_MS);
    object.answer(&calls[0], &CallOutcome::Unknown, START_MS);
    for hours in 0..24 {
        let now_ms = START_MS + 1 + hours * 3_600_000;
        object.evict();
        object.core.process_due(now_ms).unwrap();
        assert!(object.calls(now_ms).is_empty(), "after {hours} hours");
        assert_eq!(object.core.hand_over_at_deadline(&id).unwrap(), HandOver::Unknown);
    }
    object.core.process_due(START_MS + DAY_MS + 1).unwrap();
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!((message.state().as_str(), message.error()), ("failed", Some("outcome_unknown")));
}

#[test]
fn call_that_was_lost_with_its_instance_is_not_repeated() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Usual);
    accepted(object.submit(with_options(Options::default()), START_MS));
    assert_eq!(object.calls(START_MS).len(), 1);
    object.evict();
    object.core.process_due(START_MS + 600_000).unwrap();
    assert!(object.calls(START_MS + 600_000).is_empty());
    // A message that was not leased yet is sent.
    object.number("n", RouteUse::Usual);
    let next = accepted(object.submit(with_options(Options::default()), START_MS)).message_id;
    object.evict();
    assert_eq!(ids(&object.calls(START_MS + 600_001)), [next]);
}

#[test]
fn refused_call_is_retried_at_another_number_unless_the_message_allows_one_attempt() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::First);
    object.number("m", RouteUse::Fallback);
    let id = accepted(object.submit(with_options(Options::default()), START_MS)).message_id;
    let calls = object.calls(START_MS);
    assert_eq!(calls[0].gateway_id.as_str(), "n");
    object.answer(&calls[0], &refused(), START_MS);
    object.core.process_due(START_MS + 60_000).unwrap();
    let again = object.calls(START_MS + 60_000);
    assert_eq!((ids(&again), again[0].gateway_id.as_str()), (vec![id], "m"));

    let once = Options { single_attempt: true, ..Options::default() };
    let id = object.send_pinned(once);
    let calls = object.calls(START_MS);
    object.answer(&calls[0], &refused(), START_MS);
    assert_eq!(object.state(&id), Some("failed"));
    let expected = Some(HandOver::Refused { answer: None });
    assert_eq!(object.core.hand_over(&id).unwrap(), expected);
}

#[test]
fn pacing_does_not_limit_provider_numbers() {
    let sql = MemorySql::open().unwrap();
    let pacing = Some(messaging::PacingRule { segments: 1, window_ms: 600_000 });
    let policy = messaging::DispatchPolicy { pacing, ..messaging::DispatchPolicy::default() };
    let mut object = Object::with_policy(&sql, policy);
    object.number("n", RouteUse::Usual);
    for _ in 0..3 {
        accepted(object.submit(with_options(Options::default()), START_MS));
    }
    assert_eq!(object.calls(START_MS).len(), 3);
}

/// Sends a message of which the provider accepted parts, while another number could send it too.
fn partly_accepted(
    object: &mut Object<'_>,
    references: &[&str],
    refused: Option<&str>,
) -> MessageId {
    object.number("n", RouteUse::First);
    object.number("m", RouteUse::Fallback);
    let options = Options { delivery_report: true, ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    let calls = object.calls(START_MS);
    let references = references.iter().map(|id| (*id).to_owned()).collect();
    let refused = refused.map(str::to_owned);
    object.answer(&calls[0], &CallOutcome::PartlyAccepted { references, refused }, START_MS);
    MessageId::parse(&id).unwrap()
}

#[test]
fn message_with_a_refused_part_has_failed_and_is_not_sent_again() {
    for references in [&["1", "3"][..], &["1"], &[]] {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        let id = partly_accepted(&mut object, references, Some("1"));
        let message = object.core.status(id.as_str()).unwrap().unwrap();
        assert_eq!((message.state().as_str(), message.error()), ("failed", Some("1")));
        // Its caller must not send it again either.
        let hand_over = object.core.hand_over(id.as_str()).unwrap();
        assert_eq!(hand_over, Some(HandOver::HandedOver));
        for hours in 0..24 {
            let now_ms = START_MS + 60_000 + hours * 3_600_000;
            object.core.process_due(now_ms).unwrap();
            assert!(object.calls(now_ms).is_empty(), "after {hours} hours");
        }
        for part in references {
            let effect = report_part(&mut object, &id, part, ReportStatus::Delivered);
            assert_eq!(effect, ReportEffect::Noted);
            object.evict();
            assert_eq!(object.state(id.as_str()), Some("failed"), "{part}");
        }
    }
}

#[test]
fn message_with_a_part_without_an_id_stays_sent() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let id = partly_accepted(&mut object, &["1"], None);
    let effect = report_part(&mut object, &id, "1", ReportStatus::Delivered);
    assert_eq!(effect, ReportEffect::Noted);
    assert_eq!(object.state(id.as_str()), Some("sent"));
}
