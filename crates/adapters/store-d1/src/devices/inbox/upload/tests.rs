use devices::inbox::Encoding;
use ids::GatewayId;
use rusqlite::{Connection, params};

use super::*;
use crate::{
    devices::inbox::METRIC,
    tests::{execute, rows},
};

const DAY_MS: i64 = 86_400_000;

pub(crate) fn item(item_id: &str, received_at_ms: UnixMillis) -> NewInboxItem<'_> {
    NewInboxItem {
        id: devices::inbox::item_key(received_at_ms, &GatewayId::from_text("g"), item_id),
        item_id,
        item_type: "SMS",
        sender: "$sender",
        recipient: None,
        sim_number: Some(2),
        content: "$content",
        attachments: Vec::new(),
        received_at_ms,
        created_at_ms: UnixMillis::new(5),
    }
}

/// Stores items as [`Store::put_inbox_items`] has D1 do it.
pub(crate) fn put(database: &Connection, gateway: &str, items: &[NewInboxItem<'_>]) {
    for group in groups(items).unwrap() {
        for bound in group.put("a", &GatewayId::from_text(gateway)) {
            execute(database, bound);
        }
    }
}

fn counted(database: &Connection, day: i64) -> i64 {
    let select = "SELECT COALESCE(SUM(value), 0) FROM counters WHERE metric = ?1 AND day = ?2";
    database.query_row(select, params![METRIC, day], |row| row.get(0)).unwrap()
}

fn stored(database: &Connection) -> i64 {
    database.query_row("SELECT COUNT(*) FROM inbox_items", [], |row| row.get(0)).unwrap()
}

#[test]
fn stored_items_are_counted_by_day_and_in_total() {
    let database = crate::tests::migrated();
    put(
        &database,
        "g",
        &[
            item("1", UnixMillis::new(3 * DAY_MS)),
            item("2", UnixMillis::new(3 * DAY_MS + 1)),
            item("3", UnixMillis::new(4 * DAY_MS)),
        ],
    );
    assert_eq!([3, 4, -1].map(|day| counted(&database, day)), [2, 1, 3]);
}

#[test]
fn repeated_upload_is_neither_stored_nor_counted_even_with_another_time() {
    let database = crate::tests::migrated();
    put(&database, "g", &[item("1", UnixMillis::new(3 * DAY_MS))]);
    put(
        &database,
        "g",
        &[item("1", UnixMillis::new(3 * DAY_MS)), item("2", UnixMillis::new(3 * DAY_MS))],
    );
    put(&database, "g", &[item("1", UnixMillis::new(9 * DAY_MS))]);
    assert_eq!(stored(&database), 2);
    assert_eq!([3, 9, -1].map(|day| counted(&database, day)), [2, 0, 2]);
    let other_phone =
        NewInboxItem { id: "msg_other".to_owned(), ..item("1", UnixMillis::new(3 * DAY_MS)) };
    put(&database, "h", &[other_phone]);
    assert_eq!((stored(&database), counted(&database, -1)), (3, 3));
}

#[test]
fn item_is_stored_unchanged_with_its_attachments() {
    let database = crate::tests::migrated();
    let attachment = StoredAttachment {
        part_id: 7,
        attachment_id: "att_1".to_owned(),
        name: "a.png".to_owned(),
        content_type: "image/png".to_owned(),
        size: 5,
        pieces: 1,
        encoding: Encoding::Base64,
    };
    put(
        &database,
        "g",
        &[NewInboxItem { attachments: vec![attachment], ..item("1", UnixMillis::new(3)) }],
    );
    let select = "SELECT sender, recipient, sim_number, content, attachments FROM inbox_items";
    let row = database
        .query_row(select, [], |row| {
            let texts: (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let more: (i64, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
            Ok((texts, more))
        })
        .unwrap();
    assert_eq!(row.0, ("$sender".to_owned(), None));
    assert_eq!((row.1.0, row.1.1.as_str()), (2, "$content"));
    let attachments: Vec<StoredAttachment> = serde_json::from_str(&row.1.2).unwrap();
    assert_eq!((attachments[0].part_id, attachments[0].attachment_id.as_str()), (7, "att_1"));
}

#[test]
fn known_ids_are_those_of_the_same_phone() {
    let database = crate::tests::migrated();
    put(&database, "g", &[item("1", UnixMillis::new(3)), item("2", UnixMillis::new(3))]);
    let known = |gateway: &str| -> Vec<String> {
        let known: Vec<ItemRow> =
            rows(&database, known("a", &GatewayId::from_text(gateway), &["2", "3"]).unwrap());
        known.into_iter().map(|row| row.item_id).collect()
    };
    assert_eq!(known("g"), ["2"]);
    assert!(known("h").is_empty());
}

#[test]
fn items_too_large_for_one_statement_are_split_over_several() {
    let content = "x".repeat(60_000);
    let ids: Vec<String> = (0..20).map(|it| it.to_string()).collect();
    let items: Vec<_> = ids
        .iter()
        .map(|id| NewInboxItem { content: &content, ..item(id, UnixMillis::new(3 * DAY_MS)) })
        .collect();
    let groups = groups(&items).unwrap();
    assert_eq!(groups.len(), 3);
    assert!(groups.iter().all(|group| group.items.len() < 1_000_000));
    let database = crate::tests::migrated();
    put(&database, "g", &items);
    assert_eq!((stored(&database), counted(&database, 3)), (20, 20));
    assert!(super::groups(&[]).unwrap().is_empty());
}
