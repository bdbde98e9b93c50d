//! Deletes unused accounts that a phone got without any credential.

use object_commands::dispatcher::GatewayChanged;
use runtime::{
    log::{self, events::CronEvent},
    objects::{self, ObjectClass},
};
use store_d1::{Store, StoreError, unproven_accounts::DueUnprovenAccount};
use worker::Env;

use super::cron_run::{CronRun, JobOutcome};

const UNPROVEN_FOR_MS: i64 = 7 * 24 * 3_600_000;
/// Calls that one account takes: reading, deleting and telling its Dispatcher, or keeping it instead.
const CALLS_PER_ACCOUNT: u32 = 3;
/// Maximum number of accounts in one run, if it has enough calls. Several times the rate of new accounts that
/// `PUBLIC_ACCOUNTS_PER_HOUR` allows.
const ACCOUNTS_PER_RUN: u32 = 10;

/// Deletes a bounded number of accounts; the next minute continues. Costs one query when there are none.
pub(super) async fn delete_unused(run: &CronRun<'_>) -> JobOutcome {
    let CronRun { env, budget, now_ms } = *run;
    if !budget.take(1) {
        return Ok(());
    }
    let store = Store::open(env)?;
    let before_ms = now_ms.saturating_sub(UNPROVEN_FOR_MS);
    for account in store.due_unproven_accounts(before_ms, ACCOUNTS_PER_RUN).await? {
        if !budget.take(CALLS_PER_ACCOUNT) {
            break;
        }
        decide(env, &store, &account).await?;
    }
    Ok(())
}

/// Deletes or keeps one account. It is not looked at again either way, so that it does not delay others.
async fn decide(env: &Env, store: &Store, account: &DueUnprovenAccount) -> Result<(), StoreError> {
    if account.used == 0 {
        match store.delete_unused_account(&account.id).await {
            Ok(()) => {
                forget_gateway(env, account).await;
                return Ok(());
            }
            // The account has data that no registration creates, so somebody uses it.
            Err(StoreError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    store.keep_account(&account.id).await
}

/// Tells the Dispatcher that the gateway is gone, so that it drops its data of it.
async fn forget_gateway(env: &Env, account: &DueUnprovenAccount) {
    let Some(gateway_id) = account.gateway_id.clone() else { return };
    let notice = GatewayChanged { gateway_id };
    let called = objects::call(env, ObjectClass::Dispatcher, account.id.as_str(), notice).await;
    if let Err(error) = called {
        let account_id = &account.id.as_str();
        log::write(&CronEvent::GatewayNotForgotten { account_id, error: &error });
    }
}
