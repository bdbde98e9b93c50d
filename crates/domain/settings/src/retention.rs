//! Retention of settled data.

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

const RETENTION_DAYS: u32 = 90;
const ATTEMPT_RETENTION_DAYS: u32 = 30;
const AUDIT_RETENTION_DAYS: u32 = 400;

/// Settings of retention.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("MESSAGE_RETENTION_DAYS")
        .accepts(AcceptedValues::DaysOrForever)
        .default("90")
        .meaning("time for which sent messages are kept after their last change"),
    Setting::variable("INBOUND_RETENTION_DAYS")
        .accepts(AcceptedValues::DaysOrForever)
        .default("90")
        .meaning("time for which received messages are kept after their report"),
    Setting::variable("WEBHOOK_ATTEMPT_RETENTION_DAYS")
        .accepts(AcceptedValues::DaysOrForever)
        .default("30")
        .meaning("time for which the log of webhook attempts is kept"),
    Setting::variable("AUDIT_RETENTION_DAYS")
        .accepts(AcceptedValues::DaysOrForever)
        .default("400")
        .meaning("time for which the audit log of administrators' changes is kept"),
];

/// Retention of settled data, in days. `None` is forever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `MESSAGE_RETENTION_DAYS`.
    pub messages: Option<u32>,
    /// `INBOUND_RETENTION_DAYS`.
    pub inbound: Option<u32>,
    /// `WEBHOOK_ATTEMPT_RETENTION_DAYS`.
    pub webhook_attempts: Option<u32>,
    /// `AUDIT_RETENTION_DAYS`.
    pub audit: Option<u32>,
}

impl Retention {
    pub(crate) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        Ok(Self {
            messages: source.unless_zero("MESSAGE_RETENTION_DAYS", Some(RETENTION_DAYS))?,
            inbound: source.unless_zero("INBOUND_RETENTION_DAYS", Some(RETENTION_DAYS))?,
            webhook_attempts: source
                .unless_zero("WEBHOOK_ATTEMPT_RETENTION_DAYS", Some(ATTEMPT_RETENTION_DAYS))?,
            audit: source.unless_zero("AUDIT_RETENTION_DAYS", Some(AUDIT_RETENTION_DAYS))?,
        })
    }
}
