//! What is known of a masking number and of who wrote to it, in one query whatever the number of sessions.

use identity::AccountId;
use masking::{Mask, NumberKey, OpenSession};
use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{Store, StoreError, database::integer};

/// A session that expired is over, whether or not it was swept.
pub(crate) const FIND: &str = "SELECT n.number_key IS NOT NULL AS is_pooled,
       EXISTS (SELECT 1 FROM gateways AS g WHERE g.account_id = ?1 AND g.id = ?2) AS is_phone,
       EXISTS (SELECT 1 FROM proxy_numbers AS o
         WHERE o.account_id = ?1 AND o.number_key = ?3) AS sender_is_pooled,
       EXISTS (SELECT 1 FROM proxy_opt_outs AS o WHERE o.account_id = ?1
         AND o.number_key = n.number_key AND o.participant_key = ?3) AS sender_opted_out,
       EXISTS (SELECT 1 FROM proxy_opt_outs AS o WHERE o.account_id = ?1
         AND o.number_key = n.number_key AND o.participant_key = p.other_key) AS other_opted_out,
       s.id AS session_id, s.participant_a, s.participant_b
     FROM accounts AS one
     LEFT JOIN proxy_numbers AS n ON n.account_id = ?1 AND n.route_id = ?2
     LEFT JOIN proxy_participants AS p ON p.account_id = ?1 AND p.number_key = n.number_key
       AND p.participant_key = ?3 AND p.released_at_ms IS NULL
     LEFT JOIN proxy_sessions AS s ON s.account_id = ?1 AND s.id = p.session_id
       AND s.closed_at_ms IS NULL AND (s.expires_at_ms IS NULL OR s.expires_at_ms > ?4)
       AND (s.ttl_ms IS NULL OR s.last_interaction_at_ms + s.ttl_ms > ?4)
     WHERE one.id = ?1 LIMIT 1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND];

#[derive(Deserialize)]
pub(crate) struct MaskRow {
    pub(crate) is_pooled: u8,
    pub(crate) is_phone: u8,
    pub(crate) sender_is_pooled: u8,
    pub(crate) sender_opted_out: u8,
    pub(crate) other_opted_out: u8,
    pub(crate) session_id: Option<String>,
    pub(crate) participant_a: Option<String>,
    pub(crate) participant_b: Option<String>,
}

impl Store {
    /// What is known of the route (a provider's number or a gateway) and of who wrote to it.
    pub async fn find_mask(
        &self,
        account_id: &AccountId,
        route_id: &str,
        sender_key: &NumberKey,
        now_ms: i64,
    ) -> Result<Mask, StoreError> {
        let parameters = [
            JsValue::from_str(account_id.as_str()),
            JsValue::from_str(route_id),
            JsValue::from_str(sender_key.as_str()),
            integer(now_ms),
        ];
        let row: Option<MaskRow> = self.row(FIND, &parameters).await?;
        Ok(row.map(|row| row.read(sender_key)).unwrap_or_default())
    }
}

impl MaskRow {
    pub(crate) fn read(self, sender_key: &NumberKey) -> Mask {
        let session = match (self.session_id, self.participant_a, self.participant_b) {
            (Some(id), Some(a), Some(b)) => other(a, b, sender_key).map(|it| (id, it)),
            _ => None,
        };
        Mask {
            is_pooled: self.is_pooled != 0,
            is_phone: self.is_phone != 0,
            session: session.map(|(id, other)| OpenSession { id, other }),
            sender_is_pooled: self.sender_is_pooled != 0,
            sender_opted_out: self.sender_opted_out != 0,
            other_opted_out: self.other_opted_out != 0,
        }
    }
}

/// Who the sender talks to. A sender who is neither of them has no session.
fn other(a: String, b: String, sender_key: &NumberKey) -> Option<String> {
    if NumberKey::of(&a) == *sender_key {
        Some(b)
    } else if NumberKey::of(&b) == *sender_key {
        Some(a)
    } else {
        None
    }
}
