//! The platform's limiters.

use request_limits::{Counted, Policy, Remaining};
use runtime::{Environment, log};

use super::LimitExceeded;
use crate::RequestContext;

include!(concat!(env!("OUT_DIR"), "/bindings.rs"));

/// A limit of wrangler.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Sends by one key.
    Send,
    /// Sends through the SMSGate API of one account, whose original has no limit: its clients send batches of a
    /// thousand, one request each.
    SendSmsGate,
    /// One-time codes asked for by one key.
    SendCode,
    /// Guesses at one-time codes by one key, or from one network.
    VerifyCode,
    /// Registrations from one network.
    Register,
    /// Passwords to be checked from one network.
    Login,
    /// The catalogue, by one network.
    Catalog,
    /// Everything else by one key.
    Requests,
    /// Sync sessions and what apps post to them, by one network or for one relay user.
    Sync,
}

impl Limit {
    /// As headers name it.
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

    /// What wrangler.toml says of it; `None` where it says nothing.
    pub fn policy(self) -> Option<Policy> {
        let binding = BINDINGS.iter().find(|(name, ..)| *name == self.binding());
        binding.map(|(_, quota, window_secs)| Policy {
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

/// Counts one request of `who` against the limit. A limiter that is not there or does not answer limits
/// nothing, and then nothing is announced either.
pub async fn count(context: &RequestContext, limit: Limit, who: &str) -> Result<(), LimitExceeded> {
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
            // The limiter does not say how much of its window is left, so all of it may be.
            let retry_after_secs = policy.window_secs;
            let remaining = Remaining { requests: 0, reset_secs: retry_after_secs };
            context.ledger.note(Counted { policy, remaining: Some(remaining) });
            Err(LimitExceeded { retry_after_secs })
        }
        Err(error) => {
            log::warn("a rate limiter did not answer", &[("error", &error.to_string())]);
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
    fn every_limit_has_its_binding_with_a_window_that_the_platform_has() {
        for limit in ALL {
            let policy = limit.policy().unwrap();
            assert!(policy.quota > 0 && [10, 60].contains(&policy.window_secs), "{policy:?}");
        }
        assert_eq!(BINDINGS.len(), ALL.len());
    }

    #[test]
    fn a_name_goes_into_a_header_as_it_is() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(ALL.iter().all(|limit| limit.as_str().bytes().all(plain)));
    }
}
