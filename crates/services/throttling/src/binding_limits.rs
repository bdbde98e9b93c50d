//! Rate limits by the platform's bindings.

use request_limits::{Counted, RateLimitPolicy, Remaining};
use runtime::{
    Environment, ServiceContext,
    log::{self, events::LimitEvent},
};

use crate::LimitExceeded;

include!(concat!(env!("OUT_DIR"), "/bindings.rs"));

/// A rate limit configured in wrangler.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Sends per key.
    Send,
    /// Sends through the SMSGate API per account. The original has no limit: its clients send batches of a thousand,
    /// one request each.
    SendSmsGate,
    /// Requests for one-time codes per key.
    SendCode,
    /// Guesses at one-time codes per key or network.
    VerifyCode,
    /// Registrations per network.
    Register,
    /// Password checks per network.
    Login,
    /// Reads of the public catalog per network.
    Catalog,
    /// Everything else per key.
    Requests,
    /// Sync sessions and apps' requests to them, per network or relay user.
    Sync,
}

impl Limit {
    /// Name of the limit in headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::SendSmsGate => "send-smsgate",
            Self::SendCode => "otp-send",
            Self::VerifyCode => "otp-verify",
            Self::Register => "register",
            Self::Login => "login",
            Self::Catalog => "catalog",
            Self::Requests => "requests",
            Self::Sync => "sync",
        }
    }

    /// Returns the policy from wrangler.toml; `None` if it has none for this limit.
    pub fn policy(self) -> Option<RateLimitPolicy> {
        let binding = BINDINGS.iter().find(|(name, ..)| *name == self.binding());
        binding.map(|(_, quota, window_secs)| RateLimitPolicy {
            name: self.as_str(),
            quota: *quota,
            window_secs: *window_secs,
        })
    }

    fn binding(self) -> &'static str {
        match self {
            Self::Send => "LIMIT_SEND",
            Self::SendSmsGate => "LIMIT_SMSGATE_SEND",
            Self::SendCode => "LIMIT_OTP_SEND",
            Self::VerifyCode => "LIMIT_OTP_VERIFY",
            Self::Register => "LIMIT_REGISTER",
            Self::Login => "LIMIT_LOGIN",
            Self::Catalog => "LIMIT_CATALOG",
            Self::Requests => "LIMIT_REQUESTS",
            Self::Sync => "LIMIT_SYNC",
        }
    }
}

/// Counts one request of `who` against the limit. If the limiter is missing or does not answer, the request passes and
/// no limit is announced.
pub async fn count(context: &ServiceContext, limit: Limit, who: &str) -> Result<(), LimitExceeded> {
    if context.settings.environment == Environment::Local {
        return Ok(());
    }
    let Some(policy) = limit.policy() else { return Ok(()) };
    let Ok(limiter) = context.env.rate_limiter(limit.binding()) else { return Ok(()) };
    match limiter.limit(who.to_owned()).await {
        Ok(outcome) if outcome.success => {
            context.ledger.note(Counted { policy, remaining: None });
            Ok(())
        }
        Ok(_) => {
            // The limiter does not report the rest of its window, so assume the whole window.
            let retry_after_secs = policy.window_secs;
            let remaining = Remaining { requests: 0, reset_secs: retry_after_secs };
            context.ledger.note(Counted { policy, remaining: Some(remaining) });
            Err(LimitExceeded { retry_after_secs })
        }
        Err(error) => {
            log::write(&LimitEvent::LimiterUnavailable { error: &error });
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Limit; 9] = [
        Limit::Send,
        Limit::SendSmsGate,
        Limit::SendCode,
        Limit::VerifyCode,
        Limit::Register,
        Limit::Login,
        Limit::Catalog,
        Limit::Requests,
        Limit::Sync,
    ];

    #[test]
    fn every_limit_has_a_binding_with_a_supported_window() {
        for limit in ALL {
            let policy = limit.policy().unwrap();
            assert!(policy.quota > 0 && [10, 60].contains(&policy.window_secs), "{policy:?}");
        }
        assert_eq!(BINDINGS.len(), ALL.len());
    }

    #[test]
    fn limit_names_are_valid_in_headers() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(ALL.iter().all(|limit| limit.as_str().bytes().all(plain)));
    }
}
