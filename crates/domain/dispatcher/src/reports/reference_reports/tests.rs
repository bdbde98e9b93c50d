//! Providers' delivery reports.

use messaging::{MessageId, Options, PartNumber, ReportEffect, ReportStatus, RouteUse};
use object_commands::dispatcher::ReferenceReport;
use object_sql::native::MemorySql;

use crate::{
    CallOutcome,
    testing::{
        Object, START_MS, accepted, failed,
        numbers::{report_on, report_part, taken},
        with_options,
    },
};

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
