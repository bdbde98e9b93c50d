//! Operating figures summed over all accounts, for an operator's monitoring.

use dispatcher_records::OperatingFigures;
use serde::Deserialize;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

// The Dispatcher is the only writer, and its figures only grow more recent.
const STORE: &str = "INSERT INTO operating_figures (account_id, record) VALUES (?1, ?2)
     ON CONFLICT (account_id) DO UPDATE SET record = excluded.record";
const PAGE: &str = "SELECT account_id, record FROM operating_figures
     WHERE account_id > ?1 ORDER BY account_id LIMIT ?2";

/// Accounts read by one query: about 600 kB of figures.
const PAGE_ACCOUNTS: u32 = 1_000;
/// Most queries of one sum, which bounds what a request for metrics costs.
const MAX_PAGES: usize = 40;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[STORE, PAGE];

#[derive(Deserialize)]
struct FiguresRow {
    account_id: String,
    record: String,
}

impl Store {
    /// Returns the sum of the figures of all accounts, of the first 40,000 by id if there are more.
    pub async fn operating_figures(&self) -> Result<OperatingFigures, StoreError> {
        let mut sum = OperatingFigures::default();
        let mut after = String::new();
        for _ in 0..MAX_PAGES {
            let rows: Vec<FiguresRow> = self.rows(page(&after)).await?;
            let is_last = rows.len() < usize::try_from(PAGE_ACCOUNTS).unwrap_or(usize::MAX);
            for row in rows {
                // Figures of a later version that cannot be read here are missing from the sum until that version runs.
                sum.add(&serde_json::from_str(&row.record).unwrap_or_default());
                after = row.account_id;
            }
            if is_last {
                break;
            }
        }
        Ok(sum)
    }
}

/// Statement that stores an account's figures.
pub(crate) fn store(account_id: &str, figures: &OperatingFigures) -> Result<Bound, StoreError> {
    Ok((STORE, vec![account_id.into(), json(figures)?]))
}

fn page(after: &str) -> Bound {
    (PAGE, vec![after.into(), PAGE_ACCOUNTS.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{execute, rows};

    #[test]
    fn later_figures_replace_those_of_the_same_account_and_leave_the_others() {
        let database = crate::tests::migrated();
        let waiting =
            |waiting_messages| OperatingFigures { waiting_messages, ..Default::default() };
        for (account_id, count) in [("a", 1), ("b", 5), ("a", 2)] {
            execute(&database, store(account_id, &waiting(count)).unwrap());
        }
        let stored: Vec<FiguresRow> = rows(&database, page(""));
        let figures = stored.iter().map(|row| serde_json::from_str(&row.record).unwrap());
        let figures: Vec<OperatingFigures> = figures.collect();
        assert_eq!(figures, [waiting(2), waiting(5)]);
        assert_eq!(rows::<FiguresRow>(&database, page("a")).len(), 1);
    }
}
