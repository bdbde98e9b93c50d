//! Counters summed over all accounts, for an operator's monitoring.
//!
//! Only each account's totals over all days are read, a few rows for each of its gateways, so the cost grows
//! with accounts and gateways but not with history.

use serde::Deserialize;

use crate::{Store, StoreError, bound::Bound};

const TOTALS: &str = "SELECT
       COALESCE(SUM(CASE c.metric WHEN 'accepted' THEN c.value END), 0) AS accepted,
       COALESCE(SUM(CASE c.metric WHEN 'sent' THEN c.value END), 0) AS sent,
       COALESCE(SUM(CASE c.metric WHEN 'delivered' THEN c.value END), 0) AS delivered,
       COALESCE(SUM(CASE c.metric WHEN 'failed' THEN c.value END), 0) AS failed,
       COALESCE(SUM(CASE c.metric WHEN 'received' THEN c.value END), 0) AS received,
       COALESCE(SUM(CASE c.metric WHEN 'inbox' THEN c.value END), 0) AS inbox_items
     FROM accounts AS a CROSS JOIN counters AS c
     WHERE a.id >= ?1 AND c.account_id = a.id AND c.day = -1
       AND c.metric IN ('accepted', 'sent', 'delivered', 'failed', 'received', 'inbox')";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[TOTALS];

/// Totals of all accounts and days. Messages are counted by recipient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct OperatorTotals {
    pub accepted: i64,
    pub sent: i64,
    pub delivered: i64,
    pub failed: i64,
    /// Inbound SMS, without uploads of phones' inboxes.
    pub received: i64,
    /// Items stored of phones' inboxes; falls when items are deleted.
    pub inbox_items: i64,
}

impl Store {
    pub async fn operator_totals(&self) -> Result<OperatorTotals, StoreError> {
        Ok(self.row(totals()).await?.unwrap_or_default())
    }
}

fn totals() -> Bound {
    // Every id is greater: the condition only makes the plan a search by key, because a test refuses scans.
    (TOTALS, vec!["".into()])
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;
    use crate::tests::row;

    #[test]
    fn totals_are_summed_over_accounts_and_gateways_without_counting_days_twice() {
        let database = crate::tests::migrated();
        for (account, metric, day, gateway, value) in [
            ("a", "sent", -1, "g", 5),
            ("a", "sent", -1, "h", 2),
            ("a", "sent", 7, "g", 5),
            ("b", "sent", -1, "g", 10),
            ("b", "concluded", -1, "", 9),
            ("b", "inbox", -1, "", 3),
        ] {
            let insert =
                "INSERT OR IGNORE INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
            database.execute(insert, [account]).unwrap();
            let insert = "INSERT INTO counters VALUES (?1, ?2, ?3, ?4, ?5)";
            database.execute(insert, params![account, metric, day, gateway, value]).unwrap();
        }
        let totals: OperatorTotals = row(&database, totals()).unwrap();
        let expected = OperatorTotals { sent: 17, inbox_items: 3, ..OperatorTotals::default() };
        assert_eq!(totals, expected);
    }
}
