//! Query plans: every look-up of the object's SQLite uses an index.

use object_sql::native::MemorySql;

use crate::{
    due_work,
    gateways::settings,
    inbound::{masked, receive},
    messages::{self, client_ids, pieces},
    projection::{collect, counters},
    prune,
    queues::rows,
    reports, schema,
    submit::{estimate, idempotency, queue_limits},
};

#[test]
fn look_ups_neither_scan_nor_sort_a_table() {
    let sql = MemorySql::open().unwrap();
    schema::migrate(&sql).unwrap();
    for statement in [
        messages::SELECT_BY_ID,
        rows::SELECT_QUEUE,
        rows::NEXT_RANK,
        rows::SELECT_LATEST,
        queue_limits::COUNT_PENDING,
        queue_limits::SELECT_OLDEST,
        estimate::COUNT_AHEAD,
        client_ids::SELECT_CLIENT_IDS,
        rows::COUNT_QUEUES,
        rows::COUNT_QUEUE,
        idempotency::SELECT_IDEMPOTENCY,
        client_ids::SELECT_CLIENT_ID,
        due_work::SELECT_DUE,
        settings::MAKE_DUE,
        settings::RELEASE_QUEUE,
        collect::SELECT_MESSAGES,
        counters::SELECT_COUNTER,
        prune::PRUNE_IDEMPOTENCY,
        prune::PRUNE_INBOUND,
        receive::SELECT_CLAIM,
        masked::DECIDE,
        reports::HAS_MESSAGE,
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
        (due_work::NEXT_ATTENTION, "message_attention"),
        (due_work::ANY_UNPROJECTED_INBOUND, "inbound_unprojected"),
        (collect::SELECT_INBOUND, "inbound_unprojected"),
        (masked::SELECT_UNDECIDED, "inbound_unprojected"),
        (prune::PRUNE_INBOUND, "inbound_prunable"),
        (rows::COUNT_WAITING, "message_queue"),
    ] {
        let plan = sql.plan(statement).unwrap().join("\n");
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}\n{statement}");
    }
}
