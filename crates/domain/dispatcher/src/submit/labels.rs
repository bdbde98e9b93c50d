//! Ceiling of the labels that an account may begin to use in a day. Each costs counters that are kept.

use std::collections::BTreeSet;

use messaging::{Label, message::Metric};
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::DispatcherCore;

/// Most labels of an account's messages of one day.
pub(crate) const MAX_LABELS_A_DAY: usize = 1_000;
pub(crate) const SELECT_LABELS: &str =
    "SELECT gateway_id FROM counter WHERE metric = ? AND day = ? LIMIT ?";

/// Labels of one day's messages. A cache of the counters; labels that were not projected when an instance ended are
/// missing in the next one, so that the ceiling is not exact.
#[derive(Debug, Default)]
pub(crate) struct LabelsOfDay {
    day: Option<i64>,
    labels: BTreeSet<String>,
}

impl<S: Sql> DispatcherCore<S> {
    /// Whether a message may have this label today.
    pub(crate) fn admits_label(&self, label: &Label, now_ms: UnixMillis) -> Result<bool, SqlError> {
        let day = now_ms.day();
        if self.labels.day == Some(day) {
            return Ok(self.labels.admit(label));
        }
        Ok(self.read_labels(day)?.admit(label))
    }

    /// Remembers the label of a message that was accepted.
    pub(crate) fn note_label(&mut self, label: &Label, now_ms: UnixMillis) -> Result<(), SqlError> {
        let day = now_ms.day();
        if self.labels.day != Some(day) {
            self.labels = self.read_labels(day)?;
        }
        self.labels.labels.insert(label.as_str().to_owned());
        Ok(())
    }

    fn read_labels(&self, day: i64) -> Result<LabelsOfDay, SqlError> {
        let most = i64::try_from(MAX_LABELS_A_DAY).unwrap_or(i64::MAX);
        let parameters = vec![Metric::Labelled.as_str().into(), day.into(), most.into()];
        let rows = self.sql.exec(SELECT_LABELS, parameters)?;
        let labels = rows.iter().map(|row| row.reader().text().map(str::to_owned));
        Ok(LabelsOfDay { day: Some(day), labels: labels.collect::<Result<_, _>>()? })
    }
}

impl LabelsOfDay {
    fn admit(&self, label: &Label) -> bool {
        self.labels.len() < MAX_LABELS_A_DAY || self.labels.contains(label.as_str())
    }
}

#[cfg(test)]
mod tests;
