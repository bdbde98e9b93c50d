//! Guesses at passwords: how often they may be made, and when they are answered.
//!
//! A name that does not exist is counted and answered like one that does. No answer may tell by its time whether a
//! slow hash was computed, so every failure is answered a fixed time after the request.

use std::future::Future;

use futures_util::future::{Either, select};
use request_limits::{Network, Policy};
use runtime::{log, timer::Timer};
use store_d1::{
    Store, StoreError,
    password_failures::{Guesser, Reserved},
};

use crate::{CountFault, LimitExceeded, RequestContext, limits};

const HOUR_SECS: u32 = 3_600;
const MS_PER_SEC: i64 = 1_000;
/// A site may guess as often as so many of its networks.
const NETWORKS_PER_SITE: u32 = 3;
/// Failures are answered this long after the request, or a multiple of it: longer than looking up a name and a slow
/// hash take.
const FAILURE_MS: u64 = 400;

/// Runs `work`, whose success is answered at once. Its failure is answered when the next whole number of
/// [`FAILURE_MS`] has passed since it began.
pub async fn even_time<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let mut work = Box::pin(work);
    loop {
        // The timer begins with the work, so that what the work computes meanwhile does not move its end. An
        // isolate that is out of timers answers unevenly rather than not at all.
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

/// Where a guess comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub network: Network,
    /// Another credential of the account came with it, such as a phone's token: then it is none of a stranger's.
    pub is_known: bool,
}

impl Origin {
    /// Nothing but the network is known.
    pub fn of(network: Network) -> Self {
        Self { network, is_known: false }
    }
}

/// Names the caller who guesses at the password of a name. `account_id` is empty where names are unique in the
/// deployment.
pub fn guesser(context: &RequestContext, account_id: &str, name: &str, origin: &Origin) -> Guesser {
    let key = &context.settings.network_key;
    // Known callers have rows of their own, so that their failures are never added to those of strangers.
    let networks = if origin.is_known { "networks of known callers" } else { "password failures" };
    Guesser {
        account_id: account_id.to_owned(),
        subject: key.subject_of("password failures", name),
        network: key.subject(networks, &origin.network),
        is_known: origin.is_known,
    }
}

/// Counts a guess of the network at any name, whether or not there is such a name, so that guesses at made-up names
/// leave a bounded number of rows. Costs one D1 query, and another one for an IPv6 network.
pub async fn admit(context: &RequestContext, network: &Network) -> Result<(), CountFault> {
    let Some(quota) = context.settings.identity.guesses_per_network_and_hour else {
        return Ok(());
    };
    // First, so that the 65,536 networks of a site make few rows.
    if let Some(site) = network.site() {
        let quota = quota.saturating_mul(NETWORKS_PER_SITE);
        let policy = Policy { name: "guesses-site", quota, window_secs: HOUR_SECS };
        limits::count_sliding(context, policy, &site).await?;
    }
    let policy = Policy { name: "guesses-network", quota, window_secs: HOUR_SECS };
    limits::count_sliding(context, policy, network).await
}

/// Counts a guess as failed until [`succeeded`] says otherwise. `Exceeded`: there were too many in a row, and this one
/// must not be looked at.
pub async fn reserve(context: &RequestContext, by: &Guesser) -> Result<(), CountFault> {
    let store = Store::open(&context.env).map_err(CountFault::Store)?;
    let now_ms = context.now_ms;
    match store.reserve_guess(by, now_ms).await.map_err(CountFault::Store)? {
        Reserved::Permitted => Ok(()),
        Reserved::Refused { until_ms } => Err(CountFault::Exceeded(LimitExceeded {
            retry_after_secs: secs_until(until_ms, now_ms),
        })),
    }
}

/// Takes back a guess that was counted and not looked at.
pub async fn release(context: &RequestContext, by: &Guesser) -> Result<(), StoreError> {
    Store::open(&context.env)?.release_guess(by).await
}

/// The guess was right.
pub async fn succeeded(context: &RequestContext, by: &Guesser) -> Result<(), StoreError> {
    Store::open(&context.env)?.note_right_password(by, context.now_ms).await
}

/// The name has a new password, which somebody in that network has set who proved to be its owner: failures at the old
/// password are forgotten, networks that were known stay known, and this one is known too. Should noting that fail the
/// new password is good all the same.
pub async fn password_stored(
    context: &RequestContext,
    account_id: &str,
    name: &str,
    network: Network,
) {
    let by = guesser(context, account_id, name, &Origin::of(network));
    let noted = match Store::open(&context.env) {
        Ok(store) => store.note_new_password(&by, context.now_ms).await,
        Err(error) => Err(error),
    };
    if let Err(error) = noted {
        log::warn(
            "failures at an old password were not forgotten",
            &[("error", &error.to_string())],
        );
    }
}

/// Returns the whole seconds until that time, at least one.
fn secs_until(until_ms: i64, now_ms: i64) -> u32 {
    let left_ms = until_ms.saturating_sub(now_ms).max(1);
    let secs = left_ms.saturating_add(MS_PER_SEC - 1).div_euclid(MS_PER_SEC);
    u32::try_from(secs).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_and_never_nothing() {
        let waits = [(1_000, 0), (1_001, 0), (5, 5), (0, 9)];
        assert_eq!(waits.map(|(until_ms, now_ms)| secs_until(until_ms, now_ms)), [1, 2, 1, 1]);
    }
}
