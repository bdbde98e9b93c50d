//! Outbound messages that have been projected; listings, inbound messages and the projection in the modules below.

pub mod conversations;
pub mod history;
pub mod inbound;
pub mod labels;
pub mod pages;
mod pieces;
pub mod projection;

use std::collections::{BTreeMap, VecDeque};

use ids::AccountId;
use messaging::{Message, MessageId};
use serde::Deserialize;

use crate::{Store, StoreError, bound::json};

const FIND: &str = "SELECT record FROM messages WHERE account_id = ?1 AND id = ?2";
const FIND_MANY: &str = "SELECT record FROM messages
     WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";
// Listings that show only texts do not read other long content. Text content is never long.
const FIND_MANY_BRIEF: &str = "SELECT CASE
       WHEN octet_length(record) <= 65536 OR json_type(record, '$.content.text') IS NOT NULL THEN record
       ELSE json_set(record, '$.content', 'redacted') END AS record
     FROM messages WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";
// The row of a message whose content is in pieces contains its length.
const SIZES: &str = "SELECT id,
       octet_length(record) + COALESCE(json_extract(record, '$.content.long.bytes'), 0) AS bytes
     FROM messages WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";
// If an id is both a client id and a message id, the client id takes precedence, as in the Dispatcher.
const FIND_NAMED: &str = "SELECT record FROM messages WHERE account_id = ?1 AND client_id = ?2
     UNION ALL SELECT record FROM messages WHERE account_id = ?1 AND id = ?2 LIMIT 1";
const FIND_MANY_NAMED: &str = "SELECT record FROM messages
     WHERE account_id = ?1 AND client_id IN (SELECT value FROM json_each(?2))";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    &[FIND, FIND_MANY, FIND_MANY_BRIEF, SIZES, FIND_NAMED, FIND_MANY_NAMED],
    history::STATEMENTS,
    history::SCAN_STATEMENTS,
    labels::STATEMENTS,
    conversations::STATEMENTS,
    inbound::STATEMENTS,
    pages::STATEMENTS,
    pieces::STATEMENTS,
    projection::STATEMENTS,
];

#[derive(Deserialize)]
struct MessageRecordRow {
    record: String,
}

#[derive(Deserialize)]
struct SizeRow {
    id: String,
    bytes: usize,
}

impl Store {
    pub async fn find_message(
        &self,
        account_id: &AccountId,
        id: &MessageId,
    ) -> Result<Option<Message>, StoreError> {
        let values = vec![account_id.into(), id.as_str().into()];
        let row: Option<MessageRecordRow> = self.row((FIND, values)).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// Finds a message by its client id or its message id.
    pub async fn find_message_named(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<Option<Message>, StoreError> {
        let values = vec![account_id.into(), id.into()];
        let row: Option<MessageRecordRow> = self.row((FIND_NAMED, values)).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// Returns the existing messages among these client ids.
    pub async fn find_messages_of_client(
        &self,
        account_id: &AccountId,
        client_ids: &[String],
    ) -> Result<Vec<Message>, StoreError> {
        let values = vec![account_id.into(), json(client_ids)?];
        let rows: Vec<MessageRecordRow> = self.rows((FIND_MANY_NAMED, values)).await?;
        rows.iter().map(read).collect()
    }

    /// Returns the existing messages among these ids, in no particular order.
    pub async fn find_messages(
        &self,
        account_id: &AccountId,
        ids: &[MessageId],
    ) -> Result<Vec<Message>, StoreError> {
        let values = vec![account_id.into(), json(ids)?];
        let rows: Vec<MessageRecordRow> = self.rows((FIND_MANY, values)).await?;
        rows.iter().map(read).collect()
    }

    /// Returns the same for listings that show only texts: long non-text content is redacted.
    pub async fn find_messages_in_brief(
        &self,
        account_id: &AccountId,
        ids: &[MessageId],
    ) -> Result<Vec<Message>, StoreError> {
        let values = vec![account_id.into(), json(ids)?];
        let rows: Vec<MessageRecordRow> = self.rows((FIND_MANY_BRIEF, values)).await?;
        rows.iter().map(read).collect()
    }

    /// Divides ids, in their order, so that the messages of each part have at most `max_bytes` together. A
    /// message that is longer is a part of its own.
    pub async fn divide_messages(
        &self,
        account_id: &AccountId,
        ids: Vec<MessageId>,
        max_bytes: usize,
    ) -> Result<VecDeque<Vec<MessageId>>, StoreError> {
        let values = vec![account_id.into(), json(&ids)?];
        let rows: Vec<SizeRow> = self.rows((SIZES, values)).await?;
        let sizes: BTreeMap<&str, usize> =
            rows.iter().map(|row| (row.id.as_str(), row.bytes)).collect();
        Ok(divide(ids, max_bytes, |id| sizes.get(id.as_str()).copied().unwrap_or(0)))
    }
}

fn divide<T>(all: Vec<T>, max_bytes: usize, size: impl Fn(&T) -> usize) -> VecDeque<Vec<T>> {
    let mut parts: VecDeque<Vec<T>> = VecDeque::new();
    let mut bytes_left = 0;
    for item in all {
        let bytes = size(&item);
        match parts.back_mut() {
            Some(part) if bytes <= bytes_left => part.push(item),
            _ => {
                parts.push_back(vec![item]);
                bytes_left = max_bytes;
            }
        }
        bytes_left = bytes_left.saturating_sub(bytes);
    }
    parts
}

fn read(row: &MessageRecordRow) -> Result<Message, StoreError> {
    serde_json::from_str(&row.record)
        .map_err(|error| StoreError::Corrupt(lenient_input::describe_json_error(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_items_in_order_and_only_a_single_long_item_exceeds_the_limit() {
        let parts = |sizes: &[usize]| -> Vec<Vec<usize>> {
            divide(sizes.to_vec(), 10, |size| *size).into_iter().collect()
        };
        assert_eq!(parts(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(parts(&[3, 7]), [vec![3, 7]]);
        assert_eq!(parts(&[3, 8, 2]), [vec![3], vec![8, 2]]);
        assert_eq!(parts(&[11, 1, 12, 0]), [vec![11], vec![1], vec![12, 0]]);
    }
}
