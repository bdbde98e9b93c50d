//! The time, read once per event and passed on as an argument, and deadlines.

use std::{future::Future, pin::pin};

use futures_util::future::{Either, select};
use worker::Date;

use crate::timer::Timer;

/// Unix milliseconds. In production the clock stands still between I/O.
pub fn now_ms() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}

/// The future's output, or `None` once `deadline_ms` have passed. Where there is no room for another timer
/// the future is dropped unbegun, since nothing would end it.
pub async fn within<T>(deadline_ms: u64, future: impl Future<Output = T>) -> Option<T> {
    let timer = pin!(Timer::after(deadline_ms)?);
    match select(pin!(future), timer).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

/// Waits. Only for retries within one event; anything longer is an alarm's business. Where there is no room
/// for another timer there is no wait, so callers bound how often they try.
pub async fn pause(duration_ms: u64) {
    if let Some(timer) = Timer::after(duration_ms) {
        timer.await;
    }
}
