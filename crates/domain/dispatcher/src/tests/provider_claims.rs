//! Providers' numbers as routes, one claim a test.

use messaging::{MessageId, Options, PartNumber, Protocol, ReportEffect, ReportStatus, RouteUse};
use object_commands::dispatcher::{HandOver, PresenceSign, ReferenceReport};
use object_sql::native::MemorySql;
use telephony::{Address, Region};

use super::{Object, START_MS, accepted, failed, with_options};
use crate::{CallOutcome, MAX_OPEN_CALLS, ProviderCall};
use dispatcher_records::{GatewaySettings, ProviderNumber};

const DAY_MS: i64 = 86_400_000;

impl Object<'_> {
    pub(super) fn number(&mut self, id: &str, usage: RouteUse) {
        let address = Address::lenient("+12062992129", Region::parse("US").unwrap());
        let settings = GatewaySettings {
            id: id.to_owned(),
            device_id: address.as_str().to_owned(),
            priority: 1,
            active: true,
            protocol: Protocol::Provider,
            push_token: None,
            usage,
            number: Some(ProviderNumber { provider: "flowroute".to_owned(), address }),
            is_masking: false,
            seen_at_ms: 0,
        };
        self.core.gateway_changed(id, Some(&settings), START_MS).unwrap();
    }

    /// Pumps until nothing is left and returns the provider calls. Frames for phones count as handed over.
    pub(super) fn calls(&mut self, now_ms: i64) -> Vec<ProviderCall> {
        while !self.core.pump(now_ms).unwrap().is_empty() {}
        self.core.take_calls(usize::MAX)
    }

    pub(super) fn answer(&mut self, call: &ProviderCall, outcome: &CallOutcome, now_ms: i64) {
        self.core.call_answered(call, outcome, now_ms).unwrap();
    }

    fn send_pinned(&mut self, options: Options) -> String {
        let options = Options { gateway_id: Some("n".to_owned()), ..options };
        accepted(self.submit(with_options(options), START_MS)).message_id
    }
}

fn ids(calls: &[ProviderCall]) -> Vec<String> {
    calls.iter().map(|call| call.sms.wire_id.clone()).collect()
}

pub(super) fn taken(reference: &str) -> CallOutcome {
    CallOutcome::Accepted { reference: Some(reference.to_owned()) }
}

pub(super) fn refused() -> CallOutcome {
    CallOutcome::Refused { reason: "401".to_owned() }
}

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
        object.core.attend(now_ms).unwrap();
        assert!(object.calls(now_ms).is_empty(), "after {hours} hours");
        assert_eq!(object.core.hand_over_at_last(&id).unwrap(), HandOver::Unknown);
    }
    object.core.attend(START_MS + DAY_MS + 1).unwrap();
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
    object.core.attend(START_MS + 600_000).unwrap();
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
    assert_eq!(calls[0].gateway_id, "n");
    object.answer(&calls[0], &refused(), START_MS);
    object.core.attend(START_MS + 60_000).unwrap();
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
fn accounts_policy_decides_between_phones_and_numbers() {
    for (number, expected) in [
        (RouteUse::First, [false, false]),
        (RouteUse::Fallback, [true, false]),
        (RouteUse::Pinned, [true, true]),
    ] {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        object.number("n", number);
        object.online("a", START_MS);
        let by_phone = [true, false].map(|online| {
            if !online {
                object.sign("a", PresenceSign::Disconnected, START_MS + 1);
            }
            accepted(object.submit(with_options(Options::default()), START_MS));
            object.calls(START_MS + 2).is_empty()
        });
        assert_eq!(by_phone, expected, "{number:?}");
    }
    // A phone that failed is followed by the number.
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Fallback);
    object.online("a", START_MS);
    let id = accepted(object.submit(with_options(Options::default()), START_MS)).message_id;
    assert!(object.calls(START_MS).is_empty());
    object.report("a", &id, failed(), START_MS + 1);
    object.core.attend(START_MS + 60_001).unwrap();
    assert_eq!(ids(&object.calls(START_MS + 60_001)), [id]);
}

#[test]
fn delivery_report_finds_its_recipient_by_the_providers_id() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Usual);
    let options = Options { delivery_report: true, ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    let calls = object.calls(START_MS);
    object.answer(&calls[0], &taken("mdr2-1"), START_MS);
    let batches = object.project(START_MS + 1);
    let row = &batches[0].references[0];
    assert_eq!(
        (row.reference.as_str(), &row.message_id, row.ordinal),
        ("flowroute:mdr2-1", &id, 0)
    );
    let message_id = MessageId::parse(&id).unwrap();
    let mut report = |reference: &str, status| {
        let report = report_on(reference, status);
        object.core.report_reference(&message_id, 0, &report, START_MS + 2).unwrap()
    };
    assert_eq!(report("flowroute:another", ReportStatus::Delivered), ReportEffect::Unknown);
    assert_eq!(report("flowroute:mdr2-1", ReportStatus::Delivered), ReportEffect::Applied);
    assert_eq!(report("flowroute:mdr2-1", ReportStatus::Delivered), ReportEffect::Repeated);
    assert_eq!(report("flowroute:mdr2-1", failed()), ReportEffect::Repeated);
    assert_eq!(object.state(&id), Some("delivered"));
}

fn report_on(reference: &str, status: ReportStatus) -> ReferenceReport {
    ReferenceReport { reference: reference.to_owned(), status, part: None }
}

/// Reports on one part of the message's only recipient.
fn report_part(
    object: &mut Object<'_>,
    id: &MessageId,
    part: &str,
    status: ReportStatus,
) -> ReportEffect {
    let report = report_on(&format!("flowroute:{part}"), status);
    object.core.report_reference(id, 0, &report, START_MS + 2).unwrap()
}

/// Sends a message that the provider accepted in three parts, and returns its id.
fn sent_in_parts(object: &mut Object<'_>, early: &[&str]) -> MessageId {
    object.number("n", RouteUse::Usual);
    let options = Options { delivery_report: true, ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    let calls = object.calls(START_MS);
    for reference in early {
        assert!(object.core.keep_early_report(&report_on(reference, ReportStatus::Delivered)));
    }
    let references = ["1", "2", "3"].map(str::to_owned).into();
    object.answer(&calls[0], &CallOutcome::AcceptedInParts { references }, START_MS);
    let batches = object.project(START_MS + 1);
    let references: Vec<_> = batches[0].references.iter().map(|it| it.reference.clone()).collect();
    assert_eq!(references, ["flowroute:1", "flowroute:2", "flowroute:3"]);
    MessageId::parse(&id).unwrap()
}

#[test]
fn message_is_delivered_when_all_of_its_parts_are() {
    for early in [&[][..], &["flowroute:2"]] {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        let id = sent_in_parts(&mut object, early);
        let report = |object: &mut Object<'_>, part: &str| {
            report_part(object, &id, part, ReportStatus::Delivered)
        };
        assert_eq!(report(&mut object, "4"), ReportEffect::Unknown);
        for part in ["2", "1", "1"] {
            assert_eq!(report(&mut object, part), ReportEffect::Noted, "{part}");
            // Delivered parts are remembered over an eviction.
            object.evict();
            assert_eq!(object.state(id.as_str()), Some("sent"));
        }
        assert_eq!(report(&mut object, "3"), ReportEffect::Applied);
        assert_eq!(object.state(id.as_str()), Some("delivered"));
        assert_eq!(report(&mut object, "3"), ReportEffect::Repeated);
    }
}

#[test]
fn message_fails_when_one_part_does_whatever_the_other_parts_report() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let id = sent_in_parts(&mut object, &[]);
    let mut report = |part: &str, status| report_part(&mut object, &id, part, status);
    report("1", ReportStatus::Delivered);
    assert_eq!(report("2", failed()), ReportEffect::Applied);
    report("3", ReportStatus::Delivered);
    assert_eq!(object.state(id.as_str()), Some("failed"));
    // A later delivery report corrects the failure.
    let report = report_on("flowroute:2", ReportStatus::Delivered);
    object.core.report_reference(&id, 0, &report, START_MS + 3).unwrap();
    assert_eq!(object.state(id.as_str()), Some("delivered"));
}

#[test]
fn part_that_was_delivered_does_not_fail_any_more() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let id = sent_in_parts(&mut object, &[]);
    let mut report = |part: &str, status| report_part(&mut object, &id, part, status);
    report("1", ReportStatus::Delivered);
    assert_eq!(report("1", failed()), ReportEffect::Repeated);
    report("2", ReportStatus::Delivered);
    report("3", ReportStatus::Delivered);
    assert_eq!(object.state(id.as_str()), Some("delivered"));
}

#[test]
fn each_failed_part_has_to_be_corrected_for_the_message_to_be_delivered() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let id = sent_in_parts(&mut object, &[]);
    let report =
        |object: &mut Object<'_>, part: &str, status| report_part(object, &id, part, status);
    report(&mut object, "1", failed());
    report(&mut object, "2", failed());
    for (part, state) in [("1", "failed"), ("3", "failed"), ("2", "delivered")] {
        report(&mut object, part, ReportStatus::Delivered);
        object.evict();
        assert_eq!(object.state(id.as_str()), Some(state), "{part}");
    }
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
            object.core.attend(now_ms).unwrap();
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

/// Part that is reported on, its status, and the state that the message then has.
type PartStep = (Option<PartNumber>, ReportStatus, &'static str);

#[test]
fn numbered_parts_are_counted_under_the_id_of_the_whole_message() {
    use ReportStatus::Delivered;
    let part = |number| Some(PartNumber { number, total: 3 });
    let cases: [(&str, &[PartStep]); 4] = [
        (
            "all delivered",
            &[
                (part(2), Delivered, "sent"),
                (part(2), Delivered, "sent"),
                (part(3), Delivered, "sent"),
                (part(3), failed(), "sent"),
                (part(1), Delivered, "delivered"),
            ],
        ),
        (
            "one failed",
            &[
                (part(2), failed(), "failed"),
                (part(1), Delivered, "failed"),
                (part(3), Delivered, "failed"),
            ],
        ),
        (
            "one corrected",
            &[
                (part(1), Delivered, "sent"),
                (part(2), failed(), "failed"),
                (part(3), Delivered, "failed"),
                (part(2), Delivered, "delivered"),
            ],
        ),
        ("the whole", &[(part(2), Delivered, "sent"), (None, Delivered, "delivered")]),
    ];
    for (name, reports) in cases {
        for is_early in [false, true] {
            let sql = MemorySql::open().unwrap();
            let mut object = Object::open(&sql);
            object.number("n", RouteUse::Usual);
            let options = Options { delivery_report: true, ..Options::default() };
            let id = accepted(object.submit(with_options(options), START_MS)).message_id;
            let id = MessageId::parse(&id).unwrap();
            let calls = object.calls(START_MS);
            let report = |part: &Option<PartNumber>, status: &ReportStatus| ReferenceReport {
                reference: "flowroute:x".to_owned(),
                status: status.clone(),
                part: *part,
            };
            let (early, late) = reports.split_at(usize::from(is_early));
            for (part, status, _) in early {
                assert!(object.core.keep_early_report(&report(part, status)));
            }
            object.answer(&calls[0], &taken("x"), START_MS);
            for (part, status, state) in late {
                let report = report(part, status);
                object.core.report_reference(&id, 0, &report, START_MS + 2).unwrap();
                object.evict();
                assert_eq!(object.state(id.as_str()), Some(*state), "{name}: {part:?}");
            }
        }
    }
}

#[test]
fn delivery_report_that_overtakes_the_providers_answer_is_not_lost() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Usual);
    let options = Options { delivery_report: true, ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    let delivered = report_on("flowroute:mdr2-1", ReportStatus::Delivered);
    // Without an open call the report cannot be an early one.
    assert!(!object.core.keep_early_report(&delivered));
    let calls = object.calls(START_MS);
    assert!(object.core.keep_early_report(&delivered));
    for at in 0..99 {
        let other = report_on(&format!("flowroute:other-{at}"), ReportStatus::Delivered);
        assert!(object.core.keep_early_report(&other));
    }
    object.answer(&calls[0], &taken("mdr2-1"), START_MS + 1);
    assert_eq!(object.state(&id), Some("delivered"));
}

#[test]
fn number_is_always_online_and_its_presence_is_not_projected() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.number("n", RouteUse::Usual);
    object.core.attend(START_MS + DAY_MS).unwrap();
    assert!(object.project(START_MS + DAY_MS).is_empty());
    assert_eq!(object.core.next_attention_ms(START_MS + DAY_MS, 0, 0).unwrap(), None);
    accepted(object.submit(with_options(Options::default()), START_MS + DAY_MS));
    assert_eq!(object.calls(START_MS + DAY_MS).len(), 1);
}

#[test]
fn pacing_does_not_limit_provider_numbers() {
    let sql = MemorySql::open().unwrap();
    let pacing = Some(messaging::PacingRule { segments: 1, window_ms: 600_000 });
    let policy = messaging::Policy { pacing, ..messaging::Policy::default() };
    let mut object = Object::with_policy(&sql, policy);
    object.number("n", RouteUse::Usual);
    for _ in 0..3 {
        accepted(object.submit(with_options(Options::default()), START_MS));
    }
    assert_eq!(object.calls(START_MS).len(), 3);
}
