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

/// Labels of one day's messages: a cache of the counters.
#[derive(Debug, Default)]
pub(crate) struct LabelsOfDay {
    day: Option<i64>,
    labels: BTreeSet<String>,
    /// Labels, with the day of their message, that an earlier instance did not project. The counters lack them.
    uncounted: BTreeSet<(i64, String)>,
}

impl LabelsOfDay {
    /// Begins with the labels of messages that were not projected when the earlier instance ended.
    pub(crate) fn after(uncounted: BTreeSet<(i64, String)>) -> Self {
        Self { uncounted, ..Self::default() }
    }
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
            let read = self.read_labels(day)?;
            (self.labels.day, self.labels.labels) = (read.day, read.labels);
        }
        self.labels.labels.insert(label.as_str().to_owned());
        Ok(())
    }

    fn read_labels(&self, day: i64) -> Result<LabelsOfDay, SqlError> {
        let most = i64::try_from(MAX_LABELS_A_DAY).unwrap_or(i64::MAX);
        let parameters = vec![Metric::Labelled.as_str().into(), day.into(), most.into()];
        let rows = self.sql.exec(SELECT_LABELS, parameters)?;
        let labels = rows.iter().map(|row| row.reader().text().map(str::to_owned));
        let mut labels: BTreeSet<String> = labels.collect::<Result<_, _>>()?;
        let uncounted = self.labels.uncounted.iter().filter(|(of_day, _)| *of_day == day);
        labels.extend(uncounted.map(|(_, label)| label.clone()));
        Ok(LabelsOfDay { day: Some(day), labels, uncounted: BTreeSet::new() })
    }
}

impl LabelsOfDay {
    fn admit(&self, label: &Label) -> bool {
        self.labels.len() < MAX_LABELS_A_DAY || self.labels.contains(label.as_str())
    }
}

#[cfg(test)]
mod tests;
