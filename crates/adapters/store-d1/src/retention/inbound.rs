//! Inbound messages.
//!
//! The counters of each day give the totals of pages. Only the account's Dispatcher writes them, and
//! statistics need them forever. So the transaction that deletes messages also counts them: the difference is
//! what a day still holds.

use std::collections::BTreeMap;

use serde::Serialize;

use super::SweptRow;
use crate::{
    StoreError,
    bound::{Bound, json},
};

// A message that a phone dates long ago was stored recently, and is retained as long as any other.
pub(super) const FIND: &str =
    "SELECT m.account_id, m.id AS position, m.created_at_ms < ?5 AS deletable
     FROM accounts AS a CROSS JOIN inbound_messages AS m
     WHERE a.id >= ?1 AND m.account_id = a.id
       AND m.id > CASE WHEN a.id = ?1 THEN ?2 ELSE '' END AND m.id < ?3
     ORDER BY a.id, m.id LIMIT ?4";
// Counts only rows that still exist, since another run may have deleted some. Day -1 is the total of all
// days.
pub(super) const COUNT: &str = "INSERT INTO counters (account_id, metric, day, gateway_id, value)
     SELECT chosen.value ->> '$.account_id', 'received_deleted', day.value, '', (
       SELECT COUNT(*) FROM inbound_messages
       WHERE account_id = chosen.value ->> '$.account_id'
         AND id IN (SELECT value FROM json_each(chosen.value, '$.ids')))
     FROM json_each(?1) AS chosen
       CROSS JOIN json_each(json_array(chosen.value ->> '$.day', -1)) AS day
     WHERE true
     ON CONFLICT (account_id, metric, day, gateway_id) DO UPDATE SET value = value + excluded.value";
pub(super) const DELETE: &str = "DELETE FROM inbound_messages WHERE (account_id, id) IN (
       SELECT chosen.value ->> '$.account_id', id.value
       FROM json_each(?1) AS chosen CROSS JOIN json_each(chosen.value, '$.ids') AS id)";

/// Messages of one account and day to be deleted.
#[derive(Serialize)]
struct MessagesOfDay<'a> {
    account_id: &'a str,
    day: i64,
    ids: Vec<&'a str>,
}

pub(super) fn delete(rows: &[&SweptRow]) -> Result<Vec<Bound>, StoreError> {
    let mut days: BTreeMap<(&str, i64), Vec<&str>> = BTreeMap::new();
    for row in rows {
        let day = messaging::id::time_ms(&row.position).day();
        days.entry((&row.account_id, day)).or_default().push(&row.position);
    }
    let of_day = |((account_id, day), ids)| MessagesOfDay { account_id, day, ids };
    let chosen = vec![json(&days.into_iter().map(of_day).collect::<Vec<_>>())?];
    Ok(vec![(COUNT, chosen.clone()), (DELETE, chosen)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::inbound::DELETED;

    #[test]
    fn deletions_are_counted_under_the_metric_that_listings_subtract() {
        assert!(COUNT.contains(&format!("'{DELETED}'")));
    }
}
