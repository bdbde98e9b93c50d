//! The platform's clock. Apart from [`clock`](crate::clock), whose deadlines need timers and with them a gate, which
//! needs the time.

use unix_time::UnixMillis;
use worker::Date;

/// Current time. In production the clock stands still between I/O.
pub fn now_ms() -> UnixMillis {
    i64::try_from(Date::now().as_millis()).map_or(UnixMillis::MAX, UnixMillis::new)
}
