//! Projection to D1: finished attempts, as absolute rows.

use object_sql::{Sql, SqlError};

use crate::{AttemptRecord, WebhookDeliveryCore, rows};

/// Maximum number of records in one batch.
const MAX_RECORDS: usize = 500;
/// Maximum size of a batch, which D1 gets as one parameter. A record with its exchange has up to some 35 kB.
const MAX_BYTES: usize = 1_000_000;
/// Number of an endpoint's newest successes whose exchanges are kept, so that more of them in a batch are not written.
pub const KEPT_SUCCESSES: usize = 100;

pub(crate) const SELECT_SOME: &str =
    "SELECT record FROM attempt ORDER BY started_at_ms, event_id, number LIMIT ?";
pub(crate) const ANY_UNPROJECTED: &str = "SELECT 1 FROM attempt LIMIT 1";
const DELETE_ATTEMPT: &str =
    "DELETE FROM attempt WHERE started_at_ms = ? AND event_id = ? AND number = ?";

/// One batch for D1, oldest attempts first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Projection {
    pub attempts: Vec<AttemptRecord>,
    /// Whether more records may remain.
    pub more: bool,
}

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Returns the next batch, or `None` if everything is projected. `max_records` shrinks the batch after D1 refused a
    /// larger one; the caller drops a single refused record with [`delete_records`](Self::delete_records).
    pub fn projection(&self, max_records: Option<usize>) -> Result<Option<Projection>, SqlError> {
        let limit = max_records.unwrap_or(MAX_RECORDS).clamp(1, MAX_RECORDS);
        let parameter = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = self.sql.exec(SELECT_SOME, vec![parameter.into()])?;
        let mut attempts: Vec<AttemptRecord> = Vec::with_capacity(found.len());
        let mut bytes: usize = 0;
        for row in &found {
            let text = row.reader().text()?.to_owned();
            bytes = bytes.saturating_add(text.len());
            if bytes > MAX_BYTES && !attempts.is_empty() {
                break;
            }
            attempts.push(rows::from_json(&text)?);
        }
        let more = attempts.len() == limit || attempts.len() < found.len();
        let successes = attempts.iter_mut().rev().filter(|attempt| attempt.error.is_none());
        for older in successes.skip(KEPT_SUCCESSES) {
            older.exchange = None;
        }
        Ok((!attempts.is_empty()).then_some(Projection { attempts, more }))
    }

    /// Deletes the records of a batch that D1 has stored or refused for good. Harmless for a batch that was already deleted.
    pub fn delete_records(&mut self, projection: &Projection) -> Result<(), SqlError> {
        for record in &projection.attempts {
            let event_id = record.event_id.as_str();
            let parameters =
                vec![record.started_at_ms.into(), event_id.into(), record.number.into()];
            self.sql.exec(DELETE_ATTEMPT, parameters)?;
        }
        Ok(())
    }

    pub(crate) fn record(&self, record: &AttemptRecord) -> Result<(), SqlError> {
        let parameters = vec![
            record.started_at_ms.into(),
            record.event_id.as_str().into(),
            record.number.into(),
            rows::to_json(record)?.into(),
        ];
        let statement = "INSERT OR REPLACE INTO attempt (started_at_ms, event_id, number, record)
             VALUES (?, ?, ?, ?)";
        self.sql.exec(statement, parameters)?;
        Ok(())
    }
}
