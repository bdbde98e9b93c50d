//! Lifetime of a person's session.

use unix_time::UnixMillis;

/// Time without a request after which a session ends: 12 hours.
pub const SESSION_IDLE_MS: i64 = 12 * 3_600_000;
/// Time after which a session ends in any case: 7 days.
pub const SESSION_LIFETIME_MS: i64 = 7 * 24 * 3_600_000;
/// Minimum interval between two writes of a session's last use: 5 minutes.
pub const SESSION_TOUCH_INTERVAL_MS: i64 = 5 * 60_000;
/// Lifetime of a sign-in link: 30 minutes.
pub const SIGN_IN_LINK_LIFETIME_MS: i64 = 30 * 60_000;
/// Sessions of one person. A further sign-in ends the oldest one.
pub const MAX_SESSIONS_PER_PERSON: u32 = 20;
/// Passkeys of one person.
pub const MAX_PASSKEYS_PER_PERSON: u32 = 20;
/// People of one account, and of the deployment.
pub const MAX_PEOPLE: u32 = 100;

/// Times of a session that decide whether it is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    pub expires_at_ms: UnixMillis,
    /// Last recorded use.
    pub used_at_ms: UnixMillis,
}

impl SessionTimes {
    /// Returns the times of a session that begins now.
    pub fn begin(now_ms: UnixMillis) -> Self {
        Self { expires_at_ms: now_ms.saturating_add(SESSION_LIFETIME_MS), used_at_ms: now_ms }
    }

    /// Whether the session has neither reached its end nor been idle for too long.
    pub fn is_alive_at(self, now_ms: UnixMillis) -> bool {
        now_ms < self.ends_at_ms()
    }

    /// Returns the time at which the session ends if it is not used any more.
    pub fn ends_at_ms(self) -> UnixMillis {
        self.expires_at_ms.min(self.used_at_ms.saturating_add(SESSION_IDLE_MS))
    }

    /// Whether a use at this time is to be recorded.
    pub fn is_stale_at(self, now_ms: UnixMillis) -> bool {
        self.used_at_ms.saturating_add(SESSION_TOUCH_INTERVAL_MS) <= now_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_ends_after_12_idle_hours_and_after_7_days_of_use() {
        let at = |hours: i64| UnixMillis::new(hours * 3_600_000);
        let begun = SessionTimes::begin(at(0));
        assert!(begun.is_alive_at(at(0)) && begun.is_alive_at(UnixMillis::new(43_199_999)));
        assert!(!begun.is_alive_at(at(12)));
        assert_eq!(begun.ends_at_ms(), at(12));
        let used = SessionTimes { used_at_ms: at(167), ..begun };
        assert_eq!(used.ends_at_ms(), at(168));
        assert!(used.is_alive_at(UnixMillis::new(604_799_999)) && !used.is_alive_at(at(168)));
    }

    #[test]
    fn use_is_recorded_at_most_every_five_minutes() {
        let begun = SessionTimes::begin(UnixMillis::new(1_000));
        assert!(!begun.is_stale_at(UnixMillis::new(300_999)));
        assert!(begun.is_stale_at(UnixMillis::new(301_000)));
    }
}
