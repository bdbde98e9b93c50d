//! Deletes rows whose time is over: counts, one-time codes, tokens, sessions and links of people, gateways that wait for
//! approval, and old entries of the audit log.

use runtime::Settings;
use store_d1::{Store, retention::horizon_ms};

use super::cron_run::{CronRun, JobOutcome};

const HOUR_MS: i64 = 3_600_000;
/// Time for which an hour's count is needed: a sliding limit uses it until the following hour ends.
const COUNTED_FOR_MS: i64 = 2 * HOUR_MS;
const ROWS_PER_SWEEP: u32 = 1_000;
/// Maximum number of counts in one chunk. Unauthenticated callers cause counts; two chunks are more than their
/// ceilings allow in a minute.
const COUNTS_PER_SWEEP: u32 = 50_000;

/// Deletes counts without an account whose windows ended.
pub(super) async fn delete_strangers_counts(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    // The store deletes windows that began before this time. One that began exactly two hours ago has ended too.
    let before_ms = run.now_ms.saturating_sub(COUNTED_FOR_MS).saturating_add(1);
    let chunk = async || store.delete_strangers_counts(before_ms, COUNTS_PER_SWEEP).await;
    Ok(run.budget.work_off(1, chunk).await?)
}

/// Deletes counts of windows that ended.
pub(super) async fn delete_request_counts(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let before_ms = run.now_ms.saturating_sub(COUNTED_FOR_MS).saturating_add(1);
    let chunk = async || store.delete_request_counts(before_ms, COUNTS_PER_SWEEP).await;
    Ok(run.budget.work_off(2, chunk).await?)
}

/// Deletes counts of SMS whose hour or day is over.
pub(super) async fn delete_sms_counts(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let chunk = async || store.delete_sms_counts(run.now_ms, COUNTS_PER_SWEEP).await;
    Ok(run.budget.work_off(1, chunk).await?)
}

/// Deletes old counts of wrong passwords.
pub(super) async fn delete_password_failures(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let chunk = async || store.delete_password_failures(run.now_ms, ROWS_PER_SWEEP).await;
    Ok(run.budget.work_off(2, chunk).await?)
}

/// Deletes one-time codes and attempts that no longer count.
pub(super) async fn delete_codes(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let chunk = async || store.delete_uncounted_codes(run.now_ms, ROWS_PER_SWEEP).await;
    Ok(run.budget.work_off(2, chunk).await?)
}

/// Deletes token pairs whose last token expired an hour ago.
pub(super) async fn delete_tokens(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let before_ms = run.now_ms.saturating_sub(HOUR_MS);
    let chunk = async || store.delete_expired_tokens(before_ms, ROWS_PER_SWEEP).await;
    Ok(run.budget.work_off(1, chunk).await?)
}

/// Deletes sessions of people that reached their end, and sign-in links that expired.
pub(super) async fn delete_person_sessions(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let chunk = async || store.delete_expired_person_sessions(run.now_ms, ROWS_PER_SWEEP).await;
    run.budget.work_off(1, chunk).await?;
    let chunk = async || store.delete_expired_sign_in_links(run.now_ms, ROWS_PER_SWEEP).await;
    Ok(run.budget.work_off(1, chunk).await?)
}

/// Deletes entries of the audit log that were kept long enough.
pub(super) async fn delete_audit_entries(run: &CronRun<'_>) -> JobOutcome {
    let Some(days) = Settings::of(run.env)?.retention.audit else { return Ok(()) };
    let store = Store::open(run.env)?;
    let before_ms = horizon_ms(run.now_ms, days);
    let chunk = async || store.delete_old_audit_entries(before_ms, ROWS_PER_SWEEP).await;
    Ok(run.budget.work_off(2, chunk).await?)
}

/// Deletes gateways that were not approved within a day.
pub(super) async fn delete_pending_gateways(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let chunk = async || store.delete_expired_pending_gateways(run.now_ms, ROWS_PER_SWEEP).await;
    Ok(run.budget.work_off(1, chunk).await?)
}
