//! Password guesses: their limits, and the time of their answers.
//!
//! An unknown name is counted and answered like a known one. Response times must not reveal whether a slow hash was
//! computed, so every failure is answered at a fixed time after the request.

use std::future::Future;

use futures_util::future::{Either, select};
use request_limits::{Network, RateLimitPolicy};
use runtime::{
    ServiceContext,
    log::{self, events::IdentityEvent},
    timer::Timer,
};
use store_d1::{
    Store, StoreError,
    password_failures::{GuessOutcome, GuessingCaller},
};
use throttling::{CountFault, LimitExceeded};
use unix_time::UnixMillis;

const HOUR_SECS: u32 = 3_600;
const MS_PER_SEC: i64 = 1_000;
/// A site may make this many times a network's quota of guesses.
const NETWORKS_PER_SITE: u32 = 3;
/// Failures are answered at a multiple of this time after the request. It is longer than a look-up and a slow hash
/// take.
const FAILURE_MS: u64 = 400;

/// Runs `work`. A success is answered at once; a failure at the next multiple of [`FAILURE_MS`] since the start.
pub async fn delay_failure<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let mut work = Box::pin(work);
    loop {
        // The timer starts together with the work, so that computing does not shift its end. If the isolate is out of
        // timers, answering unevenly is better than not at all.
        let Some(timer) = Timer::after(FAILURE_MS) else { return work.await };
        match select(work, Box::pin(timer)).await {
            Either::Left((Ok(value), _)) => return Ok(value),
            Either::Left((Err(error), timer)) => {
                timer.await;
                return Err(error);
            }
            Either::Right(((), unfinished)) => work = unfinished,
        }
    }
}

/// Origin of a guess.
#[derive(Clone, Debug)]
pub struct GuessOrigin {
    pub network: Network,
    /// Whether another credential of the account came with it, such as a phone's token; then its sender is not a
    /// stranger.
    pub is_known: bool,
}

impl GuessOrigin {
    /// Returns an origin of which only the network is known.
    pub fn of(network: Network) -> Self {
        Self { network, is_known: false }
    }
}

/// Identifies the caller who guesses a name's password. `account_id` is empty if names are unique in the deployment.
pub fn identify_guessing_caller(
    context: &ServiceContext,
    account_id: &str,
    name: &str,
    origin: &GuessOrigin,
) -> GuessingCaller {
    let key = &context.settings.network_key;
    // Known callers have separate rows, so that their failures are never added to those of strangers.
    let networks = if origin.is_known { "networks of known callers" } else { "password failures" };
    GuessingCaller {
        account_id: account_id.to_owned(),
        subject: key.subject_of("password failures", name),
        network: key.subject(networks, &origin.network),
        is_known: origin.is_known,
    }
}

/// Counts a guess of the network at any name, known or not, so that guesses at made-up names leave a bounded number of
/// rows. Costs one D1 query, and another for an IPv6 network.
pub async fn admit(context: &ServiceContext, network: &Network) -> Result<(), CountFault> {
    let Some(quota) = context.settings.identity.guesses_per_network_and_hour else {
        return Ok(());
    };
    // The site is counted first, so that its 65,536 networks write few rows.
    if let Some(site) = network.site() {
        let quota = quota.saturating_mul(NETWORKS_PER_SITE);
        let policy = RateLimitPolicy { name: "guesses-site", quota, window_secs: HOUR_SECS };
        throttling::count_sliding(context, policy, &site).await?;
    }
    let policy = RateLimitPolicy { name: "guesses-network", quota, window_secs: HOUR_SECS };
    throttling::count_sliding(context, policy, network).await
}

/// Counts a guess as failed until [`record_success`] is called. `Exceeded` if there were too many failures in a row;
/// the guess must then not be checked.
pub async fn reserve(context: &ServiceContext, by: &GuessingCaller) -> Result<(), CountFault> {
    let store = Store::open(&context.env).map_err(CountFault::Store)?;
    let now_ms = context.now_ms;
    match store.reserve_guess(by, now_ms).await.map_err(CountFault::Store)? {
        GuessOutcome::Permitted => Ok(()),
        GuessOutcome::Refused { until_ms } => Err(CountFault::Exceeded(LimitExceeded {
            retry_after_secs: secs_until(until_ms, now_ms),
        })),
    }
}

/// Removes a guess that was counted but not checked.
pub async fn release(context: &ServiceContext, by: &GuessingCaller) -> Result<(), StoreError> {
    Store::open(&context.env)?.release_guess(by).await
}

/// Records that the guess was right.
pub async fn record_success(
    context: &ServiceContext,
    by: &GuessingCaller,
) -> Result<(), StoreError> {
    Store::open(&context.env)?.record_right_password(by, context.now_ms).await
}

/// Records that the name's proven owner has set a new password from this network: failures at the old password are
/// forgotten, known networks stay known, and this one becomes known. If recording that fails, the new password is valid
/// nevertheless.
pub async fn record_new_password(
    context: &ServiceContext,
    account_id: &str,
    name: &str,
    network: Network,
) {
    let by = identify_guessing_caller(context, account_id, name, &GuessOrigin::of(network));
    let noted = match Store::open(&context.env) {
        Ok(store) => store.record_new_password(&by, context.now_ms).await,
        Err(error) => Err(error),
    };
    if let Err(error) = noted {
        log::write(&IdentityEvent::PasswordFailuresNotForgotten { error: &error });
    }
}

/// Returns the whole seconds until that time, at least one.
fn secs_until(until_ms: UnixMillis, now_ms: UnixMillis) -> u32 {
    let left_ms = until_ms.since(now_ms).max(1);
    let secs = left_ms.saturating_add(MS_PER_SEC - 1).div_euclid(MS_PER_SEC);
    u32::try_from(secs).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_rounded_up_and_at_least_one_second() {
        let waits = [(1_000, 0), (1_001, 0), (5, 5), (0, 9)];
        let secs = waits.map(|(until_ms, now_ms)| {
            secs_until(UnixMillis::new(until_ms), UnixMillis::new(now_ms))
        });
        assert_eq!(secs, [1, 2, 1, 1]);
    }
}
