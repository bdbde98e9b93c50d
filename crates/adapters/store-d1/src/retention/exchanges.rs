//! Requests and answers of attempts at delivering to webhook endpoints.

use serde::Serialize;

use super::SweptRow;
use crate::{
    StoreError,
    bound::{Bound, json},
};

// Every row found is deleted, so the query needs no position.
pub(super) const FIND: &str = "SELECT t.account_id,
       json_array(t.endpoint_id, t.delivered, t.started_at_ms, t.event_id, t.number) AS position,
       1 AS deletable
     FROM accounts AS a CROSS JOIN webhook_exchanges AS t
     WHERE a.id >= ?1 AND t.account_id = a.id AND t.started_at_ms < ?5
     ORDER BY a.id, t.started_at_ms LIMIT ?4";
pub(super) const DELETE: &str = "DELETE FROM webhook_exchanges
     WHERE (account_id, endpoint_id, delivered, started_at_ms, event_id, number) IN (
       SELECT chosen.value ->> '$.account_id', chosen.value ->> '$.key' ->> 0,
         chosen.value ->> '$.key' ->> 1, chosen.value ->> '$.key' ->> 2,
         chosen.value ->> '$.key' ->> 3, chosen.value ->> '$.key' ->> 4
       FROM json_each(?1) AS chosen)";

#[derive(Serialize)]
struct ExchangeKey<'a> {
    account_id: &'a str,
    /// A JSON list in itself.
    key: &'a str,
}

pub(super) fn delete(rows: &[&SweptRow]) -> Result<Vec<Bound>, StoreError> {
    let keys: Vec<ExchangeKey<'_>> = rows
        .iter()
        .map(|row| ExchangeKey { account_id: &row.account_id, key: &row.position })
        .collect();
    Ok(vec![(DELETE, vec![json(&keys)?])])
}
