//! The operator's settings for sync sessions.

/// Counts and times, with the README's values as defaults. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncRules {
    /// `session_change_limit`: total number of URLs that a browser is shown. At least one.
    pub urls: u32,
    /// `session_sleep_timeout`: time for which each URL is shown.
    pub sleep_ms: i64,
    /// `session_paused_timeout`: time for which a browser waits for the password, once.
    pub paused_ms: i64,
    /// Time for which a replaced URL stays valid, for a scan in flight.
    pub overlap_ms: i64,
    /// Maximum lifetime of a session.
    pub ttl_ms: i64,
    /// Number of wrong passwords that end the session.
    pub password_tries: u32,
    /// Time for which each URL is shown in the one-step handshake.
    pub one_step_sleep_ms: i64,
}

impl Default for SyncRules {
    fn default() -> Self {
        Self {
            urls: 3,
            sleep_ms: 15_000,
            paused_ms: 120_000,
            overlap_ms: 3_000,
            ttl_ms: 300_000,
            password_tries: 5,
            one_step_sleep_ms: 10_000,
        }
    }
}
