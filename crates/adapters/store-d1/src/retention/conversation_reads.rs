//! Read marks of conversations. A mark that is older than every message left of its number says nothing any more.

use std::collections::BTreeMap;

use super::SweptRow;
use crate::{
    StoreError,
    bound::{Bound, json},
};

// Compares with the moment in the 12 hex digits with which ids begin. Marks are ids of inbound messages, so they are unique in the account and tell their age.
pub(super) const FIND: &str = "SELECT c.account_id, c.read_to AS position, NOT EXISTS (
       SELECT 1 FROM inbound_messages AS m INDEXED BY inbound_messages_sender
       WHERE m.account_id = c.account_id AND m.sender = c.number AND m.id <= c.read_to
     ) AS deletable
     FROM accounts AS a CROSS JOIN conversation_reads AS c INDEXED BY conversation_reads_age
     WHERE a.id >= ?1 AND c.account_id = a.id
       AND c.read_to > CASE WHEN a.id = ?1 THEN ?2 ELSE '' END
       AND c.read_to < 'msg_' || printf('%012x', ?5)
     ORDER BY a.id, c.read_to LIMIT ?4";
pub(super) const DELETE: &str = "DELETE FROM conversation_reads WHERE (account_id, read_to) IN (
       SELECT chosen.key, mark.value
       FROM json_each(?1) AS chosen CROSS JOIN json_each(chosen.value) AS mark)";

pub(super) fn delete(rows: &[&SweptRow]) -> Result<Vec<Bound>, StoreError> {
    let mut marks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        marks.entry(&row.account_id).or_default().push(&row.position);
    }
    Ok(vec![(DELETE, vec![json(&marks)?])])
}
