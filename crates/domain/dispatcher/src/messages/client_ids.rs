//! Ids that integrators give to their messages. Each one refers to one message for as long as that is
//! retained.

use messaging::{Message, MessageId, WireId, id::lower_bound};
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{DispatcherCore, columns::parse_id};

pub(crate) const SELECT_CLIENT_ID: &str = "SELECT message_id FROM client_id WHERE client_id = ?";
pub(crate) const SELECT_CLIENT_IDS: &str = "SELECT client_id, message_id FROM client_id
     WHERE client_id > ? ORDER BY client_id LIMIT ?";

/// Number of rows that one pruning step reads.
const ROWS_PER_STEP: i64 = 500;

impl<S: Sql> DispatcherCore<S> {
    /// Finds the message that a message id, wire id or client id refers to. The message may have left the
    /// Dispatcher.
    pub(crate) fn resolve(&self, id: &str) -> Result<Option<MessageId>, SqlError> {
        let rows = self.sql.exec(SELECT_CLIENT_ID, vec![id.into()])?;
        if let Some(row) = rows.first() {
            return parse_id(row.reader().text()?).map(Some);
        }
        Ok(WireId::parse(id).map(|wire| wire.message_id))
    }

    pub(crate) fn is_client_id_taken(&self, client_id: &str) -> Result<bool, SqlError> {
        Ok(!self.sql.exec(SELECT_CLIENT_ID, vec![client_id.into()])?.is_empty())
    }

    pub(crate) fn keep_client_id(&self, message: &Message) -> Result<(), SqlError> {
        let Some(client_id) = &message.client_id else { return Ok(()) };
        // A message that is read back from D1 usually still has its row here. New ones are checked before.
        let statement = "INSERT OR IGNORE INTO client_id (client_id, message_id) VALUES (?, ?)";
        self.sql.exec(statement, vec![client_id.as_str().into(), message.id.as_str().into()])?;
        Ok(())
    }

    /// Deletes the client ids of messages past their retention, some rows at a time. An index by age would
    /// cost every message a row, so this scans the table step by step instead.
    pub(crate) fn prune_client_ids(&mut self, now_ms: UnixMillis) -> Result<(), SqlError> {
        let Some(kept_ms) = self.policy.message_retention_ms else { return Ok(()) };
        let oldest = lower_bound(now_ms.saturating_sub(kept_ms));
        let parameters = vec![self.client_ids_pruned_to.as_str().into(), ROWS_PER_STEP.into()];
        let rows = self.sql.exec(SELECT_CLIENT_IDS, parameters)?;
        let full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= ROWS_PER_STEP);
        let mut last = String::new();
        for row in &rows {
            let mut columns = row.reader();
            let (client_id, message_id) = (columns.text()?, columns.text()?);
            if message_id < oldest.as_str() {
                let statement = "DELETE FROM client_id WHERE client_id = ?";
                self.sql.exec(statement, vec![client_id.into()])?;
            }
            client_id.clone_into(&mut last);
        }
        self.client_ids_pruned_to = if full { last } else { String::new() };
        Ok(())
    }
}

#[cfg(test)]
mod tests;
