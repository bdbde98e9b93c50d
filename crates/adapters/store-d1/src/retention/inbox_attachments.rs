//! Pieces of attachments. Their ids begin with the time at which their items were stored, so both are deleted
//! together, as are pieces whose item was never stored because its upload was cut short.

use serde::Serialize;

use super::SweptRow;
use crate::{
    StoreError,
    bound::{Bound, json},
};

// Compares with the moment in the 12 hex digits with which ids begin.
// Every row found is deleted, so the query needs no position.
pub(super) const FIND: &str = "SELECT p.account_id,
       json_array(p.attachment_id, p.number) AS position, 1 AS deletable
     FROM accounts AS a CROSS JOIN inbox_attachment_chunks AS p
     WHERE a.id >= ?1 AND p.account_id = a.id AND p.attachment_id < 'att_' || printf('%012x', ?5)
     ORDER BY a.id, p.attachment_id, p.number LIMIT ?4";
pub(super) const DELETE: &str = "DELETE FROM inbox_attachment_chunks
     WHERE (account_id, attachment_id, number) IN (
       SELECT chosen.value ->> '$.account_id', chosen.value ->> '$.key' ->> 0,
         chosen.value ->> '$.key' ->> 1
       FROM json_each(?1) AS chosen)";

#[derive(Serialize)]
struct PieceKey<'a> {
    account_id: &'a str,
    /// A JSON list in itself.
    key: &'a str,
}

pub(super) fn delete(rows: &[&SweptRow]) -> Result<Vec<Bound>, StoreError> {
    let keys: Vec<PieceKey<'_>> = rows
        .iter()
        .map(|row| PieceKey { account_id: &row.account_id, key: &row.position })
        .collect();
    Ok(vec![(DELETE, vec![json(&keys)?])])
}
