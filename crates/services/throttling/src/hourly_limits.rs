//! Exact rate limits: one row of D1 per network and clock hour.

use std::{cell::RefCell, collections::HashMap};

use ids::AccountId;
use request_limits::{Counted, Network, RateLimitPolicy, Remaining, Window};
use runtime::{
    ServiceContext,
    log::{self, events::LimitEvent},
};
use store_d1::Store;
use unix_time::UnixMillis;

use crate::{CountFault, LimitExceeded};

const HOUR_SECS: u32 = 3_600;
/// Size at which the cache of refusals is emptied.
const MAX_REFUSED: usize = 10_000;

/// A limit that is configured in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExactLimit {
    /// One-time codes that an account's keys request from one network.
    SendCode,
    /// Registrations from one network.
    Register,
    /// Logins from one network to an account whose password is slow to check, counted while under way and after a
    /// failure.
    Login,
}

thread_local! {
    /// Subjects that D1 refused, with the end of their window: until then further requests cost no query.
    static REFUSED: RefCell<HashMap<String, UnixMillis>> = RefCell::default();
}

/// Counts one request from the network, for the account if it is known. Without a configured limit nothing is counted.
pub async fn count_exactly(
    context: &ServiceContext,
    limit: ExactLimit,
    account_id: Option<&AccountId>,
    network: &Network,
) -> Result<(), CountFault> {
    let Some(policy) = limit.policy(context) else { return Ok(()) };
    let window = Window::at(context.now_ms, policy.window_secs);
    let subject = crate::subject(context, policy, network);
    let account = account_id.map_or("", AccountId::as_str);
    let remembered = format!("{account} {subject}");
    let counted = if is_refused(&remembered, context.now_ms) {
        None
    } else {
        let store = Store::open(&context.env).map_err(CountFault::Store)?;
        let counting = store.count_request(account, window.started_at_ms, &subject, policy.quota);
        counting.await.map_err(CountFault::Store)?
    };
    let reset_secs = window.reset_secs(context.now_ms);
    let requests = policy.quota.saturating_sub(counted.unwrap_or(policy.quota));
    context.ledger.note(Counted { policy, remaining: Some(Remaining { requests, reset_secs }) });
    if counted.is_none() {
        // A count that can be taken back may drop again, so the refusal is not cached.
        if !limit.is_taken_back() {
            remember_refusal(remembered, window.ends_at_ms);
        }
        return Err(CountFault::Exceeded(LimitExceeded { retry_after_secs: reset_secs }));
    }
    Ok(())
}

/// Takes back one request that was counted in the current window. If that fails, the count stands.
pub async fn uncount(
    context: &ServiceContext,
    limit: ExactLimit,
    account_id: Option<&AccountId>,
    network: &Network,
) {
    let Some(policy) = limit.policy(context) else { return };
    let window = Window::at(context.now_ms, policy.window_secs);
    let subject = crate::subject(context, policy, network);
    let account = account_id.map_or("", AccountId::as_str);
    let uncounted = match Store::open(&context.env) {
        Ok(store) => store.uncount_request(account, window.started_at_ms, &subject).await,
        Err(error) => Err(error),
    };
    if let Err(error) = uncounted {
        log::write(&LimitEvent::RequestNotUncounted { error: &error });
    }
}

impl ExactLimit {
    /// Whether requests of this limit can be taken back with [`uncount`].
    fn is_taken_back(self) -> bool {
        matches!(self, Self::Login)
    }

    fn policy(self, context: &ServiceContext) -> Option<RateLimitPolicy> {
        let settings = &context.settings.request_limits;
        let (name, quota) = match self {
            Self::Login => ("login", context.settings.identity.failed_logins_per_hour),
            Self::SendCode => ("otp-send-network", settings.codes_per_network_and_hour),
            Self::Register => ("register-network", settings.registrations_per_network_and_hour),
        };
        quota.map(|quota| RateLimitPolicy { name, quota, window_secs: HOUR_SECS })
    }
}

fn is_refused(subject: &str, now_ms: UnixMillis) -> bool {
    REFUSED.with_borrow(|refused| refused.get(subject).is_some_and(|until_ms| *until_ms > now_ms))
}

fn remember_refusal(subject: String, until_ms: UnixMillis) {
    REFUSED.with_borrow_mut(|refused| {
        if refused.len() >= MAX_REFUSED {
            refused.clear();
        }
        refused.insert(subject, until_ms);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_cached_until_their_window_ends_and_the_cache_is_bounded() {
        remember_refusal("one".to_owned(), UnixMillis::new(1_000));
        assert!(
            is_refused("one", UnixMillis::new(999))
                && !is_refused("one", UnixMillis::new(1_000))
                && !is_refused("two", UnixMillis::EPOCH)
        );
        for index in 0..=MAX_REFUSED {
            remember_refusal(index.to_string(), UnixMillis::new(1_000));
        }
        assert!(REFUSED.with_borrow(HashMap::len) <= MAX_REFUSED);
        assert!(is_refused(&MAX_REFUSED.to_string(), UnixMillis::EPOCH));
    }
}
