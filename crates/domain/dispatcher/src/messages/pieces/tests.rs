//! Long contents.

use messaging::{Content, ReportStatus};
use object_commands::dispatcher::SubmitOutcome;
use object_sql::{Sql, native::MemorySql};
use sha2::{Digest, Sha256};

use super::{PIECE_BYTES, cut};
use crate::testing::{
    MINUTE_MS, Object, START_MS, accepted, assert_count,
    phones::{ONE, multimedia},
    plain,
};

const LONG: usize = 3 * 1_048_576;

#[test]
fn pieces_are_bounded_split_at_letters_and_join_to_the_text() {
    let letters = format!("a{}", "é".repeat(PIECE_BYTES));
    for text in ["", "short", &"x".repeat(PIECE_BYTES), &"x".repeat(PIECE_BYTES + 1), &letters] {
        let pieces = cut(text);
        assert!(pieces.iter().all(|it| (1..=PIECE_BYTES).contains(&it.len())));
        assert_eq!(pieces.concat(), text);
    }
    assert_eq!(cut(&"x".repeat(PIECE_BYTES + 1)).len(), 2);
}

#[test]
fn long_content_is_stored_in_pieces_and_returned_whole() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let receipt = accepted(object.submit(multimedia(LONG), START_MS));
    let id = receipt.message_id.as_str();
    assert_count(&object, "SELECT COUNT(*) FROM piece", 6);
    let widest =
        "SELECT MAX(MAX(LENGTH(text)), (SELECT MAX(LENGTH(record)) FROM message)) FROM piece";
    assert_count(&object, widest, 512 * 1_024);
    object.evict();
    let whole = |content: &Content| matches!(content, Content::Multimedia(text) if text.as_str().len() == LONG);
    assert!(whole(&object.core.status(id).unwrap().unwrap().content));
    let fetched = object.fetch("p", START_MS + 1);
    assert!(fetched.len() == 1 && whole(&fetched[0].message.content));
    let batches = object.project(START_MS + 2);
    let pieces: Vec<_> = batches.iter().flat_map(|it| &it.pieces).collect();
    assert_eq!(pieces.iter().map(|it| it.number).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert!(pieces.iter().all(|it| it.message_id == id));
    assert!(batches.iter().all(|it| it.forgotten.is_empty()));
    object.say("p", id, &[(ONE, ReportStatus::Delivered)], START_MS + 3);
    let again = object.project(START_MS + 4);
    assert!(again.iter().all(|it| it.pieces.is_empty()), "D1 has them");
    assert_count(&object, "SELECT COUNT(*) FROM piece", 0);
}

#[test]
fn pieces_of_hashed_content_are_deleted_here_and_in_d1() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let mut submit = multimedia(LONG);
    submit.draft.options.hash_when_done = true;
    let id = accepted(object.submit(submit, START_MS)).message_id;
    object.fetch("p", START_MS + 1);
    object.project(START_MS + 2);
    object.say("p", &id, &[(ONE, ReportStatus::Delivered)], START_MS + 3);
    object.project(START_MS + 4);
    assert_count(&object, "SELECT COUNT(*) FROM piece", 6);
    object.core.process_due(START_MS + 2 * MINUTE_MS).unwrap();
    assert_count(&object, "SELECT COUNT(*) FROM piece", 0);
    let batches = object.project(START_MS + 2 * MINUTE_MS + 1);
    let forgotten: Vec<&String> = batches.iter().flat_map(|it| &it.forgotten).collect();
    assert_eq!(forgotten, [&id]);
    let hash = batches.iter().flat_map(|it| &it.messages).find_map(|it| match &it.record.content {
        Content::Hashed(hash) => Some(hash.clone()),
        _ => None,
    });
    assert_eq!(hash.unwrap(), hex::encode(Sha256::digest("a".repeat(LONG))));
}

#[test]
fn long_contents_of_one_account_are_bounded() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2048)
         INSERT INTO piece (message_id, number, text) SELECT 'another', i, '' FROM n";
    sql.exec(many, vec![]).unwrap();
    assert_eq!(object.submit(multimedia(LONG), START_MS), SubmitOutcome::QueueFull);
    accepted(object.submit(multimedia(400_000), START_MS));
    accepted(object.submit(plain(), START_MS));
}
