//! The directory over the real statements and migrations.

use rusqlite::{Connection, params_from_iter};

use super::*;

const DAY_MS: i64 = 86_400_000;

fn texts(database: &Connection, (sql, values): &Bound) -> Vec<String> {
    let mut prepared = database.prepare(sql).unwrap();
    let rows = prepared.query_map(params_from_iter(values), |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn put_one(database: &Connection, account: &str, msisdn: &str, country: &str, operator: &str) {
    let client = NewGatewayClient {
        msisdn,
        country,
        operator,
        operator_code: "62401",
        protocols: "https,smtp",
    };
    assert_eq!(texts(database, &put(account, &client, UnixMillis::EPOCH)), [msisdn]);
}

fn with_directory() -> Connection {
    let database = crate::tests::migrated();
    for account in ["a", "b"] {
        let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(sql, [account]).unwrap();
    }
    put_one(&database, "a", "+1", "Cameroon", "MTN Cameroon");
    put_one(&database, "a", "+2", "Cameroon", "Orange");
    put_one(&database, "a", "+3", "Nigeria", "");
    put_one(&database, "b", "+4", "Cameroon", "MTN Cameroon");
    database
}

fn chosen(database: &Connection, filter: GatewayClientFilter<'_>) -> Vec<String> {
    texts(database, &list("a", filter, 0, 10)[0])
}

#[test]
fn directory_is_filtered_by_country_operator_protocol_and_day() {
    let database = with_directory();
    let all = GatewayClientFilter::default();
    assert_eq!(chosen(&database, all), ["+1", "+2", "+3"]);
    for country in ["Cameroon", "CAMEROON"] {
        let filter = GatewayClientFilter { country: Some(country), ..all };
        assert_eq!(chosen(&database, filter), ["+1", "+2"]);
    }
    let filter = |operator| GatewayClientFilter { operator: Some(operator), ..all };
    assert_eq!(chosen(&database, filter("mtn")), ["+1"]);
    assert!(chosen(&database, filter("%")).is_empty(), "a part is a part, not a pattern");
    let filter = |protocols| GatewayClientFilter { protocols: Some(protocols), ..all };
    assert_eq!(chosen(&database, filter("smtp")).len(), 3);
    assert!(chosen(&database, filter("ftp")).is_empty());
    database.execute_batch("UPDATE relay_gateway_clients SET last_published_at_ms = 0").unwrap();
    texts(&database, &note_published("a", "+2", UnixMillis::new(DAY_MS)));
    let filter = GatewayClientFilter { published_since_ms: Some(UnixMillis::new(DAY_MS)), ..all };
    assert_eq!(chosen(&database, filter), ["+2"]);
}

#[test]
fn pages_are_parts_of_the_filtered_list() {
    let database = with_directory();
    let page = |offset, limit| {
        texts(&database, &list("a", GatewayClientFilter::default(), offset, limit)[0])
    };
    assert_eq!(
        (page(0, 2), page(2, 2)),
        (vec!["+1".to_owned(), "+2".to_owned()], vec!["+3".to_owned()])
    );
    assert!(page(u32::MAX, 2).is_empty());
}

#[test]
fn countries_and_operators_are_listed_once_and_never_empty() {
    let database = with_directory();
    put_one(&database, "a", "+5", "", "Nobody");
    assert_eq!(texts(&database, &(COUNTRIES, vec!["a".into()])), ["Cameroon", "Nigeria"]);
    let operators =
        |country: &str| texts(&database, &(OPERATORS, vec!["a".into(), country.into()]));
    assert_eq!(operators("cameroon"), ["MTN Cameroon", "Orange"]);
    assert!(operators("Nigeria").is_empty());
}

#[test]
fn full_directory_refuses_new_clients_and_allows_changes() {
    let database = with_directory();
    for number in 10..10 + i64::from(MAX_GATEWAY_CLIENTS) - 3 {
        put_one(&database, "a", &format!("+{number}"), "", "");
    }
    let client = |msisdn| NewGatewayClient {
        msisdn,
        country: "",
        operator: "",
        operator_code: "",
        protocols: "",
    };
    assert!(texts(&database, &put("a", &client("+9"), UnixMillis::EPOCH)).is_empty());
    assert_eq!(texts(&database, &put("a", &client("+1"), UnixMillis::EPOCH)), ["+1"]);
    assert_eq!(texts(&database, &put("b", &client("+9"), UnixMillis::EPOCH)), ["+9"]);
}

#[test]
fn changing_a_client_keeps_its_key_and_its_score() {
    let database = with_directory();
    let key = |sealed: &str| (SET_KEY, vec!["a".into(), "+1".into(), sealed.into()]);
    assert_eq!(texts(&database, &key("sealed")), ["+1"]);
    database.execute_batch("UPDATE relay_gateway_clients SET tests_started = 3").unwrap();
    put_one(&database, "a", "+1", "Chad", "");
    let sql = "SELECT sealed_key, tests_started FROM relay_gateway_clients
         WHERE account_id = 'a' AND msisdn = '+1'";
    let row = database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    assert_eq!(row, Ok(("sealed".to_owned(), 3)));
}

#[test]
fn last_publication_time_is_written_at_most_once_a_minute() {
    let database = with_directory();
    let at = |now_ms| -> i64 {
        texts(&database, &note_published("a", "+1", now_ms));
        let sql = "SELECT last_published_at_ms FROM relay_gateway_clients
             WHERE account_id = 'a' AND msisdn = '+1'";
        database.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(
        (at(UnixMillis::new(1_000)), at(UnixMillis::new(60_999)), at(UnixMillis::new(61_000))),
        (1_000, 1_000, 61_000)
    );
}

#[test]
fn keys_are_found_by_their_sealing_key_and_resealed_unless_they_changed() {
    let database = with_directory();
    for (msisdn, sealed) in [("+1", "v1.old.AA"), ("+2", "v1.old2.AA"), ("+3", "v1.new.AA")] {
        texts(&database, &(SET_KEY, vec!["a".into(), msisdn.into(), sealed.into()]));
    }
    let accounts = |key_id| texts(&database, &sealed_by(key_id, 10)).len();
    assert_eq!((accounts("old"), accounts("old2"), accounts("ol")), (1, 1, 0));
    let old = |sealed: &str| SealedClientKey {
        account_id: "a".to_owned(),
        msisdn: "+1".to_owned(),
        sealed_key: sealed.to_owned(),
    };
    texts(&database, &reseal(&old("v1.old.BB"), "v1.new.BB"));
    assert_eq!(accounts("old"), 1, "it was replaced meanwhile");
    texts(&database, &reseal(&old("v1.old.AA"), "v1.new.BB"));
    assert_eq!((accounts("old"), accounts("new")), (0, 2));
}
