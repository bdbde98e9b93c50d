//! Contents that are too long for their message's row.

use dispatcher_records::Projection;
use identity::AccountId;
use messaging::{Content, Message};
use serde::Deserialize;
use telephony::MessageText;
use worker::{D1PreparedStatement, wasm_bindgen::JsValue};

use crate::{
    Store, StoreError,
    database::{integer, json},
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
struct Row {
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
            let id = JsValue::from_str(message.id.as_str());
            let parameters = [JsValue::from_str(account_id.as_str()), id];
            let rows: Vec<Row> = self.rows(FIND, &parameters).await?;
            let text: String = rows.into_iter().map(|row| row.text).collect();
            if text.len() == long.len() {
                message.content = Content::Multimedia(MessageText::new(text));
            }
        }
        Ok(())
    }

    /// Adds a batch's changes of pieces to the statements. They have to follow those that write its messages.
    pub(crate) fn project_pieces(
        &self,
        statements: &mut Vec<D1PreparedStatement>,
        account_id: &AccountId,
        batch: &Projection,
    ) -> Result<(), StoreError> {
        let account = JsValue::from_str(account_id.as_str());
        for piece in &batch.pieces {
            let parameters = [
                account.clone(),
                JsValue::from_str(&piece.message_id),
                integer(i64::from(piece.number)),
                JsValue::from_str(&piece.text),
            ];
            statements.push(self.statement(INSERT, &parameters)?);
        }
        if !batch.forgotten.is_empty() {
            statements.push(self.statement(FORGET, &[account, json(&batch.forgotten)?])?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;

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
        let insert = |message: &str, number: i64| {
            database.execute(INSERT, params!["a", message, number, "text"]).unwrap()
        };
        let pieces = || -> i64 {
            database.query_row("SELECT COUNT(*) FROM message_pieces", [], |row| row.get(0)).unwrap()
        };
        assert_eq!((insert("one", 0), insert("one", 1), insert("two", 0)), (1, 1, 1));
        assert_eq!(insert("one", 1), 0, "a repeated projection changes nothing");
        assert_eq!(database.execute(FORGET, params!["b", r#"["one"]"#]), Ok(0));
        assert_eq!(database.execute(FORGET, params!["a", r#"["one"]"#]), Ok(2));
        database.execute("DELETE FROM messages WHERE id = 'two'", []).unwrap();
        assert_eq!(pieces(), 0);
    }
}
