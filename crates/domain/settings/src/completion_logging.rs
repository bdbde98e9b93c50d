//! Extent of completion lines in the log.

/// Completions of requests, object commands and cron jobs that are logged (`LOG_COMPLETIONS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionLogging {
    /// Those that failed.
    Errors,
    /// All of them.
    All,
}
