//! The time, read once per event and passed on as an argument, and deadlines.

use std::{future::Future, pin::pin, time::Duration};

use futures_util::future::{Either, select};
use worker::{Date, Delay};

/// Unix milliseconds. In production the clock stands still between I/O.
pub fn now_ms() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}

/// The future's output, or `None` once `deadline_ms` have passed.
pub async fn within<T>(deadline_ms: u64, future: impl Future<Output = T>) -> Option<T> {
    let delay = pin!(Delay::from(Duration::from_millis(deadline_ms)));
    match select(pin!(future), delay).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

/// Waits. Only for retries within one event; anything longer is an alarm's business.
pub async fn pause(duration_ms: u64) {
    Delay::from(Duration::from_millis(duration_ms)).await;
}
