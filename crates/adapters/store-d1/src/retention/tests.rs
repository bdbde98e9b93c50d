//! The statements, run by SQLite as [`Store::sweep_chunk`] has D1 run them.

mod inbox;

use std::collections::BTreeSet;

use messaging::id::lower_bound;
use proptest::prelude::*;
use rusqlite::{Connection, params};

use unix_time::DAY_MS;

use super::*;
use crate::tests::{execute, rows};

const NOW_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);
const BEFORE_MS: UnixMillis = UnixMillis::new(1_752_192_000_000);
const SETTLED: [&str; 4] = ["sent", "delivered", "failed", "cancelled"];
const OPEN: [&str; 4] = ["accepted", "dispatched", "acknowledged", "cancelling"];

struct Book(Connection);

impl Book {
    fn new() -> Self {
        let database = crate::tests::migrated();
        for account in ["a", "b", "c"] {
            let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
            database.execute(insert, [account]).unwrap();
        }
        Self(database)
    }

    /// Inserts a message with these recipients' states, created and last changed at those times.
    fn message(
        &self,
        account: &str,
        at_ms: UnixMillis,
        changed_at_ms: UnixMillis,
        states: &[&str],
    ) -> String {
        let id = format!("{}{:018x}00", lower_bound(at_ms), self.count("messages"));
        let address = |at: usize| match at {
            0 => serde_json::json!({ "e164": "+12025550123" }),
            at => serde_json::json!({ "literal": format!("literal {at}") }),
        };
        let recipient = |(at, state): (usize, &&str)| serde_json::json!({ "address": address(at), "state": state });
        let recipients: Vec<_> = states.iter().enumerate().map(recipient).collect();
        let record = serde_json::json!({ "recipients": recipients }).to_string();
        let insert = "INSERT INTO messages (account_id, id, version, state, created_at_ms,
             updated_at_ms, record) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)";
        let parameters = params![account, id, states[0], at_ms, changed_at_ms, record];
        self.0.execute(insert, parameters).unwrap();
        let insert = "INSERT INTO message_recipients (account_id, address, message_id)
             SELECT ?1, COALESCE(value ->> '$.address.e164', value ->> '$.address.literal'), ?2
             FROM json_each(?3, '$.recipients')";
        self.0.execute(insert, params![account, id, record]).unwrap();
        id
    }

    /// Inserts a counted inbound message, as a Dispatcher projects it.
    fn inbound(&self, account: &str, received_at_ms: UnixMillis, created_at_ms: UnixMillis) {
        let id = format!("{}{:020x}", lower_bound(received_at_ms), self.count("inbound_messages"));
        let insert = "INSERT INTO inbound_messages (account_id, id, gateway_id, sender, body,
             received_at_ms, created_at_ms) VALUES (?1, ?2, 'g', '+1', 'text', ?3, ?4)";
        self.0.execute(insert, params![account, id, received_at_ms, created_at_ms]).unwrap();
        for day in [received_at_ms.day(), -1] {
            let count = "INSERT INTO counters VALUES (?1, 'received', ?2, 'g', 1)
                 ON CONFLICT DO UPDATE SET value = value + 1";
            self.0.execute(count, params![account, day]).unwrap();
        }
    }

    fn count(&self, table: &str) -> i64 {
        let count = format!("SELECT COUNT(*) FROM {table}");
        self.0.query_row(&count, [], |row| row.get(0)).unwrap()
    }

    fn ids(&self) -> BTreeSet<String> {
        let mut all = self.0.prepare("SELECT id FROM messages").unwrap();
        all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Sum of an account's counter for one day or, for -1, for all days.
    fn counter(&self, account: &str, metric: &str, day: i64) -> i64 {
        let sum = "SELECT COALESCE(SUM(value), 0) FROM counters
             WHERE account_id = ?1 AND metric = ?2 AND day = ?3";
        self.0.query_row(sum, params![account, metric, day], |row| row.get(0)).unwrap()
    }

    fn find(&self, swept: SweepTarget, pass: &SweepPass, limit: u32) -> Vec<SweptRow> {
        rows(&self.0, swept.find(pass, limit))
    }

    fn delete(&self, swept: SweepTarget, rows: &[SweptRow], pass: &SweepPass) {
        let deletable: Vec<&SweptRow> = rows.iter().filter(|row| row.deletable != 0).collect();
        for bound in swept.delete(&deletable, pass.before_ms).unwrap() {
            execute(&self.0, bound);
        }
    }

    fn chunk(&self, swept: SweepTarget, pass: &mut SweepPass, limit: u32) {
        let rows = self.find(swept, pass, limit);
        self.delete(swept, &rows, pass);
        pass.advance(&rows, limit);
    }

    /// Runs a whole pass and returns its number of chunks.
    fn sweep(&self, swept: SweepTarget, limit: u32) -> usize {
        let mut pass = SweepPass::new(BEFORE_MS);
        for chunks in 1..1_000 {
            self.chunk(swept, &mut pass, limit);
            if pass.is_finished() {
                return chunks;
            }
        }
        panic!("a pass without end");
    }
}

#[test]
fn horizon_is_the_start_of_the_utc_day_that_many_days_ago() {
    let day = DAY_MS;
    assert_eq!(horizon_ms(UnixMillis::new(100 * day), 90), UnixMillis::new(10 * day));
    assert_eq!(horizon_ms(UnixMillis::new(101 * day - 1), 90), UnixMillis::new(10 * day));
    assert_eq!(horizon_ms(NOW_MS, 90), BEFORE_MS - BEFORE_MS.as_i64().rem_euclid(day));
}

#[test]
fn labels_go_with_their_messages() {
    let book = Book::new();
    let ids = [BEFORE_MS - 1, BEFORE_MS].map(|at_ms| book.message("a", at_ms, at_ms, &["sent"]));
    for id in &ids {
        let label =
            "UPDATE messages SET record = json_set(record, '$.options.label', 'x') WHERE id = ?1";
        book.0.execute(label, params![id]).unwrap();
        let insert =
            "INSERT INTO message_labels (account_id, label, message_id) VALUES ('a', 'x', ?1)";
        book.0.execute(insert, params![id]).unwrap();
    }
    book.sweep(SweepTarget::Messages, 10);
    let kept = "SELECT message_id FROM message_labels";
    assert_eq!(book.0.query_row(kept, [], |row| row.get(0)), Ok(ids[1].clone()));
}

#[test]
fn read_mark_is_deleted_when_nothing_before_it_is_left() {
    let book = Book::new();
    // A mark whose message is deleted, one whose message is retained because it arrived late, and a recent one.
    book.inbound("a", BEFORE_MS - 2, BEFORE_MS);
    let mark = |number: &str, at_ms: UnixMillis| {
        let id = format!("{}{:020x}", lower_bound(at_ms), 9);
        let insert =
            "INSERT INTO conversation_reads (account_id, number, read_to) VALUES ('a', ?1, ?2)";
        book.0.execute(insert, params![number, id]).unwrap();
    };
    mark("+1", BEFORE_MS - 1);
    mark("+2", BEFORE_MS - 1_000);
    mark("+3", BEFORE_MS);
    for limit in [1, 10] {
        book.sweep(SweepTarget::ConversationReads, limit);
        let numbers = "SELECT group_concat(number) FROM (SELECT number FROM conversation_reads ORDER BY number)";
        let left: String = book.0.query_row(numbers, [], |row| row.get(0)).unwrap();
        assert_eq!(left, "+1,+3");
    }
}

#[test]
fn settled_old_messages_are_deleted_with_their_recipients_and_others_stay() {
    let book = Book::new();
    let old = BEFORE_MS - 1;
    let mut kept = BTreeSet::new();
    for state in SETTLED {
        book.message("a", old, old, &[state]);
        kept.insert(book.message("a", BEFORE_MS, BEFORE_MS, &[state]));
        kept.insert(book.message("b", old, BEFORE_MS, &[state]));
    }
    for state in OPEN {
        kept.insert(book.message("a", old, old, &[state]));
        kept.insert(book.message("b", old, old, &["cancelled", state]));
    }
    book.message("c", old, old, &["delivered", "failed", "sent"]);
    book.sweep(SweepTarget::Messages, 3);
    assert_eq!(book.ids(), kept);
    let recipients = "SELECT COUNT(*) FROM message_recipients AS r
         WHERE NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.id = r.message_id)";
    let orphans: i64 = book.0.query_row(recipients, [], |row| row.get(0)).unwrap();
    assert_eq!((orphans, book.count("message_recipients")), (0, 4 + 4 + 4 + 8));
}

#[test]
fn message_that_changed_since_it_was_chosen_stays_with_its_recipients() {
    let book = Book::new();
    let id = book.message("a", UnixMillis::EPOCH, UnixMillis::EPOCH, &["failed"]);
    let pass = SweepPass::new(BEFORE_MS);
    let rows = book.find(SweepTarget::Messages, &pass, 10);
    let update = "UPDATE messages SET updated_at_ms = ?1 WHERE id = ?2";
    book.0.execute(update, params![NOW_MS, id]).unwrap();
    book.delete(SweepTarget::Messages, &rows, &pass);
    assert_eq!((book.count("messages"), book.count("message_recipients")), (1, 1));
}

#[test]
fn chunk_is_bounded_and_the_next_one_continues_after_retained_rows() {
    let book = Book::new();
    for at_ms in (0..7).map(UnixMillis::new) {
        book.message("a", at_ms, at_ms, &["accepted"]);
        book.message("b", at_ms, at_ms, &["delivered"]);
    }
    let mut pass = SweepPass::new(BEFORE_MS);
    let mut left = Vec::new();
    for _ in 0..10 {
        if !pass.is_finished() {
            book.chunk(SweepTarget::Messages, &mut pass, 4);
            left.push(book.count("messages"));
        }
    }
    // Seven that stay, then seven that are deleted.
    assert_eq!(left, [14, 13, 9, 7]);
}

#[test]
fn chunk_repeated_after_a_crash_changes_nothing() {
    let book = Book::new();
    for at_ms in (0..3).map(UnixMillis::new) {
        book.inbound("a", at_ms, at_ms);
    }
    let pass = SweepPass::new(BEFORE_MS);
    let rows = book.find(SweepTarget::InboundMessages, &pass, 10);
    for _ in 0..3 {
        book.delete(SweepTarget::InboundMessages, &rows, &pass);
    }
    assert_eq!(book.count("inbound_messages"), 0);
    assert_eq!(book.counter("a", "received_deleted", -1), 3);
    assert_eq!(book.sweep(SweepTarget::InboundMessages, 2), 1);
}

#[test]
fn sms_that_a_phone_dates_long_ago_is_retained_as_long_as_any_other() {
    let book = Book::new();
    book.inbound("a", UnixMillis::EPOCH, BEFORE_MS);
    book.inbound("a", UnixMillis::EPOCH, BEFORE_MS - 1);
    book.sweep(SweepTarget::InboundMessages, 10);
    assert_eq!(book.count("inbound_messages"), 1);
    assert_eq!(book.counter("a", "received_deleted", 0), 1);
}

proptest! {
    #[test]
    fn counters_always_match_the_remaining_rows(
        inbound in prop::collection::vec((0..3_usize, 0..5_i64, 0..2_i64), 0..40),
        limit in 1..9_u32,
    ) {
        let book = Book::new();
        let accounts = ["a", "b", "c"];
        for (account, day, late) in &inbound {
            let received_at_ms = BEFORE_MS - (day - 1) * DAY_MS;
            book.inbound(accounts[*account], received_at_ms, received_at_ms + late * 9 * DAY_MS);
        }
        let mut pass = SweepPass::new(BEFORE_MS);
        while !pass.is_finished() {
            book.chunk(SweepTarget::InboundMessages, &mut pass, limit);
            for account in accounts {
                let count = "SELECT COUNT(*) FROM inbound_messages WHERE account_id = ?1";
                let left: i64 = book.0.query_row(count, [account], |row| row.get(0)).unwrap();
                let net = book.counter(account, "received", -1)
                    - book.counter(account, "received_deleted", -1);
                prop_assert_eq!(net, left);
                for day in 0..5 {
                    let day = BEFORE_MS.day() - day + 1;
                    let range = (lower_bound(UnixMillis::new(day * DAY_MS)), lower_bound(UnixMillis::new((day + 1) * DAY_MS)));
                    let count = "SELECT COUNT(*) FROM inbound_messages
                         WHERE account_id = ?1 AND id >= ?2 AND id < ?3";
                    let parameters = params![account, range.0, range.1];
                    let left: i64 = book.0.query_row(count, parameters, |row| row.get(0)).unwrap();
                    let net = book.counter(account, "received", day)
                        - book.counter(account, "received_deleted", day);
                    prop_assert_eq!(net, left, "day {}", day);
                }
            }
        }
        let expected = inbound.iter().filter(|(_, day, late)| {
            let received_at_ms = BEFORE_MS - (day - 1) * DAY_MS;
            received_at_ms >= BEFORE_MS || received_at_ms + late * 9 * DAY_MS >= BEFORE_MS
        });
        prop_assert_eq!(book.count("inbound_messages"), i64::try_from(expected.count()).unwrap());
        // Statistics show the number of messages ever received.
        let total: i64 = accounts.map(|it| book.counter(it, "received", -1)).iter().sum();
        prop_assert_eq!(total, i64::try_from(inbound.len()).unwrap());
    }
}

#[test]
fn pass_reads_primary_keys_in_order() {
    let database = crate::tests::migrated();
    for (statement, table) in [(messages::FIND, "m"), (inbound::FIND, "m")] {
        let plan = crate::tests::plan(&database, statement).join("\n");
        let by_key = format!("SEARCH {table} USING PRIMARY KEY (account_id=? AND id>? AND id<?)");
        assert!(plan.contains(&by_key) && plan.contains("SEARCH a USING"), "{plan}");
    }
    let recipients = crate::tests::plan(&database, messages::DELETE_RECIPIENTS).join("\n");
    let by_key =
        "SEARCH message_recipients USING PRIMARY KEY (account_id=? AND address=? AND message_id=?)";
    assert!(recipients.contains(by_key), "{recipients}");
}

#[test]
fn references_of_all_parts_are_deleted_with_their_message() {
    let book = Book::new();
    let ids = ["a", "b"].map(|account| {
        let id = book.message(account, BEFORE_MS - 10, BEFORE_MS - 10, &["sent"]);
        let record = serde_json::json!({ "recipients": [
            { "reference": "v:1", "parts": [{ "reference": "v:1" }, { "reference": "v:2", "delivered": true }] },
            { "reference": "v:3" },
            {},
        ] });
        let update = "UPDATE messages SET record = ?2 WHERE id = ?1";
        book.0.execute(update, params![id, record.to_string()]).unwrap();
        for (reference, ordinal) in [("v:1", 0), ("v:2", 0), ("v:3", 1)] {
            let insert = "INSERT INTO provider_references (account_id, reference, message_id, ordinal)
                 VALUES (?1, ?2, ?3, ?4)";
            book.0.execute(insert, params![account, reference, id, ordinal]).unwrap();
        }
        id
    });
    assert_eq!(book.count("provider_references"), 6);
    let (account_id, position) = ("a".to_owned(), ids[0].clone());
    let row = SweptRow { account_id, position, deletable: 1, bucket: None };
    book.delete(SweepTarget::Messages, &[row], &SweepPass::new(BEFORE_MS));
    assert_eq!(book.count("provider_references"), 3);
}
