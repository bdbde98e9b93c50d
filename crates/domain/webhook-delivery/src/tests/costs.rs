//! Rows written during an event's life. SQLite counts those of tables; the comments add the index entries, which the
//! platform counts too.

use object_sql::native::MemorySql;

use super::{Object, START_MS, delivered, failed};

fn written(object: &mut Object<'_>, act: impl FnOnce(&mut Object<'_>)) -> i64 {
    let before = object.count("SELECT total_changes()");
    act(object);
    object.count("SELECT total_changes()") - before
}

#[test]
fn event_costs_few_rows_regardless_of_the_history() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    for round in 0..200 {
        let now_ms = START_MS + round;
        let id = format!("e{round}");
        // With two index entries: three.
        let enqueue =
            |it: &mut Object<'_>| assert_eq!(it.enqueue(&[(&id, "key")], now_ms).accepted, 1);
        assert_eq!(written(&mut object, enqueue), 1);
        let mut attempts = Vec::new();
        assert_eq!(written(&mut object, |it| attempts = it.due(now_ms)), 1);
        // The event and the attempt, and one index entry: four with the row above.
        let finish = |it: &mut Object<'_>| drop(it.finish(&attempts[0], delivered(), now_ms));
        assert_eq!(written(&mut object, finish), 2);
        assert_eq!(written(&mut object, |it| drop(it.project())), 1);
    }
}

#[test]
fn one_row_commits_any_number_of_attempts() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let keys: Vec<String> = (0..20).map(|at| format!("k{at}")).collect();
    let events: Vec<_> = keys.iter().map(|key| (key.as_str(), key.as_str())).collect();
    object.enqueue(&events, START_MS);
    let mut attempts = Vec::new();
    assert_eq!(written(&mut object, |it| attempts = it.due(START_MS)), 1);
    assert_eq!(attempts.len(), 20);
    // The event, the attempt, the endpoint, and one index entry: four.
    let finish = |it: &mut Object<'_>| drop(it.finish(&attempts[0], failed(500, None), START_MS));
    assert_eq!(written(&mut object, finish), 3);
}

#[test]
fn idle_due_call_writes_nothing() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("a1", "a"), ("a2", "a")], START_MS);
    object.due(START_MS);
    assert_eq!(written(&mut object, |it| drop(it.due(START_MS + 1))), 0);
}
