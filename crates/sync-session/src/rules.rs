//! What an operator decides of sync sessions.

/// Numbers and times, with the README's values by default. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// `session_change_limit`: how many URLs a browser is shown in all. At least one.
    pub urls: u32,
    /// `session_sleep_timeout`: how long each is shown.
    pub sleep_ms: i64,
    /// `session_paused_timeout`: how long a browser waits for the password, once.
    pub paused_ms: i64,
    /// How long a URL that was replaced is still good, for a scan that was in flight.
    pub overlap_ms: i64,
    /// How long a session lasts, whatever happens.
    pub ttl_ms: i64,
    /// So many wrong passwords end it.
    pub password_tries: u32,
    /// How long each URL is shown where the handshake has one step.
    pub one_step_sleep_ms: i64,
}

impl Default for Rules {
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
