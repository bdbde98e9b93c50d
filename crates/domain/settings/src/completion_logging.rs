//! Extent of completion lines in the log.

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

pub(crate) const SETTINGS: &[Setting] = &[Setting::variable("LOG_COMPLETIONS")
    .accepts(AcceptedValues::Words(&["errors", "all"]))
    .default("errors")
    .meaning(
        "`all`: one log line for every completed request, object command and cron job. `errors`: only \
         for those that failed. Each line costs CPU time and counts against the quota of log lines; \
         see [LOGGING](LOGGING.md)",
    )];

/// Completions of requests, object commands and cron jobs that are logged (`LOG_COMPLETIONS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionLogging {
    /// Those that failed.
    Errors,
    /// All of them.
    All,
}

impl CompletionLogging {
    pub(crate) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        match source.text("LOG_COMPLETIONS").as_deref() {
            None | Some("errors") => Ok(Self::Errors),
            Some("all") => Ok(Self::All),
            Some(_) => Err(SettingsError("LOG_COMPLETIONS")),
        }
    }
}
