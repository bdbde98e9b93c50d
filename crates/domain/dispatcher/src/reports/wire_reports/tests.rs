//! Late reports.

use messaging::ReportStatus;
use object_sql::native::MemorySql;

use crate::testing::{Object, START_MS, failed};

#[test]
fn late_report_on_a_message_that_left_the_object_is_applied_to_its_row_from_d1() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.report("a", &id, ReportStatus::Sent, START_MS);
    object.report("a", &id, failed(), START_MS + 1);
    let kept = object.project(START_MS + 2).pop().unwrap().messages.remove(0).record;
    assert_eq!(object.state(&id), None);
    object.core.restore_message(&kept, START_MS + 3).unwrap();
    object.report("a", &id, ReportStatus::Delivered, START_MS + 3);
    let batches = object.project(START_MS + 4);
    assert_eq!(batches[0].messages[0].state, "delivered");
    let failures = batches[0].counters.iter().filter(|it| it.metric == "failed");
    assert_eq!(failures.map(|it| it.value).collect::<Vec<_>>(), [0, 0]);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
}
