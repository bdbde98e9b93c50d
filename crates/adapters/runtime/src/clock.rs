//! The current time, which is read once per event and passed on as an argument, and deadlines.

use std::{future::Future, pin::pin};

use futures_util::future::{Either, select};

pub use crate::current_time::now_ms;
use crate::timer::Timer;

/// Returns the future's output, or `None` after `deadline_ms`. When no timer is available the future is dropped
/// without being started, since nothing would end it.
pub async fn within<T>(deadline_ms: u64, future: impl Future<Output = T>) -> Option<T> {
    let timer = pin!(Timer::after(deadline_ms)?);
    match select(pin!(future), timer).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

/// Waits for `duration_ms`. Only for retries within one event; longer waits belong in an alarm. Returns at once
/// when no timer is available, so callers must bound their number of tries.
pub async fn pause(duration_ms: u64) {
    if let Some(timer) = Timer::after(duration_ms) {
        timer.await;
    }
}
