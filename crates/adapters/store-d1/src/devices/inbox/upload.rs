//! Storing items. An item that is stored already is left as it is.

use std::collections::{BTreeMap, BTreeSet};

use devices::inbox::StoredAttachment;
use ids::{AccountId, GatewayId};
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

/// D1 takes at most 1 MB in one bound parameter; this leaves room for one more item.
const MAX_GROUP_BYTES: usize = 500_000;

const KNOWN: &str = "SELECT item_id FROM inbox_items INDEXED BY inbox_items_item
     WHERE account_id = ?1 AND gateway_id = ?2 AND item_id IN (SELECT value FROM json_each(?3))";
// Counts only items that are not stored yet, since another request may have stored some. Day -1 is the total
// of all days.
// `WHERE true` keeps SQLite from taking ON CONFLICT for a part of the join.
const COUNT: &str = "INSERT INTO counters (account_id, metric, day, gateway_id, value)
     SELECT ?1, 'inbox', day.value, '', (
       SELECT COUNT(*) FROM json_each(chosen.value, '$.item_ids') AS item
       WHERE NOT EXISTS (SELECT 1 FROM inbox_items INDEXED BY inbox_items_item
         WHERE account_id = ?1 AND item_id = item.value AND gateway_id = ?2))
     FROM json_each(?3) AS chosen
       CROSS JOIN json_each(json_array(chosen.value ->> '$.day', -1)) AS day
     WHERE true
     ON CONFLICT (account_id, metric, day, gateway_id) DO UPDATE SET value = value + excluded.value";
const INSERT: &str = "INSERT INTO inbox_items (account_id, id, gateway_id, item_id, type, sender,
       recipient, sim_number, content, attachments, received_at_ms, created_at_ms)
     SELECT ?1, value ->> '$.id', ?2, value ->> '$.item_id', value ->> '$.type',
       value ->> '$.sender', value ->> '$.recipient', value ->> '$.sim_number',
       value ->> '$.content', value ->> '$.attachments', value ->> '$.received_at_ms',
       value ->> '$.created_at_ms'
     FROM json_each(?3) WHERE true
     ON CONFLICT DO NOTHING";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[KNOWN, COUNT, INSERT];

/// An item to be stored. The pieces of its attachments are stored already.
#[derive(Serialize)]
pub struct NewInboxItem<'a> {
    /// Made by [`devices::inbox::item_key`].
    pub id: String,
    /// The phone's own id.
    pub item_id: &'a str,
    #[serde(rename = "type")]
    pub item_type: &'static str,
    pub sender: &'a str,
    pub recipient: Option<&'a str>,
    pub sim_number: Option<i64>,
    pub content: &'a str,
    pub attachments: Vec<StoredAttachment>,
    pub received_at_ms: UnixMillis,
    pub created_at_ms: UnixMillis,
}

/// Items of one day that are about to be stored.
#[derive(Serialize)]
struct ItemsOfDay<'a> {
    day: i64,
    item_ids: Vec<&'a str>,
}

#[derive(Deserialize)]
struct ItemRow {
    item_id: String,
}

impl Store {
    /// Returns those of the ids that the gateway has uploaded before.
    pub async fn known_inbox_items(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
        item_ids: &[&str],
    ) -> Result<BTreeSet<String>, StoreError> {
        let known = known(account_id.as_str(), gateway_id, item_ids)?;
        let rows: Vec<ItemRow> = self.rows(known).await?;
        Ok(rows.into_iter().map(|row| row.item_id).collect())
    }

    /// Stores and counts the items, in transactions small enough for one statement each. Repeating the call
    /// is harmless.
    pub async fn put_inbox_items(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
        items: &[NewInboxItem<'_>],
    ) -> Result<(), StoreError> {
        for group in groups(items)? {
            self.batch(group.put(account_id.as_str(), gateway_id)).await?;
        }
        Ok(())
    }
}

fn known(account_id: &str, gateway_id: &GatewayId, item_ids: &[&str]) -> Result<Bound, StoreError> {
    Ok((KNOWN, vec![account_id.into(), gateway_id.into(), json(item_ids)?]))
}

/// One transaction's items and their days, as JSON texts.
struct Group {
    days: String,
    items: String,
}

impl Group {
    fn put(self, account_id: &str, gateway_id: &GatewayId) -> Vec<Bound> {
        let values = |json: String| vec![account_id.into(), gateway_id.into(), json.into()];
        // Counts first: after the insertion no item would be new.
        vec![(COUNT, values(self.days)), (INSERT, values(self.items))]
    }
}

fn groups(items: &[NewInboxItem<'_>]) -> Result<Vec<Group>, StoreError> {
    let to_json = |value: &NewInboxItem<'_>| {
        serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
    };
    let mut groups = Vec::new();
    let (mut texts, mut bytes) = (Vec::new(), 0_usize);
    let mut days: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    let mut remaining = items.iter().peekable();
    while let Some(item) = remaining.next() {
        let text = to_json(item)?;
        bytes = bytes.saturating_add(text.len());
        texts.push(text);
        days.entry(item.received_at_ms.day()).or_default().push(item.item_id);
        if bytes >= MAX_GROUP_BYTES || remaining.peek().is_none() {
            let of_day = |(day, item_ids)| ItemsOfDay { day, item_ids };
            let days: Vec<ItemsOfDay<'_>> =
                std::mem::take(&mut days).into_iter().map(of_day).collect();
            let days = serde_json::to_string(&days);
            groups.push(Group {
                days: days.map_err(|error| StoreError::Corrupt(error.to_string()))?,
                items: format!("[{}]", std::mem::take(&mut texts).join(",")),
            });
            bytes = 0;
        }
    }
    Ok(groups)
}

#[cfg(test)]
pub(crate) mod tests;
