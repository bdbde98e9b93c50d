//! Tokens that providers sign their callbacks with.

use std::collections::HashSet;

use jwt_simple::{
    JWTError,
    prelude::{
        Duration, HS256Key, HS384Key, HS512Key, JWTClaims, MACLike, Token, UnixTimeStamp,
        VerificationOptions,
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    digest::{equal, sha256_hex},
    moment,
};

/// Longer than any of them.
const MAX_TOKEN_CHARS: usize = 4_096;
/// How long a token is good, whatever it says itself.
const MAX_AGE_SECS: i64 = 300;

/// Who signs, and how.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    /// Of `HS256`, `HS384` and `HS512`.
    pub(crate) algorithms: &'a [&'a str],
    /// How far the clocks may be apart.
    pub(crate) tolerance_secs: u64,
}

/// What a token says of the request that it came with: digests in hexadecimal.
#[derive(Serialize, Deserialize)]
pub(crate) struct Covered {
    #[serde(default)]
    pub(crate) url_hash: Option<String>,
    #[serde(default)]
    pub(crate) payload_hash: Option<String>,
}

/// The claims of a token that was signed with this secret and is within its time. It must say when it was
/// issued, or from when on it is good, and that must be no longer ago than five minutes.
pub(crate) fn verify(
    token: &str,
    secret: &str,
    expected: &Expected<'_>,
    now_ms: i64,
) -> Result<JWTClaims<Covered>, Refusal> {
    let now_secs = u64::try_from(now_ms.div_euclid(1_000)).map_err(|_| Refusal::Stale)?;
    let options = Some(VerificationOptions {
        allowed_issuers: Some(HashSet::from([expected.issuer.to_owned()])),
        artificial_time: Some(UnixTimeStamp::from_secs(now_secs)),
        time_tolerance: Some(Duration::from_secs(expected.tolerance_secs)),
        max_token_length: Some(MAX_TOKEN_CHARS),
        ..VerificationOptions::default()
    });
    let metadata = Token::decode_metadata(token).map_err(|_| Refusal::BadSignature)?;
    let algorithm = metadata.algorithm();
    let key = secret.as_bytes();
    let claims = match algorithm {
        _ if !expected.algorithms.contains(&algorithm) => return Err(Refusal::BadSignature),
        "HS256" => HS256Key::from_bytes(key).verify_token(token, options),
        "HS384" => HS384Key::from_bytes(key).verify_token(token, options),
        "HS512" => HS512Key::from_bytes(key).verify_token(token, options),
        _ => return Err(Refusal::BadSignature),
    };
    let claims: JWTClaims<Covered> = claims.map_err(|error| match error.downcast_ref() {
        Some(JWTError::ClockDrift | JWTError::TokenNotValidYet | JWTError::TokenHasExpired) => {
            Refusal::Stale
        }
        _ => Refusal::BadSignature,
    })?;
    let since = claims.issued_at.or(claims.invalid_before);
    let since = since.and_then(|at| i64::try_from(at.as_secs()).ok()).ok_or(Refusal::Stale)?;
    if moment::is_fresh(since, now_ms, MAX_AGE_SECS) { Ok(claims) } else { Err(Refusal::Stale) }
}

/// Whether a claimed digest is that of these bytes.
pub(crate) fn covers(claimed: Option<&str>, bytes: &[u8]) -> bool {
    let claimed = claimed.unwrap_or_default().to_ascii_lowercase();
    equal(claimed.as_bytes(), sha256_hex(bytes).as_bytes())
}
