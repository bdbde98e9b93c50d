//! Labels with the numbers of their messages by state. Both come from counters, which the Dispatcher keeps for labeled
//! messages under the label in place of a gateway, so that reading costs the same whatever the history.

use std::collections::BTreeMap;

use ids::AccountId;
use messaging::{Label, RecipientState, message::Metric};
use serde::Deserialize;

use crate::{Store, StoreError, bound::json};

const LIST: &str = "SELECT gateway_id AS label, value FROM counters
     WHERE account_id = ?1 AND metric = 'labelled' AND day = -1 AND gateway_id > ?2
     ORDER BY gateway_id LIMIT ?3";
const COUNTS: &str = "SELECT gateway_id AS label, metric, value FROM counters
     WHERE account_id = ?1 AND metric IN ('labelled', 'labelled_pending', 'labelled_acknowledged',
       'labelled_sent', 'labelled_delivered', 'labelled_failed', 'labelled_cancelling',
       'labelled_cancelled')
       AND day = -1 AND gateway_id IN (SELECT value FROM json_each(?2))";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LIST, COUNTS];

/// A label and the numbers of its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelCounts {
    pub label: String,
    /// All messages that were ever accepted under the label.
    pub total: u64,
    /// Messages by metric of their state.
    by_metric: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct LabelRow {
    label: String,
}

#[derive(Deserialize)]
struct CountRow {
    label: String,
    metric: String,
    value: i64,
}

impl LabelCounts {
    /// Returns the number of messages in this state. A message is pending, under `Accepted`, until a phone has
    /// acknowledged it.
    pub fn in_state(&self, state: RecipientState) -> u64 {
        let metric = Metric::of_labelled_in(state).as_str();
        self.by_metric.get(metric).copied().unwrap_or(0)
    }
}

impl Store {
    /// Lists up to `limit` labels after one, in the order of their bytes, with their numbers of messages.
    pub async fn list_labels(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<LabelCounts>, StoreError> {
        let values = vec![account_id.into(), after.into(), limit.into()];
        let rows: Vec<LabelRow> = self.rows((LIST, values)).await?;
        let labels: Vec<String> = rows.into_iter().map(|row| row.label).collect();
        if labels.is_empty() {
            return Ok(Vec::new());
        }
        self.label_counts(account_id, labels).await
    }

    /// Returns the numbers of a label's messages. `None` if no message was ever accepted under it.
    pub async fn find_label(
        &self,
        account_id: &AccountId,
        label: &Label,
    ) -> Result<Option<LabelCounts>, StoreError> {
        let counts = self.label_counts(account_id, vec![label.as_str().to_owned()]).await?;
        Ok(counts.into_iter().find(|counts| counts.total > 0))
    }

    async fn label_counts(
        &self,
        account_id: &AccountId,
        labels: Vec<String>,
    ) -> Result<Vec<LabelCounts>, StoreError> {
        let values = vec![account_id.into(), json(&labels)?];
        let rows: Vec<CountRow> = self.rows((COUNTS, values)).await?;
        Ok(sort_counts(labels, rows))
    }
}

fn sort_counts(labels: Vec<String>, rows: Vec<CountRow>) -> Vec<LabelCounts> {
    let mut by_label: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for row in rows {
        let value = u64::try_from(row.value).unwrap_or(0);
        by_label.entry(row.label).or_default().insert(row.metric, value);
    }
    let counts = |label: String| {
        let by_metric = by_label.remove(&label).unwrap_or_default();
        let total = by_metric.get(Metric::Labelled.as_str()).copied().unwrap_or(0);
        LabelCounts { label, total, by_metric }
    };
    labels.into_iter().map(counts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{execute, migrated, rows};

    #[test]
    fn labels_are_listed_in_order_with_the_counts_of_their_own_account() {
        let database = migrated();
        let insert = "INSERT INTO counters (account_id, metric, day, gateway_id, value) VALUES (?1, ?2, ?3, ?4, ?5)";
        let accounts =
            "INSERT INTO accounts (id, name, created_at_ms) VALUES ('a', 'a', 0), ('b', 'b', 0)";
        database.execute(accounts, []).unwrap();
        for (account, metric, day, label, value) in [
            ("a", "labelled", -1, "y", 3_u32),
            ("a", "labelled", 7, "y", 3),
            ("a", "labelled_sent", -1, "y", 2),
            ("a", "labelled_failed", -1, "y", 1),
            ("a", "labelled", -1, "x", 1),
            ("a", "labelled_pending", -1, "x", 1),
            ("a", "messages_sent", -1, "z", 9),
            ("b", "labelled", -1, "other", 5),
        ] {
            let values =
                vec![account.into(), metric.into(), day.into(), label.into(), value.into()];
            execute(&database, (insert, values));
        }
        let listed = |after: &str| -> Vec<String> {
            let values = vec!["a".into(), after.into(), 10_u32.into()];
            rows(&database, (LIST, values)).into_iter().map(|row: LabelRow| row.label).collect()
        };
        assert_eq!((listed(""), listed("x")), (vec!["x".to_owned(), "y".into()], vec!["y".into()]));
        let values = vec!["a".into(), json(&["y", "other"]).unwrap()];
        let found = rows(&database, (COUNTS, values));
        let counts = sort_counts(vec!["y".to_owned(), "other".to_owned()], found);
        let states = [RecipientState::Sent, RecipientState::Failed, RecipientState::Delivered];
        assert_eq!(states.map(|state| counts[0].in_state(state)), [2, 1, 0]);
        assert_eq!((counts[0].total, counts[1].total), (3, 0));
    }
}
