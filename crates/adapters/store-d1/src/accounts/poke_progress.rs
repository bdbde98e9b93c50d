//! The cron's pass through all accounts, which pokes their Dispatchers.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

// Idle accounts are read, too, so their number is bounded.
const NEXT: &str = "SELECT id, COALESCE(active_at_ms, 0) >= ?2 AS active FROM accounts
     WHERE id > ?1 ORDER BY id LIMIT ?3";
// Shares the table of the retention sweeps, whose columns have other meanings here.
const FIND_PROGRESS: &str = "SELECT account_id AS after_id, before_ms AS reconciled_at_ms,
       finished AS reconciling FROM sweeps WHERE name = 'pokes'";
const SAVE_PROGRESS: &str = "INSERT INTO sweeps (name, before_ms, account_id, position, finished)
     VALUES ('pokes', ?1, ?2, '', ?3)
     ON CONFLICT (name) DO UPDATE SET before_ms = excluded.before_ms,
       account_id = excluded.account_id, finished = excluded.finished";

/// Most accounts that one run reads, active or not.
const MAX_EXAMINED: u32 = 1_000;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[NEXT, FIND_PROGRESS, SAVE_PROGRESS];

impl Store {
    /// Returns how far the cron's pass through all accounts has come.
    pub async fn find_poke_progress(&self) -> Result<Option<PokeProgress>, StoreError> {
        self.row((FIND_PROGRESS, vec![])).await
    }

    pub async fn save_poke_progress(&self, progress: &PokeProgress) -> Result<(), StoreError> {
        let values = vec![
            progress.reconciled_at_ms.into(),
            progress.after_id.as_str().into(),
            progress.reconciling.into(),
        ];
        self.run((SAVE_PROGRESS, values)).await
    }

    /// Returns the next accounts of the pass whose Dispatcher projected something since `since_ms`, by id, at
    /// most `most`. Advances the pass past them, or back to its start after the last account.
    pub async fn accounts_to_poke(
        &self,
        progress: &mut PokeProgress,
        since_ms: UnixMillis,
        most: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let values = vec![progress.after_id.as_str().into(), since_ms.into(), MAX_EXAMINED.into()];
        let rows: Vec<NextRow> = self.rows((NEXT, values)).await?;
        Ok(progress.advance(rows, most))
    }
}

/// How far the cron's pass through all accounts has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct PokeProgress {
    /// Last account that was read; empty at the start.
    after_id: String,
    /// Start of the last pass in which Dispatchers reconciled with D1.
    reconciled_at_ms: UnixMillis,
    reconciling: u8,
}

#[derive(Deserialize)]
struct NextRow {
    id: AccountId,
    active: u8,
}

impl PokeProgress {
    /// Whether the next account is the first of all.
    pub fn is_at_start(&self) -> bool {
        self.after_id.is_empty()
    }

    /// Whether Dispatchers are to read from D1 what may have changed without their knowledge.
    pub fn reconciles(&self) -> bool {
        self.reconciling != 0
    }

    /// Begins a pass. It reconciles if the minute is a multiple of `reconcile_ms`, or if the last reconciling
    /// pass began that long ago.
    pub fn begin(&mut self, now_ms: UnixMillis, reconcile_ms: i64) {
        // The difference is absolute, so that a stored time in the future, from a wrong clock, does not put
        // reconciling off.
        let is_due = now_ms.minute().rem_euclid(reconcile_ms.div_euclid(60_000).max(1)) == 0
            || now_ms.since(self.reconciled_at_ms).saturating_abs() >= reconcile_ms;
        self.reconciling = u8::from(is_due);
        if is_due {
            self.reconciled_at_ms = now_ms;
        }
    }

    fn advance(&mut self, rows: Vec<NextRow>, most: u32) -> Vec<AccountId> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let examined_all = u32::try_from(rows.len()).is_ok_and(|count| count < MAX_EXAMINED);
        let mut accounts = Vec::new();
        for row in rows {
            if row.active != 0 {
                // Returns before the position moves past this account, so that the next run begins with it.
                if accounts.len() >= most {
                    return accounts;
                }
                accounts.push(row.id.clone());
            }
            row.id.as_str().clone_into(&mut self.after_id);
        }
        if examined_all {
            self.after_id.clear();
        }
        accounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: i64 = 60_000;
    /// A multiple of five, long after the time with which a new deployment's pass begins.
    const FIRST_MINUTE: i64 = 29_000_000;

    /// Runs the cron each minute over `count` accounts, every `nth` of which is active. Returns for each
    /// active account the minutes in which it was poked and those in which it also reconciled.
    fn run(count: u32, nth: u32, minutes: i64, most: u32) -> Vec<(Vec<i64>, Vec<i64>)> {
        let id = |at: u32| AccountId::parse(&format!("{:016x}", u64::from(at) * 7_919)).unwrap();
        let mut progress = PokeProgress::default();
        let mut poked = vec![(Vec::new(), Vec::new()); usize::try_from(count).unwrap()];
        for minute in 1..=minutes {
            if progress.is_at_start() {
                progress.begin(UnixMillis::new((FIRST_MINUTE + minute) * MINUTE_MS), 5 * MINUTE_MS);
            }
            let rows = (0..count).filter(|at| id(*at).as_str() > progress.after_id.as_str());
            let rows = rows.take(usize::try_from(MAX_EXAMINED).unwrap());
            let rows = rows.map(|at| NextRow { id: id(at), active: u8::from(at % nth == 0) });
            let accounts = progress.advance(rows.collect(), most);
            assert!(accounts.len() <= usize::try_from(most).unwrap());
            for account in accounts {
                let at = (0..count).find(|at| id(*at) == account).unwrap();
                let minutes = &mut poked[usize::try_from(at).unwrap()];
                minutes.0.push(minute);
                if progress.reconciles() {
                    minutes.1.push(minute);
                }
            }
        }
        poked.into_iter().step_by(usize::try_from(nth).unwrap()).collect()
    }

    fn longest_gap(minutes: &[i64], from: i64, to: i64) -> i64 {
        let all: Vec<i64> = [from].iter().chain(minutes).chain(&[to]).copied().collect();
        all.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap()
    }

    #[test]
    fn few_accounts_are_poked_every_minute_and_reconciled_every_five() {
        for (poked, reconciled) in run(19, 1, 20, 19) {
            assert_eq!(poked, (1..=20).collect::<Vec<_>>());
            assert!(longest_gap(&reconciled, 0, 20) <= 5, "{reconciled:?}");
        }
    }

    #[test]
    fn each_of_thousands_of_accounts_is_poked_within_a_pass() {
        // 2,000 active accounts at 19 a minute: a pass takes 106 minutes.
        for (poked, reconciled) in run(4_000, 2, 330, 19) {
            assert!(longest_gap(&poked, 0, 330) <= 108, "{poked:?}");
            assert!(longest_gap(&reconciled, 0, 330) <= 108, "{reconciled:?}");
        }
    }

    #[test]
    fn idle_accounts_delay_the_others_only_by_being_read() {
        for (poked, _) in run(5_000, 1_000, 30, 19) {
            assert!(longest_gap(&poked, 0, 30) <= 7, "{poked:?}");
        }
    }
}
