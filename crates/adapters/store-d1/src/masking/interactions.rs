//! Messages sent on behalf of a session, with their states.

use ids::AccountId;
use masking::ProxySessionId;
use messaging::Message;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

/// Message ids sort by time, so this is the sending order. The states are in the messages' records, which may
/// have been deleted since.
const LIST: &str = "SELECT i.message_id, i.kind, i.inbound_id, m.record,
       r.received_at_ms
     FROM proxy_interactions AS i
     LEFT JOIN messages AS m ON m.account_id = ?1 AND m.id = i.message_id
     LEFT JOIN inbound_messages AS r ON r.account_id = ?1 AND r.id = i.inbound_id
     WHERE i.account_id = ?1 AND i.session_id = ?2 AND i.message_id > ?3
     ORDER BY i.message_id LIMIT ?4";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LIST];

#[derive(Clone)]
pub struct InteractionRecord {
    pub message_id: String,
    /// Name of a `messaging::InteractionKind`.
    pub kind: String,
    /// Inbound message that was relayed or answered.
    pub inbound_id: Option<String>,
    pub received_at_ms: Option<UnixMillis>,
    /// `None` if it is no longer retained.
    pub message: Option<Message>,
}

#[derive(Deserialize)]
struct InteractionRow {
    message_id: String,
    kind: String,
    inbound_id: Option<String>,
    record: Option<String>,
    received_at_ms: Option<UnixMillis>,
}

impl Store {
    /// Lists a session's interactions in sending order: those after the message id `after` (empty: from the
    /// first), up to `limit`. Interactions of the last second may be missing unless the Dispatcher was
    /// flushed.
    pub async fn list_interactions(
        &self,
        account_id: &AccountId,
        session_id: &ProxySessionId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<InteractionRecord>, StoreError> {
        let values = vec![account_id.into(), session_id.into(), after.into(), limit.into()];
        let rows: Vec<InteractionRow> = self.rows((LIST, values)).await?;
        Ok(rows.into_iter().map(InteractionRecord::from).collect())
    }
}

impl From<InteractionRow> for InteractionRecord {
    fn from(row: InteractionRow) -> Self {
        Self {
            message_id: row.message_id,
            kind: row.kind,
            inbound_id: row.inbound_id,
            received_at_ms: row.received_at_ms,
            // An unreadable record counts as one that is no longer retained.
            message: row.record.and_then(|record| serde_json::from_str(&record).ok()),
        }
    }
}
