//! The statements of pairings, on the real schema.

use ids::{AccountId, GatewayId};
use rusqlite::Connection;
use serde_json::Value as Json;

use super::*;
use crate::{
    bound::Value,
    tests::{execute, migrated, row},
};

fn account() -> AccountId {
    AccountId::parse("00000000000000aa").unwrap()
}

fn database() -> Connection {
    let database = migrated();
    database
        .execute_batch(
            "INSERT INTO accounts (id, name, created_at_ms) VALUES ('00000000000000aa', 'a', 1)",
        )
        .unwrap();
    database
}

fn insert(database: &Connection, id: &str, now_ms: i64, most_open: u32) -> bool {
    let values = vec![
        (&account()).into(),
        id.into(),
        format!("digest of {id}").into(),
        Value::Null,
        "test".into(),
        now_ms.into(),
        (now_ms + PAIRING_TTL_MS).into(),
        most_open.into(),
        MAX_KEPT.into(),
    ];
    row::<Json>(database, (INSERT, values)).is_some()
}

fn redeem(database: &Connection, id: &str, gateway_id: &str, now_ms: i64) -> Option<i64> {
    let gateway_id = GatewayId::from_text(gateway_id);
    let claim = vec![(&account()).into(), id.into(), now_ms.into(), (&gateway_id).into()];
    row::<Json>(database, (CLAIM_IN_TIME, claim));
    let insertion = vec![
        (&account()).into(),
        id.into(),
        (&gateway_id).into(),
        gateway_id.as_str().into(),
        "name".into(),
        now_ms.into(),
    ];
    row::<NumberRow>(database, (INSERT_GATEWAY, insertion)).map(|row| row.number)
}

#[test]
fn pairing_is_redeemed_once_and_only_in_time() {
    let database = database();
    assert!(insert(&database, "one", 1_000, MAX_OPEN));
    assert_eq!(redeem(&database, "one", "g1", 2_000), Some(1));
    assert_eq!(redeem(&database, "one", "g2", 2_000), None);
    assert!(insert(&database, "late", 1_000, MAX_OPEN));
    assert_eq!(redeem(&database, "late", "g3", 1_000 + PAIRING_TTL_MS), None);
    let found: PairingRecord =
        row(&database, (FIND, vec![(&account()).into(), "one".into()])).unwrap();
    assert_eq!((found.gateway_number, found.kind()), (Some(1), GatewayKind::Test));
    let kind: Json = row(
        &database,
        (
            "SELECT kind FROM gateways WHERE account_id = ?1 AND id = 'g1'",
            vec![(&account()).into()],
        ),
    )
    .unwrap();
    assert_eq!(kind["kind"], "test");
}

#[test]
fn number_of_a_deleted_gateway_is_not_given_again() {
    let database = database();
    for id in ["one", "two"] {
        assert!(insert(&database, id, 1_000, MAX_OPEN));
    }
    assert_eq!(redeem(&database, "one", "g1", 2_000), Some(1));
    let key = || vec![(&account()).into(), "g1".into()];
    execute(&database, (super::super::phones::KEEP_NUMBER, key()));
    database.execute("DELETE FROM gateways", []).unwrap();
    assert_eq!(redeem(&database, "two", "g2", 2_000), Some(2));
}

#[test]
fn account_has_a_limited_number_of_open_pairings() {
    let database = database();
    assert!(insert(&database, "one", 1_000, 2));
    assert!(insert(&database, "two", 1_000, 2));
    assert!(!insert(&database, "three", 1_000, 2));
    redeem(&database, "one", "g1", 2_000);
    assert!(insert(&database, "three", 2_000, 2));
    assert!(!insert(&database, "four", 2_000, 2));
    assert!(insert(&database, "four", 2_000 + PAIRING_TTL_MS, 2));
}

#[test]
fn claim_by_a_code_is_exclusive_and_void_once_the_pairing_is_deleted() {
    let database = database();
    let claim = |id: &str, gateway: &str| {
        let values = vec![(&account()).into(), id.into(), 2_000_i64.into(), gateway.into()];
        row::<OpenPairing>(&database, (CLAIM, values)).is_some()
    };
    insert(&database, "one", 1_000, MAX_OPEN);
    assert!(claim("one", "g1"));
    assert!(!claim("one", "g2"));
    insert(&database, "two", 1_000, MAX_OPEN);
    execute(&database, ("DELETE FROM pairings WHERE id = 'two'", vec![]));
    assert!(!claim("two", "g3"));
}
