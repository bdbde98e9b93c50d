//! The registry over the real statements, triggers and migrations.

use rusqlite::Connection;
use unix_time::UnixMillis;

use super::{
    super::{
        NodeChange, NodesShown, change,
        tests::{ACCOUNT, NOW_MS, listed, node, rows, run, with_gateway},
    },
    *,
};

const SHOWN: NodesShown = NodesShown::Trusted;
/// Three strangers among five nodes.
const ROOM: NodeRoom = NodeRoom { most: 5, strangers: 3 };

fn pinged(database: &Connection, node: &NewNode<'_>, room: NodeRoom, now_ms: UnixMillis) -> bool {
    run(database, &ping(ACCOUNT, node, SHOWN, now_ms))
        || run(database, &first_ping(ACCOUNT, node, SHOWN, room, now_ms))
}

fn stranger(database: &Connection, imsi: &str, now_ms: UnixMillis) -> bool {
    pinged(database, &node(imsi, "+1"), ROOM, now_ms)
}

fn signs(database: &Connection, imsi: &str, now_ms: UnixMillis) -> bool {
    pinged(database, &NewNode { signed: true, ..node(imsi, "+1") }, ROOM, now_ms)
}

fn judged(database: &Connection, imsi: &str, approved: bool) {
    let change = NodeChange { approved: Some(approved), ..NodeChange::default() };
    assert!(run(database, &[self::change(ACCOUNT, imsi, change)]));
}

fn imsis(database: &Connection) -> Vec<String> {
    let mut prepared = database.prepare("SELECT imsi FROM relay_nodes ORDER BY imsi").unwrap();
    let found = prepared.query_map([], |row| row.get(0)).unwrap();
    found.collect::<rusqlite::Result<_>>().unwrap()
}

/// Returns the triggers' counts, after comparing them with the rows.
fn counts(database: &Connection) -> (i64, i64) {
    let read = |sql| {
        let pair = |row: &rusqlite::Row<'_>| Ok((row.get(0).unwrap(), row.get(1).unwrap()));
        database.query_row(sql, [], pair).unwrap()
    };
    let counted: (i64, i64) =
        read("SELECT SUM(strangers), SUM(kept) FROM relay_node_counts WHERE account_id = 'a'");
    let there =
        read("SELECT COALESCE(SUM(trust = 0), 0), COALESCE(SUM(trust <> 0), 0) FROM relay_nodes");
    assert_eq!(counted, there);
    counted
}

#[test]
fn stranger_with_the_oldest_ping_is_evicted() {
    let database = with_gateway();
    for (offset_ms, imsi) in (0..).zip(["2", "3", "4"]) {
        let at_ms = NOW_MS + offset_ms;
        assert!(stranger(&database, imsi, at_ms));
    }
    assert!(stranger(&database, "2", NOW_MS + 10));
    assert!(stranger(&database, "5", NOW_MS + 11));
    assert_eq!(imsis(&database), ["2", "4", "5"]);
    assert_eq!(counts(&database), (3, 0));
}

#[test]
fn strangers_never_evict_signing_or_judged_nodes() {
    let database = with_gateway();
    for (offset_ms, imsi) in (0..).zip(["20", "21", "22", "23", "24", "25"]) {
        let at_ms = NOW_MS + offset_ms;
        assert!(stranger(&database, imsi, at_ms));
    }
    assert!(signs(&database, "3", NOW_MS + 20) && signs(&database, "4", NOW_MS + 21));
    assert_eq!(counts(&database), (3, 2));
    // Beyond the room reserved for them, signing nodes take that of strangers.
    assert!(signs(&database, "5", NOW_MS + 22));
    assert_eq!(counts(&database), (2, 3));
    judged(&database, "25", true);
    judged(&database, "24", false);
    assert_eq!(counts(&database), (0, 5));
    assert!(!signs(&database, "6", NOW_MS + 23) && !stranger(&database, "26", NOW_MS + 23));
    assert!(signs(&database, "3", NOW_MS + 24), "a known node may still sign");
    assert_eq!(imsis(&database), ["24", "25", "3", "4", "5"]);
    assert_eq!(listed(&database, SHOWN, NOW_MS).len(), 4);
}

#[test]
fn nodes_known_from_reports_are_evicted_before_nodes_that_pinged() {
    let database = with_gateway();
    for imsi in ["2", "3"] {
        assert!(stranger(&database, imsi, NOW_MS));
    }
    for imsi in ["9", "91", "92"] {
        run(&database, &told(ACCOUNT, &node(imsi, "+1"), ROOM, NOW_MS + 1));
    }
    assert_eq!(imsis(&database), ["2", "3", "92"]);
    // The node itself takes over its reported row, in the same place.
    assert!(stranger(&database, "92", NOW_MS + 2));
    assert_eq!(imsis(&database), ["2", "3", "92"]);
    assert_eq!(counts(&database), (3, 0));
}

#[test]
fn stranger_that_signs_counts_as_kept() {
    let database = with_gateway();
    assert!(stranger(&database, "2", NOW_MS));
    assert_eq!(counts(&database), (1, 0));
    assert!(signs(&database, "2", NOW_MS + 1));
    assert_eq!(counts(&database), (0, 1));
    assert!(signs(&database, "2", NOW_MS + 2));
    assert_eq!(counts(&database), (0, 1));
}

#[test]
fn lowered_limit_is_reached_as_new_nodes_arrive() {
    let database = with_gateway();
    let wide = NodeRoom { most: 100, strangers: 100 };
    for at_ms in 0..60 {
        let imsi = format!("9{at_ms:02}");
        assert!(pinged(&database, &node(&imsi, "+1"), wide, NOW_MS + at_ms));
    }
    for at_ms in 60..66 {
        assert!(stranger(&database, &format!("9{at_ms:02}"), NOW_MS + at_ms));
    }
    assert_eq!(imsis(&database), ["963", "964", "965"]);
}

#[test]
fn nodes_are_deleted_one_by_one_or_all_strangers_at_once() {
    let database = with_gateway();
    assert!(stranger(&database, "2", NOW_MS) && stranger(&database, "3", NOW_MS + 1));
    assert!(signs(&database, "4", NOW_MS));
    assert!(run(&database, &[delete(ACCOUNT, "4")]));
    assert!(!run(&database, &[delete(ACCOUNT, "4")]) && !run(&database, &[delete("b", "2")]));
    assert_eq!(counts(&database), (2, 0));
    let strangers =
        |limit: i64| rows(&database, &(DELETE_STRANGERS, vec![ACCOUNT.into(), limit.into()])).len();
    assert_eq!(strangers(1), 1);
    assert_eq!(imsis(&database), ["3"]);
    assert_eq!((strangers(5), strangers(5)), (1, 0));
    assert_eq!(counts(&database), (0, 0));
}

#[test]
fn silent_nodes_are_deleted_unless_an_administrator_judged_them() {
    let database = with_gateway();
    assert!(stranger(&database, "2", NOW_MS) && stranger(&database, "3", NOW_MS));
    assert!(signs(&database, "4", NOW_MS) && signs(&database, "5", NOW_MS));
    judged(&database, "3", false);
    judged(&database, "5", true);
    run(&database, &told(ACCOUNT, &node("6", "+1"), ROOM, NOW_MS));
    let forgotten = |before_ms| {
        let each = forget(ACCOUNT, before_ms, 10);
        each.map(|bound| rows(&database, &bound).len())
    };
    assert_eq!(forgotten(NOW_MS), [0, 0]);
    assert_eq!(forgotten(NOW_MS + 1), [2, 1]);
    assert_eq!(imsis(&database), ["3", "5"]);
    assert_eq!(counts(&database), (0, 2));
}

#[test]
fn strangers_that_ping_are_counted_up_to_a_limit() {
    let database = with_gateway();
    for (offset_ms, imsi) in (0..).zip(["2", "3", "4"]) {
        let at_ms = NOW_MS + offset_ms;
        assert!(stranger(&database, imsi, at_ms));
    }
    let counted = |since_ms: UnixMillis, limit: i64| {
        let values = vec![ACCOUNT.into(), since_ms.into(), limit.into()];
        rows(&database, &(STRANGERS, values)).len()
    };
    assert_eq!((counted(NOW_MS + 1, 9), counted(NOW_MS, 2)), (2, 2));
}

/// The cost of a new node must not depend on the number of nodes or deleted nodes.
#[test]
fn eviction_finds_the_oldest_pings_by_index_without_counting() {
    let database = crate::tests::migrated();
    for statement in STATEMENTS {
        for detail in crate::tests::plan(&database, statement) {
            let by_key = detail.starts_with("SEARCH") && detail.contains("(account_id=?");
            let structure = detail.contains("SUBQUERY")
                || ["SCAN CONSTANT ROW", "CREATE BLOOM FILTER"].contains(&detail.as_str());
            assert!(by_key || structure, "{detail}\n{statement}");
        }
    }
    for statement in STATEMENTS.iter().filter(|it| it.starts_with("DELETE")) {
        let plan = crate::tests::plan(&database, statement);
        let first = plan.first().map(String::as_str);
        let by_key = "SEARCH relay_nodes USING PRIMARY KEY (account_id=? AND imsi=?)";
        assert_eq!(first, Some(by_key), "{statement}");
    }
    let plan = crate::tests::plan(&database, EVICT).join("\n");
    assert!(
        plan.contains("stale USING INDEX relay_nodes_live (account_id=? AND trust=?)")
            || plan
                .contains("stale USING COVERING INDEX relay_nodes_live (account_id=? AND trust=?)"),
        "{plan}"
    );
}
