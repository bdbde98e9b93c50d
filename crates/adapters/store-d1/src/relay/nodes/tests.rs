//! Pings and listings over the real statements and migrations.

use rusqlite::{Connection, params_from_iter, types::Value as Owned};
use unix_time::UnixMillis;

use super::{
    registry::{NodeRoom, first_ping, told},
    *,
};

pub(super) const ACCOUNT: &str = "a";
pub(super) const NOW_MS: UnixMillis = UnixMillis::new(1_700_000_000_000);
const ROOM: NodeRoom = NodeRoom { most: 5, strangers: 5 };

pub(super) fn node<'a>(imsi: &'a str, msisdn: &'a str) -> NewNode<'a> {
    NewNode {
        imsi,
        msisdn,
        seed_type: "seed",
        country: "Cameroon",
        operator_name: "MTN",
        operator_id: Some("62401"),
        signed: false,
    }
}

pub(super) fn with_gateway() -> Connection {
    let database = crate::tests::migrated();
    let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
    database.execute(sql, [ACCOUNT]).unwrap();
    let sql = "INSERT INTO gateways (account_id, id, number, device_id, name, created_at_ms)
         VALUES (?1, 'g', 1, '1', 'g', 0)";
    database.execute(sql, [ACCOUNT]).unwrap();
    database
}

/// Returns all rows of a statement.
pub(super) fn rows(database: &Connection, (sql, values): &Bound) -> Vec<Vec<Owned>> {
    let mut prepared = database.prepare(sql).unwrap();
    let columns = prepared.column_count();
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|index| row.get(index)).collect();
    let rows = prepared.query_map(params_from_iter(values), read).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// Whether any of the statements returned a row, which shows that the node is known.
pub(super) fn run(database: &Connection, statements: &[Bound]) -> bool {
    // Every statement has to run, even after one that returned a row.
    let found: usize = statements.iter().map(|bound| rows(database, bound).len()).sum();
    found > 0
}

/// Pings as a face does: first as if the node were known.
fn pinged(
    database: &Connection,
    node: &NewNode<'_>,
    shown: NodesShown,
    now_ms: UnixMillis,
) -> bool {
    run(database, &ping(ACCOUNT, node, shown, now_ms))
        || run(database, &first_ping(ACCOUNT, node, shown, ROOM, now_ms))
}

/// Returns IMSI and number of the listed nodes.
pub(super) fn listed(
    database: &Connection,
    shown: NodesShown,
    since_ms: UnixMillis,
) -> Vec<(String, String)> {
    let text = |value: &Owned| match value {
        Owned::Text(text) => text.clone(),
        _ => String::new(),
    };
    let found = rows(database, &live(ACCOUNT, shown, since_ms, None, 100));
    found.iter().map(|row| (text(&row[0]), text(&row[1]))).collect()
}

fn of(imsi: &str, msisdn: &str) -> Vec<(String, String)> {
    vec![(imsi.to_owned(), msisdn.to_owned())]
}

#[test]
fn node_is_listed_by_its_last_ping_with_the_number_of_its_first() {
    let database = with_gateway();
    let shown = NodesShown::All;
    assert!(pinged(&database, &node("9", "+1"), shown, NOW_MS));
    assert!(pinged(&database, &node("9", "+2"), shown, NOW_MS + 5));
    assert_eq!(listed(&database, shown, NOW_MS + 5), of("9", "+1"));
    assert_eq!(listed(&database, shown, NOW_MS + 6), []);
    let number = |since_ms| rows(&database, &find(ACCOUNT, "9", shown, since_ms));
    assert_eq!(number(NOW_MS + 5), [[Owned::Text("+1".to_owned())]]);
    assert!(number(NOW_MS + 6).is_empty());
}

#[test]
fn node_is_trusted_if_approved_or_if_it_signs_and_was_not_refused() {
    let database = with_gateway();
    let shown = NodesShown::Trusted;
    assert!(pinged(&database, &node("9", "+1"), shown, NOW_MS));
    assert_eq!(listed(&database, shown, NOW_MS), []);
    let decided = |approved| NodeChange { approved: Some(approved), ..NodeChange::default() };
    assert!(run(&database, &[change(ACCOUNT, "9", decided(true))]));
    assert_eq!(listed(&database, shown, NOW_MS), of("9", "+1"));
    assert!(run(&database, &[change(ACCOUNT, "9", decided(false))]));
    assert_eq!(listed(&database, NodesShown::All, NOW_MS), []);
    let signed = NewNode { signed: true, ..node("9", "+1") };
    assert!(pinged(&database, &signed, shown, NOW_MS));
    assert_eq!(listed(&database, shown, NOW_MS), [], "an administrator's word counts for more");
    assert!(!run(&database, &[change("other", "9", decided(true))]));
}

#[test]
fn signature_takes_over_the_number_unless_another_was_approved() {
    let database = with_gateway();
    let shown = NodesShown::Trusted;
    let signed = NewNode { signed: true, ..node("9", "+1") };
    assert!(pinged(&database, &node("9", "+666"), shown, NOW_MS));
    assert!(pinged(&database, &signed, shown, NOW_MS + 1));
    assert_eq!(listed(&database, shown, NOW_MS), of("9", "+1"));
    // Another node signs with the same IMSI and a number of its own.
    let other = NewNode { signed: true, ..node("9", "+666") };
    assert!(pinged(&database, &other, shown, NOW_MS + 2));
    assert_eq!(listed(&database, shown, NOW_MS), of("9", "+1"));

    assert!(pinged(&database, &node("8", "+8"), shown, NOW_MS));
    let approved = NodeChange { approved: Some(true), ..NodeChange::default() };
    assert!(run(&database, &[change(ACCOUNT, "8", approved)]));
    let other = NewNode { signed: true, ..node("8", "+666") };
    assert!(pinged(&database, &other, shown, NOW_MS));
    assert!(listed(&database, shown, NOW_MS).contains(&("8".to_owned(), "+8".to_owned())));
}

#[test]
fn unsigned_ping_does_not_keep_a_signing_node_alive_if_only_trusted_ones_are_shown() {
    let database = with_gateway();
    let signed = NewNode { signed: true, ..node("9", "+1") };
    assert!(pinged(&database, &signed, NodesShown::Trusted, NOW_MS));
    assert!(pinged(&database, &node("9", "+1"), NodesShown::Trusted, NOW_MS + 9));
    rows(&database, &ping_barely(ACCOUNT, "9", NodesShown::Trusted, NOW_MS + 9));
    assert_eq!(listed(&database, NodesShown::Trusted, NOW_MS + 1), []);
    assert!(pinged(&database, &node("9", "+1"), NodesShown::All, NOW_MS + 9));
    assert_eq!(listed(&database, NodesShown::All, NOW_MS + 9), of("9", "+1"));
}

#[test]
fn nodes_own_data_overwrites_another_nodes_report() {
    let database = with_gateway();
    let shown = NodesShown::All;
    run(&database, &told(ACCOUNT, &node("9", "+1"), ROOM, NOW_MS));
    assert_eq!(listed(&database, shown, UnixMillis::new(1)), []);
    assert_eq!(rows(&database, &find(ACCOUNT, "9", shown, NOW_MS)).len(), 1);
    assert!(rows(&database, &find(ACCOUNT, "9", NodesShown::Trusted, NOW_MS)).is_empty());
    assert!(pinged(&database, &node("9", "+2"), shown, NOW_MS));
    assert_eq!(listed(&database, shown, NOW_MS), of("9", "+2"));
    run(&database, &told(ACCOUNT, &node("9", "+3"), ROOM, NOW_MS));
    assert_eq!(listed(&database, shown, NOW_MS), of("9", "+2"));
}

#[test]
fn pings_update_the_gateways_heartbeat_at_most_once_per_interval() {
    let database = with_gateway();
    let seen = |now_ms| {
        pinged(&database, &node("1", "+1"), NodesShown::All, now_ms);
        let sql = "SELECT last_heartbeat_at_ms FROM gateways WHERE id = 'g'";
        database.query_row(sql, [], |row| row.get::<_, Option<UnixMillis>>(0)).unwrap()
    };
    assert_eq!(seen(NOW_MS), Some(NOW_MS));
    assert_eq!(seen(NOW_MS + SEEN_INTERVAL_MS - 1), Some(NOW_MS));
    assert_eq!(seen(NOW_MS + SEEN_INTERVAL_MS), Some(NOW_MS + SEEN_INTERVAL_MS));
    pinged(&database, &node("1", "+1"), NodesShown::Trusted, NOW_MS + 3 * SEEN_INTERVAL_MS);
    let sql = "SELECT last_heartbeat_at_ms FROM gateways WHERE id = 'g'";
    let at: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(UnixMillis::new(at), NOW_MS + SEEN_INTERVAL_MS, "an unsigned ping is not believed");
}

/// The cost of a listing must not grow with offline nodes, nor that of a ping with any nodes.
#[test]
fn nodes_are_found_by_key_and_live_ones_by_their_last_ping() {
    let database = crate::tests::migrated();
    let listing = crate::tests::plan(&database, LIVE).join("\n");
    let wanted = "relay_nodes_live (account_id=? AND trust=? AND last_ping_at_ms>?)";
    assert!(listing.contains(wanted), "{listing}");
    for statement in STATEMENTS.iter().filter(|it| ![&LIVE, &LIST].contains(it)) {
        for detail in crate::tests::plan(&database, statement) {
            let by_key = detail.contains("account_id=? AND") || detail.contains("SCALAR SUBQUERY");
            let last_number = detail.contains("relay_nodes_number (account_id=?)");
            let constant = detail == "SCAN CONSTANT ROW" || detail.contains("CORRELATED");
            assert!(by_key || last_number || constant, "{detail}\n{statement}");
        }
    }
}
