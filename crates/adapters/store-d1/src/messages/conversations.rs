//! Conversations: the messages exchanged with one number.
//!
//! They have no table. A page reads the newest messages of both directions, a bounded number of rows, and keeps those
//! that are the newest of their number, which the indexes by recipient and by sender tell. So an account whose
//! conversations nobody reads pays nothing, late messages are in their place, and retention leaves no empty
//! conversation. Only read marks are stored.

use std::collections::{BTreeMap, BTreeSet};

use ids::AccountId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
    messages::{history::Direction, inbound::END},
};

/// Most rows of each table that a page reads.
const MAX_EXAMINED: usize = 250;
/// Most unread messages that are counted.
pub const MAX_UNREAD: u32 = 100;

/// Received messages of a number after its mark.
macro_rules! unread {
    () => {
        "FROM inbound_messages INDEXED BY inbound_messages_sender
       WHERE account_id = ?1 AND sender = wanted.value AND id > COALESCE(reads.read_to, '')"
    };
}

// Ciphertext names nobody, and recipients of messages that are to be hashed are not shown together.
const OUTBOUND: &str = "SELECT m.id, m.created_at_ms AS at_ms,
       substr(m.record ->> '$.content.text', 1, 160) AS text,
       CASE WHEN COALESCE(m.record ->> '$.options.encrypted', 0)
         OR COALESCE(m.record ->> '$.options.hash_when_done', 0) THEN '[]'
       ELSE (SELECT json_group_array(COALESCE(recipient.value ->> '$.address.e164',
           recipient.value ->> '$.address.literal'))
         FROM json_each(m.record, '$.recipients') AS recipient) END AS numbers
     FROM messages AS m WHERE m.account_id = ?1 AND m.id < ?2 ORDER BY m.id DESC LIMIT ?3";
const INBOUND: &str = "SELECT id, received_at_ms AS at_ms, substr(body, 1, 160) AS text,
       json_array(sender) AS numbers
     FROM inbound_messages WHERE account_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
const WITH_NEWER: &str = "SELECT wanted.value AS number FROM json_each(?2) AS wanted
     WHERE EXISTS (SELECT 1 FROM message_recipients
         WHERE account_id = ?1 AND address = wanted.value AND message_id >= ?3)
       OR EXISTS (SELECT 1 FROM inbound_messages INDEXED BY inbound_messages_sender
         WHERE account_id = ?1 AND sender = wanted.value AND id >= ?3)";
// The first look-up bounds the rows that are read of a number that is never answered.
const MARKS: &str = concat!(
    "SELECT wanted.value AS number, reads.read_to, CASE WHEN (SELECT 1 ",
    unread!(),
    " LIMIT 1 OFFSET ?3 - 1) IS NOT NULL THEN ?3 ELSE (SELECT COUNT(*) ",
    unread!(),
    ") END AS unread
     FROM json_each(?2) AS wanted LEFT JOIN conversation_reads AS reads
       ON reads.account_id = ?1 AND reads.number = wanted.value"
);
// The mark is a message that exists, and never goes back.
const MARK: &str = "INSERT INTO conversation_reads (account_id, number, read_to)
     SELECT ?1, ?2, id FROM inbound_messages INDEXED BY inbound_messages_sender
     WHERE account_id = ?1 AND sender = ?2 AND id <= ?3 ORDER BY id DESC LIMIT 1
     ON CONFLICT (account_id, number) DO UPDATE SET read_to = excluded.read_to
     WHERE excluded.read_to > conversation_reads.read_to";
const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM message_recipients
         WHERE account_id = ?1 AND address = ?2)
       OR EXISTS (SELECT 1 FROM inbound_messages INDEXED BY inbound_messages_sender
         WHERE account_id = ?1 AND sender = ?2) AS found";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[OUTBOUND, INBOUND, WITH_NEWER, MARKS, MARK, EXISTS];

/// A conversation with its newest message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The other party's phone number, short code or name.
    pub number: String,
    pub last_message_id: String,
    pub last_at_ms: UnixMillis,
    pub last_direction: Direction,
    /// First characters of the text. `None` if it is not readable plain text.
    pub snippet: Option<String>,
    pub mark: ReadMark,
}

/// How far a conversation was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadMark {
    /// Last received message that was read.
    pub read_to: Option<String>,
    /// Number of later received messages, counted up to [`MAX_UNREAD`].
    pub unread: u32,
}

/// A page, newest first. It may be empty and not be the last.
#[derive(Clone, Debug, Default)]
pub struct ConversationPage {
    pub conversations: Vec<Conversation>,
    /// Cursor of the next page: only messages before it count. `None` on the last page.
    pub next: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct MessageRow {
    id: String,
    at_ms: UnixMillis,
    text: Option<String>,
    /// JSON list.
    numbers: String,
}

#[derive(Deserialize)]
struct NumberRow {
    number: String,
}

#[derive(Deserialize)]
struct MarkRow {
    number: String,
    read_to: Option<String>,
    unread: u32,
}

#[derive(Deserialize)]
struct FoundRow {
    found: u8,
}

impl Store {
    /// Lists conversations whose newest message is before the cursor. A page has at least `limit` conversations
    /// unless fewer were found in the rows that were read. It has more if the recipients of its last message are more.
    pub async fn list_conversations(
        &self,
        account_id: &AccountId,
        before: Option<&str>,
        limit: usize,
    ) -> Result<ConversationPage, StoreError> {
        let outbound = self.rows(newest(OUTBOUND, account_id, before)).await?;
        let inbound = self.rows(newest(INBOUND, account_id, before)).await?;
        let (mut conversations, next) = merge(outbound, inbound, limit);
        if let Some(before) = before {
            let bound = with_newer(account_id, &conversations, before)?;
            let rows: Vec<NumberRow> = self.rows(bound).await?;
            let listed: BTreeSet<String> = rows.into_iter().map(|row| row.number).collect();
            conversations.retain(|it| !listed.contains(&it.number));
        }
        if !conversations.is_empty() {
            let numbers: Vec<&str> = conversations.iter().map(|it| it.number.as_str()).collect();
            let rows: Vec<MarkRow> = self.rows(marks(account_id, &numbers)?).await?;
            let mut by_number: BTreeMap<String, ReadMark> =
                rows.into_iter().map(|row| (row.number.clone(), row.into())).collect();
            for conversation in &mut conversations {
                conversation.mark = by_number.remove(&conversation.number).unwrap_or_default();
            }
        }
        Ok(ConversationPage { conversations, next })
    }

    /// Marks what was received from the number up to a position, which is a message's id or a bound of ids, as read.
    /// Never moves the mark back. `None` if the account has no message with the number.
    pub async fn mark_conversation_read(
        &self,
        account_id: &AccountId,
        number: &str,
        up_to: &str,
    ) -> Result<Option<ReadMark>, StoreError> {
        let values = vec![account_id.into(), number.into()];
        let found: Option<FoundRow> = self.row((EXISTS, values)).await?;
        if found.is_none_or(|row| row.found == 0) {
            return Ok(None);
        }
        self.run((MARK, vec![account_id.into(), number.into(), up_to.into()])).await?;
        let row: Option<MarkRow> = self.row(marks(account_id, &[number])?).await?;
        Ok(Some(row.map(ReadMark::from).unwrap_or_default()))
    }
}

fn newest(sql: &'static str, account_id: &AccountId, before: Option<&str>) -> Bound {
    let most = u32::try_from(MAX_EXAMINED).unwrap_or(u32::MAX);
    (sql, vec![account_id.into(), before.unwrap_or(END).into(), most.into()])
}

fn with_newer(
    account_id: &AccountId,
    conversations: &[Conversation],
    before: &str,
) -> Result<Bound, StoreError> {
    let numbers: Vec<&str> = conversations.iter().map(|it| it.number.as_str()).collect();
    Ok((WITH_NEWER, vec![account_id.into(), json(&numbers)?, before.into()]))
}

fn marks<T: Serialize>(account_id: &AccountId, numbers: &[T]) -> Result<Bound, StoreError> {
    Ok((MARKS, vec![account_id.into(), json(numbers)?, MAX_UNREAD.into()]))
}

/// Returns the newest message of each number among the rows, until `limit` numbers are found, and the cursor of the
/// next page. Below the higher of the two ends one table is not read yet, so no row from below it counts.
fn merge(
    outbound: Vec<MessageRow>,
    inbound: Vec<MessageRow>,
    limit: usize,
) -> (Vec<Conversation>, Option<String>) {
    let end = |rows: &[MessageRow]| {
        rows.last().filter(|_| rows.len() >= MAX_EXAMINED).map(|row| row.id.clone())
    };
    let horizon = [end(&outbound), end(&inbound)].into_iter().flatten().max();
    let tagged =
        |rows: Vec<MessageRow>, direction| rows.into_iter().map(move |row| (row, direction));
    let mut rows: Vec<(MessageRow, Direction)> = tagged(outbound, Direction::Outbound)
        .chain(tagged(inbound, Direction::Inbound))
        .filter(|(row, _)| horizon.as_ref().is_none_or(|horizon| row.id >= *horizon))
        .collect();
    rows.sort_by(|(left, _), (right, _)| right.id.cmp(&left.id));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut left = rows.len();
    for (row, direction) in rows {
        left = left.saturating_sub(1);
        let numbers: Vec<String> = serde_json::from_str(&row.numbers).unwrap_or_default();
        for number in numbers {
            if seen.insert(number.clone()) {
                found.push(Conversation {
                    number,
                    last_message_id: row.id.clone(),
                    last_at_ms: row.at_ms,
                    last_direction: direction,
                    snippet: row.text.clone(),
                    mark: ReadMark::default(),
                });
            }
        }
        if found.len() >= limit && (left > 0 || horizon.is_some()) {
            return (found, Some(row.id));
        }
    }
    (found, horizon)
}

impl From<MarkRow> for ReadMark {
    fn from(row: MarkRow) -> Self {
        Self { read_to: row.read_to, unread: row.unread }
    }
}

#[cfg(test)]
mod tests;
