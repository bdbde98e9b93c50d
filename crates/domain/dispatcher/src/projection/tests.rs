//! Batches that are repeated, and changes while D1 writes.

use messaging::ReportStatus;
use object_commands::dispatcher::PresenceSign;
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{MINUTE_MS, Object, START_MS, failed, inbound};

#[test]
fn repeated_projection_counts_nothing_twice_since_counters_are_absolute() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.project(START_MS);
    object.core.receive(inbound("one", Some(START_MS)), START_MS).unwrap();
    let lost = object.core.projection(START_MS, None).unwrap().unwrap();
    object.evict();
    object.core.receive(inbound("two", Some(START_MS)), START_MS).unwrap();
    let batches = object.project(START_MS);
    let total = |counters: &[dispatcher_records::CounterRow]| {
        counters.iter().find(|it| it.metric == "received" && it.day == -1).map(|it| it.value)
    };
    assert_eq!((total(&lost.counters), total(&batches[0].counters)), (Some(1), Some(2)));
}

#[test]
fn change_during_a_d1_write_is_projected_by_the_next_batch() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    let batch = object.core.projection(START_MS, None).unwrap().unwrap();
    object.report("a", &id, ReportStatus::Delivered, START_MS + 1);
    object.core.record_projected(&batch, START_MS + 2).unwrap();
    let batches = object.project(START_MS + 3);
    assert_eq!(batches[0].messages[0].state, "delivered");
    assert_eq!(object.state(&id), None);
}

#[test]
fn id_whose_row_is_gone_does_not_keep_the_alarm_going_off() {
    use object_sql::Sql;
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.accept(START_MS);
    sql.exec("DELETE FROM message", vec![]).unwrap();
    assert!(object.project(START_MS).iter().all(|batch| batch.rows() == 0));
    assert_eq!(
        object.core.next_attention_ms(START_MS, UnixMillis::EPOCH, UnixMillis::EPOCH).unwrap(),
        None
    );
}

#[test]
fn retry_that_falls_due_while_its_failure_is_projected_still_happens() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.core.process_due(START_MS).unwrap();
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.report("a", &id, failed(), START_MS);
    let batch = object.core.projection(START_MS, None).unwrap().unwrap();
    object.sign("a", PresenceSign::Alive, START_MS + MINUTE_MS);
    object.core.record_projected(&batch, START_MS + MINUTE_MS).unwrap();
    object.core.process_due(START_MS + MINUTE_MS).unwrap();
    assert_eq!(object.core.pump(START_MS + MINUTE_MS).unwrap().len(), 1);
}
