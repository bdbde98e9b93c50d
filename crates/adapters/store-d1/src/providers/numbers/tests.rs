//! Accounts' routes, over the real migrations.

use ids::GatewayId;
use rusqlite::Connection;

use super::*;
use crate::tests::{count_rows, row};

const ADDRESS: &str = "+12065550100";

fn with_accounts() -> Connection {
    let database = crate::tests::migrated();
    for account in ["a", "b"] {
        let sql = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(sql, [account]).unwrap();
    }
    database
}

/// Inserts a number and returns the id that its address has afterwards.
fn insert(database: &Connection, account: &str, id: &str, most: u32) -> Option<String> {
    let address = stored_address(ADDRESS);
    let number = NewProviderNumber {
        id: &GatewayId::from_text(id),
        provider: "twilio",
        address: &address,
        active: true,
        priority: 1,
        general: false,
    };
    let insertion = super::insert(account, &number, most, UnixMillis::new(7));
    row::<ProviderNumberRecord>(database, insertion).map(|record| record.id.as_str().to_owned())
}

#[test]
fn second_insert_of_a_number_returns_the_first_row() {
    let database = with_accounts();
    assert_eq!(insert(&database, "a", "first", 9).as_deref(), Some("first"));
    assert_eq!(insert(&database, "a", "second", 9).as_deref(), Some("first"));
    assert_eq!(insert(&database, "b", "third", 9).as_deref(), Some("third"));
}

#[test]
fn number_above_the_accounts_limit_is_refused() {
    let database = with_accounts();
    assert_eq!(insert(&database, "a", "first", 0), None);
}

#[test]
fn number_in_the_masking_pool_is_not_deleted() {
    let database = with_accounts();
    insert(&database, "a", "first", 9);
    let pool = "INSERT INTO proxy_numbers VALUES (?1, '12065550100', '12065550100', 'first', 1, 0)";
    let delete =
        |account: &str| count_rows(&database, delete(account, &GatewayId::from_text("first"))) == 1;
    database.execute(pool, ["b"]).unwrap();
    assert!(!delete("b"), "it is another account's");
    database.execute(pool, ["a"]).unwrap();
    assert!(!delete("a"));
    database.execute("DELETE FROM proxy_numbers WHERE account_id = 'a'", []).unwrap();
    assert!(delete("a"));
    assert!(!delete("a"));
}

#[test]
fn routing_policy_determines_the_use_of_phones_and_numbers() {
    use RouteUse::{Fallback, First, Pinned, Usual};
    let uses = |policy: RoutingPolicy| {
        (policy.use_of_phones(), policy.use_of_number(true), policy.use_of_number(false))
    };
    let expected = [
        (Usual, Pinned, Pinned),
        (Usual, Fallback, Pinned),
        (Usual, First, Pinned),
        (Pinned, Usual, Pinned),
        (Usual, Usual, Pinned),
    ];
    assert_eq!(RoutingPolicy::ALL.map(uses), expected);
    for policy in RoutingPolicy::ALL {
        assert_eq!(RoutingPolicy::parse(policy.as_str()), Some(policy));
    }
}

#[test]
fn stored_address_is_restored_unchanged() {
    for text in ["+12065550100", "12345", "MyBank"] {
        let address = stored_address(text);
        assert_eq!(address.as_str(), text);
        assert_eq!(matches!(address, Address::E164(_)), text.starts_with('+'));
    }
}
