//! Claims past their retention.

use object_sql::native::MemorySql;

use crate::testing::{Object, START_MS};

#[test]
fn claims_that_have_to_stay_do_not_keep_later_ones_from_being_pruned() {
    use object_sql::Sql;
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    // More than a batch of expired claims that were set aside or have an unsent event, then some that may go.
    let insert = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
        INSERT INTO inbound (claim, id, record, event, expires_at_ms, rejections)
        SELECT 'claim' || i, 'in' || i,
          CASE WHEN i <= 1200 THEN '{}' END,
          CASE WHEN i > 1200 AND i <= 2400 THEN '{}' END,
          i, 5 FROM n";
    sql.exec(insert, vec![]).unwrap();
    object.core.process_due(START_MS).unwrap();
    let rows = |object: &Object<'_>, condition: &str| {
        object.count(&format!("SELECT COUNT(*) FROM inbound WHERE {condition}"))
    };
    assert_eq!(rows(&object, "record IS NULL AND event IS NULL"), 0);
    assert_eq!(rows(&object, "record IS NOT NULL OR event IS NOT NULL"), 2_400);
}
