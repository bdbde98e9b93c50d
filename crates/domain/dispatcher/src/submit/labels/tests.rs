use messaging::{Label, Options, ReportStatus};
use object_commands::dispatcher::SubmitOutcome;
use object_sql::native::MemorySql;

use super::MAX_LABELS_A_DAY;
use crate::testing::{DAY_MS, Object, START_MS, accepted, with_options};

fn labelled(label: &str) -> object_commands::dispatcher::Submit {
    with_options(Options {
        label: Label::parse(label),
        delivery_report: true,
        ..Options::default()
    })
}

#[test]
fn label_counts_its_messages_by_state_and_only_labelled_messages_are_counted() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let first = accepted(object.submit(labelled("spring"), START_MS)).message_id;
    object.submit(labelled("spring"), START_MS);
    object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.report("a", &first, ReportStatus::Sent, START_MS + 1);
    object.report("a", &first, ReportStatus::Delivered, START_MS + 2);
    let batches = object.project(START_MS + 3);
    let labels: Vec<_> = batches.iter().flat_map(|batch| &batch.labels).collect();
    assert_eq!(labels.len(), 2);
    assert!(labels.iter().all(|row| row.label == "spring"));
    let total = |metric: &str| {
        let counters = batches.iter().flat_map(|batch| &batch.counters);
        let of_label = counters.filter(|it| it.gateway_id == "spring" && it.day == -1);
        of_label.filter(|it| it.metric == metric).map(|it| it.value).next_back()
    };
    let totals = ["labelled", "labelled_pending", "labelled_delivered", "labelled_sent"].map(total);
    assert_eq!(totals, [Some(2), Some(1), Some(1), None]);
}

#[test]
fn new_labels_of_a_day_end_at_the_ceiling_and_known_ones_go_on() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    for at in 0..MAX_LABELS_A_DAY {
        assert!(matches!(
            object.submit(labelled(&format!("label {at}")), START_MS),
            SubmitOutcome::Accepted { .. }
        ));
    }
    assert_eq!(object.submit(labelled("one more"), START_MS), SubmitOutcome::TooManyLabels);
    // Also while nothing is projected.
    object.evict();
    assert_eq!(object.submit(labelled("one more"), START_MS), SubmitOutcome::TooManyLabels);
    object.project(START_MS);
    object.evict();
    assert_eq!(object.submit(labelled("one more"), START_MS), SubmitOutcome::TooManyLabels);
    accepted(object.submit(labelled("label 7"), START_MS));
    accepted(object.submit(labelled("one more"), START_MS + DAY_MS));
}
