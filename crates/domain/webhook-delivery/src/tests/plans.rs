//! Every query of the object's SQLite is served by an index.

use object_sql::native::MemorySql;

use crate::{attention, due, finish, projection, prune, replay, rows, schema};

#[test]
fn no_statement_scans_a_table_or_sorts_one() {
    let sql = MemorySql::open().unwrap();
    schema::migrate(&sql).unwrap();
    for statement in [
        rows::SELECT_BY_ID,
        rows::SELECT_LAST_OF_KEY,
        rows::SELECT_NEXT_OF_KEY,
        rows::COUNT_STATE,
        due::SELECT_DUE,
        finish::DROP_OLDEST_FAILED,
        replay::SELECT_FINISHED,
        attention::NEXT_READY,
        attention::NEXT_EXPIRY,
        prune::PRUNE_EVENTS,
        prune::PRUNE_ATTEMPTS,
    ] {
        let plan = sql.plan(statement).unwrap();
        for detail in &plan {
            let of_subquery = detail.contains("(subquery");
            let scans = detail.starts_with("SCAN") && !of_subquery;
            assert!(!scans && !detail.contains("TEMP B-TREE"), "{plan:?}\n{statement}");
        }
    }
}

#[test]
fn unprojected_attempts_are_read_in_key_order() {
    let sql = MemorySql::open().unwrap();
    schema::migrate(&sql).unwrap();
    for statement in [projection::SELECT_SOME, projection::ANY_UNPROJECTED] {
        let plan = sql.plan(statement).unwrap().join("\n");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[test]
fn migrating_twice_changes_nothing() {
    let sql = MemorySql::open().unwrap();
    schema::migrate(&sql).unwrap();
    schema::migrate(&sql).unwrap();
}
