//! Limits at which a phone that does not keep up gets no more messages (smsgate contract 4). All are off by
//! default.

use object_commands::dispatcher::QueueLimits;
use worker::Env;

use super::{SettingsError, duration, text, unless_zero};

/// Reads `MESSAGES_QUEUE_MAX_PENDING`, `…_MAX_PENDING_AGE`, `…_MAX_FAILED` and `…_MAX_FAILED_AGE`. Ages are written
/// as `24h`, `15m` or in seconds.
pub(super) fn read(env: &Env) -> Result<QueueLimits, SettingsError> {
    Ok(QueueLimits {
        max_pending: unless_zero(env, "MESSAGES_QUEUE_MAX_PENDING", None)?,
        max_pending_age_ms: age_ms(env, "MESSAGES_QUEUE_MAX_PENDING_AGE")?,
        max_failed: unless_zero(env, "MESSAGES_QUEUE_MAX_FAILED", None)?,
        max_failed_age_ms: age_ms(env, "MESSAGES_QUEUE_MAX_FAILED_AGE")?,
    })
}

fn age_ms(env: &Env, name: &'static str) -> Result<Option<i64>, SettingsError> {
    let Some(text) = text(env, name).filter(|text| text.trim() != "0") else { return Ok(None) };
    let secs = duration::parse_secs(&text).ok_or(SettingsError(name))?;
    Ok(Some(i64::from(secs) * 1_000))
}
