//! The operator's credential: a JWT that lives for at most five minutes, signed with HS256 under a key that is derived
//! from the server's secret.
//!
//! Only somebody who can read the deployment's secrets can mint one, so a token needs no row in the database: it proves
//! by itself that its bearer runs the deployment. `scripts/lib/operator.mjs` mints them. The vectors beside this file
//! hold both implementations to the same format.

use std::collections::HashSet;

use hmac::{Hmac, Mac};
use jwt_simple::prelude::{
    Duration, HS256Key, MACLike, NoCustomClaims, UnixTimeStamp, VerificationOptions,
};
use sha2::Sha256;
use unix_time::UnixMillis;

use crate::ServerSecrets;

/// Maximum time from issue to expiry. A token with a longer lifetime is refused, however it was signed.
const MAX_LIFETIME_SECS: u64 = 300;
/// How far the issuer's clock may be ahead. The issuer is another computer than the deployment.
const TOLERANCE_SECS: u64 = 30;
const ISSUER: &str = "wireroom";
const SUBJECT: &str = "operator";

const MAX_TOKEN_CHARS: usize = 1_024;
const MAX_ID_CHARS: usize = 64;
/// Separates the key from other uses of the server's secret.
const KEY_DOMAIN: &[u8] = b"wireroom operator token";

/// A verified token of the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorToken {
    /// The token's own id, its `jti`.
    pub id: String,
    pub expires_at_ms: UnixMillis,
}

impl OperatorToken {
    /// Whether a credential has the form of a token. API keys have no dots, so they are told apart without any
    /// computation.
    pub fn has_form(presented: &str) -> bool {
        presented.len() <= MAX_TOKEN_CHARS
            && presented.bytes().filter(|it| *it == b'.').count() == 2
    }

    /// Verifies a token under the current and the previous server secret. `None` unless one of them signed it, it is
    /// within its lifetime, and the lifetime is short enough. Costs no I/O.
    pub fn verify(token: &str, secrets: &ServerSecrets, now_ms: UnixMillis) -> Option<Self> {
        if !Self::has_form(token) {
            return None;
        }
        let now_secs = u64::try_from(now_ms.as_secs()).ok()?;
        secrets.all().find_map(|secret| verify_under(token, secret, now_secs))
    }
}

fn verify_under(token: &str, secret: &str, now_secs: u64) -> Option<OperatorToken> {
    let options = VerificationOptions {
        allowed_issuers: Some(HashSet::from([ISSUER.to_owned()])),
        required_subject: Some(SUBJECT.to_owned()),
        artificial_time: Some(UnixTimeStamp::from_secs(now_secs)),
        time_tolerance: Some(Duration::from_secs(TOLERANCE_SECS)),
        max_token_length: Some(MAX_TOKEN_CHARS),
        ..VerificationOptions::default()
    };
    let claims = key(secret)?.verify_token::<NoCustomClaims>(token, Some(options)).ok()?;
    let (issued_at, expires_at) = (claims.issued_at?.as_secs(), claims.expires_at?.as_secs());
    let is_short = expires_at.checked_sub(issued_at).is_some_and(|it| it <= MAX_LIFETIME_SECS);
    // The library applies its tolerance to the expiry, too; here a token ends exactly at its expiry.
    let is_current = issued_at <= now_secs.saturating_add(TOLERANCE_SECS) && now_secs < expires_at;
    let id = claims.jwt_id.filter(|id| (1..=MAX_ID_CHARS).contains(&id.len()))?;
    let expires_at_ms = UnixMillis::from_secs(i64::try_from(expires_at).ok()?);
    (is_short && is_current).then_some(OperatorToken { id, expires_at_ms })
}

fn key(secret: &str) -> Option<HS256Key> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(KEY_DOMAIN);
    Some(HS256Key::from_bytes(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests;
