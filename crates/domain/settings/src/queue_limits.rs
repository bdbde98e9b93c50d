//! Limits at which a phone that does not keep up gets no more messages (smsgate contract 4). All are off by
//! default.

use object_commands::dispatcher::QueueLimits;

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Settings of these limits.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("MESSAGES_QUEUE_MAX_PENDING")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("0")
        .meaning(
            "number of waiting messages at which a phone with the SMSGate app gets no more \
             messages through the SMSGate API (503)",
        ),
    Setting::variable("MESSAGES_QUEUE_MAX_PENDING_AGE")
        .accepts(AcceptedValues::DurationOrOff)
        .default("0")
        .meaning(
            "age of the oldest waiting message at which a phone with the SMSGate app gets no more \
             messages through the SMSGate API (503)",
        ),
    Setting::variable("MESSAGES_QUEUE_MAX_FAILED")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("0")
        .meaning(
            "number of latest messages that all failed at which a phone with the SMSGate app gets \
             no more messages through the SMSGate API (503)",
        ),
    Setting::variable("MESSAGES_QUEUE_MAX_FAILED_AGE")
        .accepts(AcceptedValues::DurationOrOff)
        .default("0")
        .meaning("age up to which the last of the failures of `MESSAGES_QUEUE_MAX_FAILED` counts"),
];

/// Reads `MESSAGES_QUEUE_MAX_PENDING`, `…_MAX_PENDING_AGE`, `…_MAX_FAILED` and `…_MAX_FAILED_AGE`. Ages are written
/// as `24h`, `15m` or in seconds.
pub(super) fn read(source: Source<'_>) -> Result<QueueLimits, SettingsError> {
    Ok(QueueLimits {
        max_pending: source.unless_zero("MESSAGES_QUEUE_MAX_PENDING", None)?,
        max_pending_age_ms: age_ms(source, "MESSAGES_QUEUE_MAX_PENDING_AGE")?,
        max_failed: source.unless_zero("MESSAGES_QUEUE_MAX_FAILED", None)?,
        max_failed_age_ms: age_ms(source, "MESSAGES_QUEUE_MAX_FAILED_AGE")?,
    })
}

fn age_ms(source: Source<'_>, name: &'static str) -> Result<Option<i64>, SettingsError> {
    let secs = source.duration_secs_or_off(name, None)?;
    Ok(secs.map(|secs| i64::from(secs) * 1_000))
}
