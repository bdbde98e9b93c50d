//! Contents that are too long for their message's row.

use dispatcher_records::{PieceRow, Projection};
use ids::AccountId;
use messaging::{Content, Message};
use serde::Deserialize;
use telephony::MessageText;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

const FIND: &str = "SELECT text FROM message_pieces
     WHERE account_id = ?1 AND message_id = ?2 ORDER BY number";
const INSERT: &str = "INSERT INTO message_pieces (account_id, message_id, number, text)
     VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account_id, message_id, number) DO NOTHING";
const FORGET: &str = "DELETE FROM message_pieces
     WHERE account_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, INSERT, FORGET];

#[derive(Deserialize)]
struct TextRow {
    text: String,
}

impl Store {
    /// Puts long contents back into their messages, one query for each. A message whose pieces are gone stays
    /// unchanged.
    pub async fn open_long_contents(
        &self,
        account_id: &AccountId,
        messages: &mut [Message],
    ) -> Result<(), StoreError> {
        for message in messages {
            let Content::Long(long) = &message.content else { continue };
            let values = vec![account_id.into(), message.id.as_str().into()];
            let rows: Vec<TextRow> = self.rows((FIND, values)).await?;
            let text: String = rows.into_iter().map(|row| row.text).collect();
            if text.len() == long.len() {
                message.content = Content::Multimedia(MessageText::new(text));
            }
        }
        Ok(())
    }
}

/// Statements for a batch's changes of pieces. They have to follow those that write its messages.
pub(crate) fn project(account_id: &str, batch: &Projection) -> Result<Vec<Bound>, StoreError> {
    let insertion = |piece: &PieceRow| {
        let values = vec![
            account_id.into(),
            piece.message_id.as_str().into(),
            piece.number.into(),
            piece.text.as_str().into(),
        ];
        (INSERT, values)
    };
    let mut statements: Vec<Bound> = batch.pieces.iter().map(insertion).collect();
    if !batch.forgotten.is_empty() {
        statements.push((FORGET, vec![account_id.into(), json(&batch.forgotten)?]));
    }
    Ok(statements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::execute;

    #[test]
    fn pieces_are_stored_once_and_deleted_with_or_before_their_message() {
        let database = crate::tests::migrated();
        database
            .execute_batch(
                "PRAGMA foreign_keys = ON;
                 INSERT INTO messages (account_id, id, version, state, created_at_ms, updated_at_ms, record)
                   VALUES ('a', 'one', 1, 'accepted', 0, 0, '{}'), ('a', 'two', 1, 'accepted', 0, 0, '{}');",
            )
            .unwrap();
        let run = |account: &str, batch: &Projection| -> usize {
            let statements = project(account, batch).unwrap();
            statements.into_iter().map(|bound| execute(&database, bound)).sum()
        };
        let insert = |message: &str, number: u32| {
            let (message_id, text) = (message.to_owned(), "text".to_owned());
            let pieces = vec![PieceRow { message_id, number, text }];
            run("a", &Projection { pieces, ..Projection::default() })
        };
        let forget = |account: &str| {
            let forgotten = vec!["one".to_owned()];
            run(account, &Projection { forgotten, ..Projection::default() })
        };
        let pieces = || -> i64 {
            database.query_row("SELECT COUNT(*) FROM message_pieces", [], |row| row.get(0)).unwrap()
        };
        assert_eq!((insert("one", 0), insert("one", 1), insert("two", 0)), (1, 1, 1));
        assert_eq!(insert("one", 1), 0, "a repeated projection changes nothing");
        assert_eq!((forget("b"), forget("a")), (0, 2));
        database.execute("DELETE FROM messages WHERE id = 'two'", []).unwrap();
        assert_eq!(pieces(), 0);
    }
}
