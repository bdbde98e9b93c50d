//! Reminds Dispatchers of their alarms: every account in turn, by a cursor that the minutes share.

use futures_util::stream::{self, StreamExt};
use ids::AccountId;
use object_commands::dispatcher::Poke;
use runtime::{
    log::{self, events::CronEvent},
    objects::{self, CallError, ObjectClass},
};
use store_d1::Store;
use worker::Env;

use super::cron_run::{CronRun, JobOutcome};

/// Period of activity within which a Dispatcher is poked.
const ACTIVE_WITHIN_MS: i64 = 24 * 3_600_000;
const CONCURRENT_POKES: usize = 6;
/// Minimum time between the starts of two reconciling passes, in which Dispatchers also read settings whose change
/// notice may have been lost.
const RECONCILE_MS: i64 = 5 * 60_000;
/// Calls of a run besides the pokes: reading the cursor, reading accounts, writing the cursor.
const FIXED_CALLS: u32 = 3;
/// Period for which an account is poked every minute after it was disabled or a gateway's key was revoked. The
/// operator's commands write to D1 alone, and a notice may have been lost.
const WITHDRAWN_WITHIN_MS: i64 = 3 * 60_000;
/// Maximum number of these accounts in a minute. The pass through all accounts reaches the others.
const MAX_WITHDRAWN: u32 = 8;
/// Maximum number of disabled accounts and revoked gateway keys read in a minute. It is high enough that one
/// account cannot hide the others.
const MAX_WITHDRAWN_READ: u32 = 1_000;

/// Has the Dispatchers of accounts that were disabled, or lost a key, read their settings again.
pub(super) async fn reconcile_withdrawn(run: &CronRun<'_>) -> JobOutcome {
    let CronRun { env, budget, now_ms } = *run;
    budget.spend(1);
    let most = usize::try_from(budget.left().min(MAX_WITHDRAWN)).unwrap_or(usize::MAX);
    let since_ms = now_ms.saturating_sub(WITHDRAWN_WITHIN_MS);
    let mut accounts = Store::open(env)?.withdrawn_accounts(since_ms, MAX_WITHDRAWN_READ).await?;
    if accounts.len() > most {
        // Each minute takes another part of them.
        let minute = usize::try_from(now_ms.minute()).unwrap_or(0);
        let at = minute.wrapping_mul(most).checked_rem(accounts.len()).unwrap_or(0);
        accounts.rotate_left(at);
        accounts.truncate(most);
    }
    let calls = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
    budget.spend(calls);
    poke_all(env, accounts, true).await;
    Ok(())
}

/// Pokes the next accounts and moves the cursor on. A lost alarm is set again within one pass: a minute, if a
/// minute's calls reach all active accounts.
pub(super) async fn poke_next(run: &CronRun<'_>) -> JobOutcome {
    let CronRun { env, budget, now_ms } = *run;
    let most = budget.left().saturating_sub(FIXED_CALLS);
    let store = Store::open(env)?;
    let before = store.find_poke_progress().await?;
    let mut pass = before.clone().unwrap_or_default();
    if pass.is_at_start() {
        pass.begin(now_ms, RECONCILE_MS);
    }
    let since_ms = now_ms.saturating_sub(ACTIVE_WITHIN_MS);
    let accounts = store.accounts_to_poke(&mut pass, since_ms, most).await?;
    let calls = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
    budget.spend(FIXED_CALLS.saturating_add(calls));
    let reconcile = pass.reconciles();
    // Written first, so that accounts whose objects answer slowly are not poked again by the next minute.
    if before.as_ref() != Some(&pass) {
        store.save_poke_progress(&pass).await?;
    }
    poke_all(env, accounts, reconcile).await;
    Ok(())
}

async fn poke_all(env: &Env, accounts: Vec<AccountId>, reconcile: bool) {
    stream::iter(accounts)
        .for_each_concurrent(CONCURRENT_POKES, |account_id| poke(env, account_id, reconcile))
        .await;
}

async fn poke(env: &Env, account_id: AccountId, reconcile: bool) {
    let command = Poke { reconcile };
    let called = objects::call(env, ObjectClass::Dispatcher, account_id.as_str(), command).await;
    // The account is being deleted, and has nothing to be reminded of.
    if let Err(CallError::Emptied) = called {
        return;
    }
    if let Err(error) = called {
        let account_id = &account_id.as_str();
        log::write(&CronEvent::DispatcherNotPoked { account_id, error: &error });
    }
}
