//! Retention of phones' uploads.

use unix_time::UnixMillis;

use super::*;
use crate::devices::inbox::upload::tests as uploads;

impl Book {
    fn upload(&self, number: i64, received_at_ms: UnixMillis, created_at_ms: UnixMillis) {
        let name = number.to_string();
        let item = crate::devices::inbox::upload::NewInboxItem {
            created_at_ms,
            ..uploads::item(&name, received_at_ms)
        };
        uploads::put(&self.0, "g", &[item]);
    }

    fn piece(&self, account: &str, uploaded_at_ms: UnixMillis, number: i64) {
        let id = lower_bound(uploaded_at_ms).replace("msg_", "att_");
        let insert = "INSERT INTO inbox_attachment_chunks VALUES (?1, ?2, ?3, 'data')";
        self.0.execute(insert, params![account, format!("{id}00"), number]).unwrap();
    }
}

#[test]
fn uploads_are_deleted_by_storage_time_and_subtracted_from_the_counters() {
    let book = Book::new();
    let old = BEFORE_MS - 1;
    for (number, (received_at_ms, created_at_ms)) in
        [(old, old), (old, BEFORE_MS), (UnixMillis::EPOCH, old), (BEFORE_MS, BEFORE_MS)]
            .into_iter()
            .enumerate()
    {
        book.upload(i64::try_from(number).unwrap(), received_at_ms, created_at_ms);
    }
    assert_eq!(book.counter("a", "inbox", -1), 4);
    book.sweep(SweepTarget::InboxItems, 2);
    assert_eq!((book.count("inbox_items"), book.counter("a", "inbox", -1)), (2, 2));
    assert_eq!([old.day(), 0].map(|day| book.counter("a", "inbox", day)), [1, 0]);
}

#[test]
fn chunk_of_uploads_repeated_after_a_crash_changes_nothing() {
    let book = Book::new();
    for number in 0..3 {
        book.upload(number, UnixMillis::new(number), UnixMillis::new(number));
    }
    let pass = SweepPass::new(BEFORE_MS);
    let rows = book.find(SweepTarget::InboxItems, &pass, 10);
    for _ in 0..3 {
        book.delete(SweepTarget::InboxItems, &rows, &pass);
    }
    assert_eq!((book.count("inbox_items"), book.counter("a", "inbox", -1)), (0, 0));
}

#[test]
fn attachment_pieces_are_deleted_by_upload_time() {
    let book = Book::new();
    for (account, number) in [("a", 0), ("a", 1), ("b", 0)] {
        book.piece(account, BEFORE_MS - 1, number);
        book.piece(account, BEFORE_MS, number);
    }
    assert_eq!(book.sweep(SweepTarget::InboxAttachments, 2), 2);
    assert_eq!(book.count("inbox_attachment_chunks"), 3);
    let oldest = "SELECT MIN(attachment_id) FROM inbox_attachment_chunks";
    let oldest: String = book.0.query_row(oldest, [], |row| row.get(0)).unwrap();
    assert_eq!(oldest, format!("{}00", lower_bound(BEFORE_MS).replace("msg_", "att_")));
}

#[test]
fn chunk_of_attachment_pieces_is_limited() {
    assert_eq!(SweepTarget::InboxAttachments.at_most(500), MAX_PIECES);
    assert_eq!(SweepTarget::InboxItems.at_most(500), 500);
}

#[test]
fn uploads_are_found_by_key() {
    let database = crate::tests::migrated();
    let items = crate::tests::plan(&database, crate::retention::inbox::FIND).join("\n");
    assert!(items.contains("PRIMARY KEY (account_id=? AND id>? AND id<?)"), "{items}");
    let pieces = crate::tests::plan(&database, inbox_attachments::FIND).join("\n");
    assert!(pieces.contains("PRIMARY KEY (account_id=? AND attachment_id<?)"), "{pieces}");
}
