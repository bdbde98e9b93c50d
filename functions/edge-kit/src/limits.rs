//! Request limits, by the platform's rate-limit bindings (contract A.9).
//!
//! The bindings count by location and are permissive: a shield, not an account. They are off in local
//! development, where bursts are what one wants to try.

use http::{HeaderMap, HeaderValue, header};
use runtime::{Environment, log};

use crate::RequestContext;

/// A limit of wrangler.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Sends by one key.
    Send,
    /// One-time codes asked for by one key, or from one address.
    SendCode,
    /// Guesses at one-time codes by one key, or from one address.
    VerifyCode,
    /// Registrations from one address.
    Register,
    /// Everything else by one key.
    Requests,
}

/// The caller is over the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitExceeded(pub Limit);

impl Limit {
    fn binding(self) -> &'static str {
        match self {
            Self::Send => "LIMIT_SEND",
            Self::SendCode => "LIMIT_OTP_SEND",
            Self::VerifyCode => "LIMIT_OTP_VERIFY",
            Self::Register => "LIMIT_REGISTER",
            Self::Requests => "LIMIT_REQUESTS",
        }
    }

    /// Adds what tells a client when to come back. The bindings' window is a minute and they do not say
    /// how much of it is left.
    pub fn describe(self, headers: &mut HeaderMap) {
        let policy = match self {
            Self::Send => "\"send\";w=60",
            Self::SendCode => "\"otp-send\";w=60",
            Self::VerifyCode => "\"otp-verify\";w=60",
            Self::Register => "\"register\";w=60",
            Self::Requests => "\"requests\";w=60",
        };
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        headers.insert("ratelimit-policy", HeaderValue::from_static(policy));
    }
}

/// Counts one request of `who` against the limit. A limiter that does not answer limits nothing.
pub async fn count(context: &RequestContext, limit: Limit, who: &str) -> Result<(), LimitExceeded> {
    if context.settings.environment == Environment::Local {
        return Ok(());
    }
    let Ok(limiter) = context.env.rate_limiter(limit.binding()) else { return Ok(()) };
    match limiter.limit(who.to_owned()).await {
        Ok(outcome) if outcome.success => Ok(()),
        Ok(_) => Err(LimitExceeded(limit)),
        Err(error) => {
            log::warn("a rate limiter did not answer", &[("error", &error.to_string())]);
            Ok(())
        }
    }
}

/// The address a request came from, as the platform states it.
pub fn client_address(headers: &HeaderMap) -> &str {
    headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok()).unwrap_or("unknown")
}
