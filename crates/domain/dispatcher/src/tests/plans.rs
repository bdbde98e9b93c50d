//! Query plans: every look-up of the object's SQLite uses an index.

use object_sql::native::MemorySql;

use crate::{
    attend, client_ids, estimate, gateways, masked, messages, pieces, projection, prune,
    queue_limits, receive, report, schema, submit,
};

#[test]
fn look_ups_neither_scan_nor_sort_a_table() {
    let sql = MemorySql::open().unwrap();
    schema::migrate(&sql).unwrap();
    for statement in [
        messages::SELECT_BY_ID,
        messages::SELECT_QUEUE,
        messages::NEXT_RANK,
        messages::SELECT_LATEST,
        queue_limits::COUNT_OF,
        queue_limits::OLDEST,
        estimate::AHEAD,
        client_ids::SELECT_CLIENT_IDS,
        messages::COUNT_QUEUES,
        submit::SELECT_IDEMPOTENCY,
        client_ids::SELECT_CLIENT_ID,
        attend::SELECT_DUE,
        gateways::LOOK_AGAIN,
        projection::SELECT_SOME,
        projection::SELECT_COUNTER,
        prune::PRUNE_IDEMPOTENCY,
        prune::PRUNE_INBOUND,
        receive::SELECT_CLAIM,
        masked::DECIDE,
        report::EXISTS,
        pieces::SELECT_PIECES,
        pieces::DELETE_PIECES,
    ] {
        for detail in sql.plan(statement).unwrap() {
            let of_parameters = detail.contains("(subquery") || detail.contains("json_each");
            let scans = detail.starts_with("SCAN") && !of_parameters;
            assert!(!scans && !detail.contains("TEMP B-TREE"), "{detail}\n{statement}");
        }
    }
}

#[test]
fn statements_over_pending_rows_read_only_their_partial_index() {
    let sql = MemorySql::open().unwrap();
    schema::migrate(&sql).unwrap();
    for (statement, index) in [
        (attend::NEXT_ATTENTION, "message_attention"),
        (attend::ANY_UNPROJECTED_INBOUND, "inbound_unprojected"),
        (projection::SELECT_INBOUND, "inbound_unprojected"),
        (masked::SELECT_UNDECIDED, "inbound_unprojected"),
        (prune::PRUNE_INBOUND, "inbound_prunable"),
        (messages::COUNT_WAITING, "message_queue"),
    ] {
        let plan = sql.plan(statement).unwrap().join("\n");
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}\n{statement}");
    }
}
