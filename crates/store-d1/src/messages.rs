//! Outbound messages that have been projected.

use identity::AccountId;
use messaging::{Message, MessageId};
use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{Store, StoreError, database::json};

const FIND: &str = "SELECT record FROM messages WHERE account_id = ?1 AND id = ?2";
const FIND_MANY: &str = "SELECT record FROM messages
     WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";
// The integrator's own id goes first, as in the Dispatcher, where it is the id of another message as well.
const FIND_NAMED: &str = "SELECT record FROM messages WHERE account_id = ?1 AND client_id = ?2
     UNION ALL SELECT record FROM messages WHERE account_id = ?1 AND id = ?2 LIMIT 1";
const FIND_MANY_NAMED: &str = "SELECT record FROM messages
     WHERE account_id = ?1 AND client_id IN (SELECT value FROM json_each(?2))";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, FIND_MANY, FIND_NAMED, FIND_MANY_NAMED];

#[derive(Deserialize)]
struct Row {
    record: String,
}

impl Store {
    pub async fn find_message(
        &self,
        account_id: &AccountId,
        id: &MessageId,
    ) -> Result<Option<Message>, StoreError> {
        let parameters = [JsValue::from_str(account_id.as_str()), JsValue::from_str(id.as_str())];
        let row: Option<Row> = self.row(FIND, &parameters).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// The message that the integrator knows by this id, its own or ours.
    pub async fn find_message_named(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<Option<Message>, StoreError> {
        let parameters = [JsValue::from_str(account_id.as_str()), JsValue::from_str(id)];
        let row: Option<Row> = self.row(FIND_NAMED, &parameters).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// Those of the messages that exist, by the integrator's own ids.
    pub async fn find_messages_of_client(
        &self,
        account_id: &AccountId,
        client_ids: &[String],
    ) -> Result<Vec<Message>, StoreError> {
        let parameters = [JsValue::from_str(account_id.as_str()), json(client_ids)?];
        let rows: Vec<Row> = self.rows(FIND_MANY_NAMED, &parameters).await?;
        rows.iter().map(read).collect()
    }

    /// Those of the messages that exist, in no particular order.
    pub async fn find_messages(
        &self,
        account_id: &AccountId,
        ids: &[MessageId],
    ) -> Result<Vec<Message>, StoreError> {
        let parameters = [JsValue::from_str(account_id.as_str()), json(ids)?];
        let rows: Vec<Row> = self.rows(FIND_MANY, &parameters).await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<Message, StoreError> {
    serde_json::from_str(&row.record).map_err(|error| StoreError::Corrupt(error.to_string()))
}
