//! Switching endpoints off and on, over the real migrations.

use rusqlite::Connection;

use super::*;
use crate::tests::{count_rows, execute};

fn with_endpoint() -> Connection {
    let database = crate::tests::migrated();
    let account = "INSERT INTO accounts (id, name, created_at_ms) VALUES ('a', 'a', 0)";
    database.execute(account, []).unwrap();
    let events = EventFilter::parse(["*"]).unwrap();
    let endpoint = NewEndpoint {
        id: "e",
        name: "name",
        url: "https://x.test",
        format: Format::GatewayApi,
        events: &events,
        active: true,
        timeout_secs: 5,
        schedule: "[]",
        sealed_secret: "sealed",
        signs_v1: true,
        headers: None,
        alert_endpoint_id: None,
    };
    assert_eq!(count_rows(&database, insert("a", &endpoint, UnixMillis::new(100))), 1);
    database
}

/// Changes the endpoint as its owner does: its name, or whether it is active.
fn change(database: &Connection, name: Option<&str>, active: Option<bool>, at_ms: UnixMillis) {
    let change = EndpointChange { name, active, ..EndpointChange::default() };
    assert_eq!(count_rows(database, super::change("a", "e", &change, at_ms)), 1);
}

fn disable_itself(database: &Connection, at_ms: UnixMillis) {
    execute(database, disable("a", "e", "failing", at_ms));
}

fn state(database: &Connection) -> (bool, Option<i64>) {
    let sql = "SELECT active, disabled_at_ms FROM webhook_endpoints WHERE id = 'e'";
    database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn late_write_does_not_disable_an_endpoint_that_was_switched_on_since() {
    let database = with_endpoint();
    change(&database, None, Some(false), UnixMillis::new(300));
    disable_itself(&database, UnixMillis::new(200));
    assert_eq!(state(&database), (false, None), "the owner's switching off has no reason");
    change(&database, None, Some(true), UnixMillis::new(400));
    disable_itself(&database, UnixMillis::new(200));
    assert_eq!(state(&database), (true, None));
    // A failure after that counts again.
    disable_itself(&database, UnixMillis::new(500));
    assert_eq!(state(&database), (false, Some(500)));
}

#[test]
fn endpoint_disables_itself_whatever_else_its_owner_changed() {
    let database = with_endpoint();
    change(&database, Some("renamed"), None, UnixMillis::new(300));
    disable_itself(&database, UnixMillis::new(200));
    assert_eq!(state(&database), (false, Some(200)));
    disable_itself(&database, UnixMillis::new(250));
    assert_eq!(state(&database), (false, Some(200)), "a repeated write changes nothing");
    change(&database, Some("again"), None, UnixMillis::new(400));
    assert_eq!(state(&database), (false, Some(200)), "renaming does not switch it on");
}

fn insert_another(database: &Connection, id: &str, alert_endpoint_id: Option<&str>) {
    let events = EventFilter::only(EventKind::MessageSent);
    let endpoint = NewEndpoint {
        id,
        name: "name",
        url: "https://x.test",
        format: Format::Standard,
        events: &events,
        active: true,
        timeout_secs: 5,
        schedule: "[]",
        sealed_secret: "sealed",
        signs_v1: true,
        headers: None,
        alert_endpoint_id,
    };
    assert_eq!(count_rows(database, insert("a", &endpoint, UnixMillis::new(100))), 1);
}

fn alerted(database: &Connection) -> Option<String> {
    crate::tests::row::<AlertedRow>(database, (ALERTED, key("a", "e"))).map(|row| row.id)
}

#[test]
fn alerts_go_to_the_named_endpoint_while_it_exists_and_is_active() {
    let database = with_endpoint();
    insert_another(&database, "other", None);
    assert_eq!(alerted(&database), None);
    let set = |id| {
        let change = EndpointChange { alert_endpoint_id: Some(id), ..EndpointChange::default() };
        let change = super::change("a", "e", &change, UnixMillis::new(300));
        assert_eq!(count_rows(&database, change), 1);
    };
    set(Some("other"));
    assert_eq!(alerted(&database).as_deref(), Some("other"));
    change(&database, Some("renamed"), None, UnixMillis::new(400));
    assert_eq!(alerted(&database).as_deref(), Some("other"), "another change leaves it");
    database.execute("UPDATE webhook_endpoints SET active = 0 WHERE id = 'other'", []).unwrap();
    assert_eq!(alerted(&database), None);
    database.execute("UPDATE webhook_endpoints SET active = 1 WHERE id = 'other'", []).unwrap();
    set(None);
    assert_eq!(alerted(&database), None);
    set(Some("other"));
    for statement in [DELETE, FORGET_ALERTS] {
        rows_or_none(&database, (statement, key("a", "other")));
    }
    // An endpoint that takes over the id does not take over the alerts.
    insert_another(&database, "other", None);
    assert_eq!(alerted(&database), None);
}

fn rows_or_none(database: &Connection, bound: Bound) {
    if bound.0.contains("RETURNING") {
        assert_eq!(count_rows(database, bound), 1);
    } else {
        execute(database, bound);
    }
}

fn headers(database: &Connection) -> (Option<String>, Option<String>) {
    let sql = "SELECT header_names, headers FROM webhook_endpoints WHERE id = 'e'";
    database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn headers_are_replaced_together_and_other_changes_leave_them() {
    let database = with_endpoint();
    assert_eq!(headers(&database), (None, None));
    let set = |names: &str, sealed: Option<&str>| {
        let sealed = SealedHeaders { names: names.to_owned(), sealed: sealed.map(str::to_owned) };
        let change = EndpointChange { headers: Some(sealed), ..EndpointChange::default() };
        let change = super::change("a", "e", &change, UnixMillis::new(300));
        assert_eq!(count_rows(&database, change), 1);
    };
    let stored = (Some(r#"["A"]"#.to_owned()), Some("sealed headers".to_owned()));
    set(r#"["A"]"#, Some("sealed headers"));
    assert_eq!(headers(&database), stored);
    change(&database, Some("renamed"), None, UnixMillis::new(400));
    assert_eq!(headers(&database), stored);
    set("[]", None);
    assert_eq!(headers(&database), (None, None));
}

#[test]
fn headers_never_stay_at_another_url_than_the_one_that_they_were_checked_for() {
    let database = with_endpoint();
    let set = |change: &EndpointChange<'_>| {
        count_rows(&database, super::change("a", "e", change, UnixMillis::new(300)))
    };
    let (first, second) = ("https://one.example/", "https://two.example/");
    let moved = |url, headers_stay_at| EndpointChange {
        url: Some(url),
        headers_stay_at: Some(headers_stay_at),
        ..EndpointChange::default()
    };
    assert_eq!(set(&moved(first, "")), 1, "an endpoint without headers goes anywhere");
    let sealed = SealedHeaders { names: r#"["A"]"#.to_owned(), sealed: Some("s".to_owned()) };
    let given = EndpointChange { headers: Some(sealed), ..EndpointChange::default() };
    assert_eq!(set(&given), 1);
    assert_eq!([set(&moved(second, "")), set(&moved(second, second))], [0, 0]);
    assert_eq!(set(&moved("https://one.example/path", first)), 1);
    let without = EndpointChange {
        url: Some(second),
        headers: Some(SealedHeaders::none()),
        ..EndpointChange::default()
    };
    assert_eq!(set(&without), 1);
    assert_eq!(headers(&database), (None, None));
}
