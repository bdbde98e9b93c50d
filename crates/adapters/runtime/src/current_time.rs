//! The platform's clock. Apart from [`clock`](crate::clock), whose deadlines need timers and with them a gate, which
//! needs the time.

use worker::Date;

/// Current time in Unix milliseconds. In production the clock stands still between I/O.
pub fn now_ms() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
