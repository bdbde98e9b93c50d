//! Query plans: every look-up of the object's SQLite uses an index.

use object_sql::native::MemorySql;

use crate::{
    due_work,
    events::{callbacks, outbox},
    feed, figures,
    gateways::settings,
    inbound::{masked, receive},
    messages::{self, client_ids, pieces},
    opt_outs::{keywords, list, refusals},
    projection::{collect, counters},
    prune,
    queues::rows,
    reports, schema,
    submit::{estimate, idempotency, labels, queue_limits},
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
        figures::SELECT_FIGURES,
        feed::SELECT_STATE,
        feed::SELECT_PAGE,
        feed::PRUNE,
        prune::PRUNE_IDEMPOTENCY,
        prune::PRUNE_INBOUND,
        receive::SELECT_CLAIM,
        masked::DECIDE,
        reports::HAS_MESSAGE,
        labels::SELECT_LABELS,
        pieces::SELECT_PIECES,
        pieces::DELETE_PIECES,
        list::SELECT_OPT_OUT,
        list::SELECT_PAGE,
        refusals::SELECT_OPTED_OUT,
        keywords::SELECT_REPLIES,
        outbox::SELECT_OPT_OUT_EVENTS,
        outbox::SELECT_OPT_OUT_EVENT,
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
        (rows::SUM_RECIPIENTS, "COVERING INDEX message_queue"),
        (list::SELECT_PAGE, "opt_out_listed"),
        (outbox::FIND_OPT_OUTS, "opt_out_event"),
        (callbacks::FIND_MESSAGE, "message_callback"),
    ] {
        let plan = sql.plan(statement).unwrap().join("\n");
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}\n{statement}");
    }
}
