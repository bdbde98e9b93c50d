//! Outbound messages and their recipients.
//!
//! Only settled messages are deleted: every recipient is past the phones, and the last change is older than
//! the pass's moment, which is longer ago than delivery reports are waited for. A late report for a deleted
//! message finds nothing, like one for an unknown message.
//!
//! Deleted messages are counted, as with inbound messages, since the counters of each day, state and gateway
//! give the totals of listings.

use std::collections::BTreeMap;

use serde::Serialize;
use unix_time::UnixMillis;

use super::SweptRow;
use crate::{
    StoreError,
    bound::{Bound, json},
};

// No state contains a blank, so the first one in the bucket ends the state.
pub(super) const FIND: &str =
    "SELECT m.account_id, m.id AS position, m.updated_at_ms < ?5 AND NOT EXISTS (
       SELECT 1 FROM json_each(m.record, '$.recipients') AS recipient
       WHERE recipient.value ->> '$.state' NOT IN ('sent', 'delivered', 'failed', 'cancelled')
     ) AS deletable, m.state || ' ' || COALESCE(m.gateway_id, '') AS bucket
     FROM accounts AS a CROSS JOIN messages AS m
     WHERE a.id >= ?1 AND m.account_id = a.id
       AND m.id > CASE WHEN a.id = ?1 THEN ?2 ELSE '' END AND m.id < ?3
     ORDER BY a.id, m.id LIMIT ?4";
// Recipients are found by key through their message's record: an index for it would cost every message a row.
pub(super) const DELETE_RECIPIENTS: &str = "DELETE FROM message_recipients
     WHERE (account_id, address, message_id) IN (
       SELECT m.account_id, COALESCE(recipient.value ->> '$.address.e164',
         recipient.value ->> '$.address.literal'), m.id
       FROM json_each(?1) AS chosen CROSS JOIN messages AS m CROSS JOIN json_each(m.record, '$.recipients') AS recipient
       WHERE m.account_id = chosen.value ->> '$.account_id' AND m.id = chosen.value ->> '$.id'
         AND m.updated_at_ms < ?2)";
pub(super) const DELETE_REFERENCES: &str = "DELETE FROM provider_references
     WHERE (account_id, reference) IN (
       SELECT m.account_id, COALESCE(part.value ->> '$.reference', recipient.value ->> '$.reference')
       FROM json_each(?1) AS chosen CROSS JOIN messages AS m CROSS JOIN json_each(m.record, '$.recipients') AS recipient
         LEFT JOIN json_each(recipient.value, '$.parts') AS part
       WHERE m.account_id = chosen.value ->> '$.account_id' AND m.id = chosen.value ->> '$.id'
         AND recipient.value ->> '$.reference' IS NOT NULL AND m.updated_at_ms < ?2)";
pub(super) const DELETE_INTERACTIONS: &str = "DELETE FROM proxy_interactions
     WHERE (account_id, session_id, message_id) IN (
       SELECT m.account_id, m.record ->> '$.options.interaction.session_id', m.id
       FROM json_each(?1) AS chosen CROSS JOIN messages AS m
       WHERE m.account_id = chosen.value ->> '$.account_id' AND m.id = chosen.value ->> '$.id'
         AND m.record ->> '$.options.interaction.session_id' IS NOT NULL AND m.updated_at_ms < ?2)";
pub(super) const DELETE_LABELS: &str = "DELETE FROM message_labels
     WHERE (account_id, label, message_id) IN (
       SELECT m.account_id, m.record ->> '$.options.label', m.id
       FROM json_each(?1) AS chosen CROSS JOIN messages AS m
       WHERE m.account_id = chosen.value ->> '$.account_id' AND m.id = chosen.value ->> '$.id'
         AND m.record ->> '$.options.label' IS NOT NULL AND m.updated_at_ms < ?2)";
// A message that changed since it was chosen stays, with its recipients.
pub(super) const DELETE: &str = "DELETE FROM messages WHERE (account_id, id) IN (
       SELECT m.account_id, m.id FROM json_each(?1) AS chosen CROSS JOIN messages AS m
       WHERE m.account_id = chosen.value ->> '$.account_id' AND m.id = chosen.value ->> '$.id'
         AND m.updated_at_ms < ?2)";

// Counts only rows that still exist and have not changed, since another run may have deleted some. Day -1 is
// the total of all days.
pub(super) const COUNT: &str = "INSERT INTO counters (account_id, metric, day, gateway_id, value)
     SELECT chosen.value ->> '$.account_id', chosen.value ->> '$.metric', day.value,
       chosen.value ->> '$.gateway_id', (
         SELECT COUNT(*) FROM messages
         WHERE account_id = chosen.value ->> '$.account_id'
           AND id IN (SELECT value FROM json_each(chosen.value, '$.ids')) AND updated_at_ms < ?2)
     FROM json_each(?1) AS chosen
       CROSS JOIN json_each(json_array(chosen.value ->> '$.day', -1)) AS day
     WHERE true
     ON CONFLICT (account_id, metric, day, gateway_id) DO UPDATE SET value = value + excluded.value";

/// Messages of one account, day, state and gateway to be deleted.
#[derive(Serialize)]
struct Bucket<'a> {
    account_id: &'a str,
    day: i64,
    metric: String,
    gateway_id: &'a str,
    ids: Vec<&'a str>,
}

#[derive(Serialize)]
struct MessageKey<'a> {
    account_id: &'a str,
    id: &'a str,
}

pub(super) fn delete(rows: &[&SweptRow], before_ms: UnixMillis) -> Result<Vec<Bound>, StoreError> {
    let keys: Vec<MessageKey<'_>> = rows.iter().copied().map(MessageKey::from).collect();
    let chosen = vec![json(&keys)?, before_ms.into()];
    let mut buckets: BTreeMap<(&str, i64, &str), Vec<&str>> = BTreeMap::new();
    for row in rows {
        let day = messaging::id::time_ms(&row.position).day();
        let bucket = row.bucket.as_deref().unwrap_or_default();
        buckets.entry((&row.account_id, day, bucket)).or_default().push(&row.position);
    }
    let counted: Vec<Bucket<'_>> = buckets
        .into_iter()
        .map(|((account_id, day, bucket), ids)| {
            let (state, gateway_id) = bucket.split_once(' ').unwrap_or((bucket, ""));
            let metric = format!("messages_{state}_deleted");
            Bucket { account_id, day, metric, gateway_id, ids }
        })
        .collect();
    // The messages go last, because the other statements read them. Long contents go with them by a foreign key.
    Ok(vec![
        (COUNT, vec![json(&counted)?, before_ms.into()]),
        (DELETE_RECIPIENTS, chosen.clone()),
        (DELETE_REFERENCES, chosen.clone()),
        (DELETE_INTERACTIONS, chosen.clone()),
        (DELETE_LABELS, chosen.clone()),
        (DELETE, chosen),
    ])
}

impl<'a> From<&'a SweptRow> for MessageKey<'a> {
    fn from(row: &'a SweptRow) -> Self {
        Self { account_id: &row.account_id, id: &row.position }
    }
}
