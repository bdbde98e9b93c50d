use rusqlite::Connection;

use super::*;
use crate::tests::{execute, migrated, rows};

const ACCOUNT: &str = "aaaaaaaaaaaaaaaa";
const RECORD: &str =
    r#"{"content":{"text":"out"},"options":{},"recipients":[{"address":{"e164":"+1"}}]}"#;

fn id(at: usize) -> String {
    format!("msg_{at:032}")
}

fn with_account() -> Connection {
    let database = migrated();
    let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES ('aaaaaaaaaaaaaaaa', 'a', 0), ('b', 'b', 0)";
    database.execute(insert, []).unwrap();
    database
}

fn receive(database: &Connection, account: &str, at: usize, sender: &str) {
    let insert = "INSERT INTO inbound_messages (account_id, id, gateway_id, sender, body, received_at_ms, created_at_ms)
         VALUES (?1, ?2, 'g', ?3, 'in', 0, 0)";
    execute(database, (insert, vec![account.into(), id(at).into(), sender.into()]));
}

fn account() -> AccountId {
    AccountId::parse(ACCOUNT).unwrap()
}

fn mark(database: &Connection, number: &str, up_to: &str) -> ReadMark {
    execute(database, (MARK, vec![(&account()).into(), number.into(), up_to.into()]));
    marks_of(database, number)
}

fn marks_of(database: &Connection, number: &str) -> ReadMark {
    let rows: Vec<MarkRow> = rows(database, marks(&account(), &[number]).unwrap());
    rows.into_iter().next().unwrap().into()
}

#[test]
fn mark_counts_the_later_messages_and_never_goes_back() {
    let database = with_account();
    for at in [1, 3, 5] {
        receive(&database, ACCOUNT, at, "+1");
    }
    receive(&database, ACCOUNT, 4, "+2");
    receive(&database, "b", 6, "+1");
    assert_eq!(marks_of(&database, "+1"), ReadMark { read_to: None, unread: 3 });
    // Between two messages, the earlier one is the mark.
    assert_eq!(mark(&database, "+1", &id(4)), ReadMark { read_to: Some(id(3)), unread: 1 });
    assert_eq!(mark(&database, "+1", &id(1)), ReadMark { read_to: Some(id(3)), unread: 1 });
    assert_eq!(mark(&database, "+1", END), ReadMark { read_to: Some(id(5)), unread: 0 });
    assert_eq!(marks_of(&database, "+2"), ReadMark { read_to: None, unread: 1 });
    // Nothing was received from the number, so there is nothing to mark.
    assert_eq!(mark(&database, "+3", END), ReadMark::default());
}

#[test]
fn unread_messages_are_counted_up_to_a_bound() {
    let database = with_account();
    for at in 0..150 {
        receive(&database, ACCOUNT, at, "+1");
    }
    assert_eq!(marks_of(&database, "+1").unread, MAX_UNREAD);
}

#[test]
fn numbers_with_newer_messages_in_either_direction_are_recognized() {
    let database = with_account();
    receive(&database, ACCOUNT, 5, "+1");
    receive(&database, ACCOUNT, 2, "+2");
    let insert = "INSERT INTO message_recipients (account_id, address, message_id) VALUES ('aaaaaaaaaaaaaaaa', '+3', ?1)";
    execute(&database, (insert, vec![id(5).into()]));
    let conversation = |number: &str| Conversation {
        number: number.to_owned(),
        last_message_id: id(1),
        last_at_ms: UnixMillis::EPOCH,
        last_direction: Direction::Inbound,
        snippet: None,
        mark: ReadMark::default(),
    };
    let listed = ["+1", "+2", "+3", "+4"].map(conversation);
    let newer: Vec<NumberRow> = rows(&database, with_newer(&account(), &listed, &id(5)).unwrap());
    let newer: Vec<&str> = newer.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(newer, ["+1", "+3"]);
}

#[test]
fn rows_name_the_readable_recipients_and_texts() {
    let database = with_account();
    let insert = "INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, retry_count, record)
         VALUES ('aaaaaaaaaaaaaaaa', ?1, 1, 'sent', 7, 7, 0, ?2)";
    let hashed = RECORD.replace(r#""options":{}"#, r#""options":{"hash_when_done":true}"#);
    let sealed = RECORD.replace(r#"{"text":"out"}"#, r#""redacted""#);
    for (at, record) in [RECORD, &hashed, &sealed].into_iter().enumerate() {
        execute(&database, (insert, vec![id(at).into(), record.into()]));
    }
    let found: Vec<MessageRow> = rows(&database, newest(OUTBOUND, &account(), None));
    let shown: Vec<_> =
        found.iter().map(|row| (row.numbers.as_str(), row.text.as_deref())).collect();
    let numbers = r#"["+1"]"#;
    assert_eq!(shown, [(numbers, None), ("[]", Some("out")), (numbers, Some("out"))]);
}

fn message(at: usize, numbers: &[&str]) -> MessageRow {
    MessageRow {
        id: id(at),
        at_ms: UnixMillis::EPOCH,
        text: None,
        numbers: serde_json::to_string(numbers).unwrap(),
    }
}

#[test]
fn page_has_the_newest_message_of_each_number_and_ends_after_a_whole_message() {
    let outbound = vec![message(9, &["+1"]), message(6, &["+2", "+3"]), message(2, &["+4"])];
    let inbound = vec![message(8, &["+1"]), message(7, &["+5"])];
    let (found, next) = merge(outbound.clone(), inbound.clone(), 3);
    let shown: Vec<_> = found.iter().map(|it| (it.number.as_str(), it.last_direction)).collect();
    let (sent, received) = (Direction::Outbound, Direction::Inbound);
    assert_eq!(shown, [("+1", sent), ("+5", received), ("+2", sent), ("+3", sent)]);
    assert_eq!(next, Some(id(6)));
    let (found, next) = merge(outbound, inbound, 9);
    assert_eq!((found.len(), next), (5, None));
}

#[test]
fn rows_below_the_end_of_the_other_table_wait_for_the_next_page() {
    let inbound: Vec<_> = (0..MAX_EXAMINED).rev().map(|at| message(at + 100, &["+1"])).collect();
    let (found, next) = merge(vec![message(5, &["+2"])], inbound, 10);
    assert_eq!(found.len(), 1);
    assert_eq!(next, Some(id(100)));
}
