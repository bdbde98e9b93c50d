//! Log lines for completed work.

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

const NAME: &str = "LOG_COMPLETIONS";

/// The setting of log lines for completed work.
pub(crate) const SETTINGS: &[Setting] = &[Setting::variable(NAME)
    .accepts(AcceptedValues::Words(&["errors", "all"]))
    .default("errors")
    .meaning(
        "`all`: one log line for every completed request, object command and cron job; `errors`: \
         only for those that failed. Each line costs CPU time and counts against the log quota; see [LOGGING](LOGGING.md)",
    )];

/// `LOG_COMPLETIONS`: requests, object commands and cron jobs that get a log line when they complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionLogging {
    /// Only those that failed.
    Errors,
    All,
}

impl CompletionLogging {
    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        source.word(NAME, &[("errors", Self::Errors), ("all", Self::All)], Self::Errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: Option<&str>) -> Result<CompletionLogging, SettingsError> {
        CompletionLogging::read(Source::new(&|_| text.map(str::to_owned)))
    }

    #[test]
    fn only_failures_are_logged_unless_all_completions_are_requested() {
        assert_eq!(read(None), Ok(CompletionLogging::Errors));
        assert_eq!(read(Some("errors")), Ok(CompletionLogging::Errors));
        assert_eq!(read(Some("all")), Ok(CompletionLogging::All));
        assert_eq!(read(Some("none")), Err(SettingsError(NAME)));
    }
}
