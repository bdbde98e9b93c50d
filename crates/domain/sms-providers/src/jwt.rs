//! Tokens with which providers sign their callbacks.

use std::collections::HashSet;

use jwt_simple::{
    JWTError,
    prelude::{
        Duration, HS256Key, HS384Key, HS512Key, JWTClaims, MACLike, Token, UnixTimeStamp,
        VerificationOptions,
    },
};
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::{
    Refusal,
    digest::{equal, sha256_hex},
    moment,
};

/// Longest accepted token; providers' tokens are shorter.
const MAX_TOKEN_CHARS: usize = 4_096;
/// Maximum age of a token, whatever its own expiry says.
const MAX_AGE_SECS: i64 = 300;

/// Expected signer and algorithms.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    /// Subset of `HS256`, `HS384` and `HS512`.
    pub(crate) algorithms: &'a [&'a str],
    /// Allowed clock difference.
    pub(crate) tolerance_secs: u64,
}

/// Digests of the request that a token covers, in hexadecimal.
#[derive(Serialize, Deserialize)]
pub(crate) struct Covered {
    #[serde(default)]
    pub(crate) url_hash: Option<String>,
    #[serde(default)]
    pub(crate) payload_hash: Option<String>,
}

/// Returns the claims of a token that was signed with this secret and is currently valid. It must state when it was
/// issued or becomes valid, and that must be at most five minutes ago.
pub(crate) fn verify(
    token: &str,
    secret: &str,
    expected: &Expected<'_>,
    now_ms: UnixMillis,
) -> Result<JWTClaims<Covered>, Refusal> {
    let now_secs = u64::try_from(now_ms.as_secs()).map_err(|_| Refusal::Stale)?;
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
        // The sender chooses this name, so only the provider's own algorithms are tried.
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

/// Whether a claimed digest matches these bytes.
pub(crate) fn covers(claimed: Option<&str>, bytes: &[u8]) -> bool {
    let claimed = claimed.unwrap_or_default().to_ascii_lowercase();
    equal(claimed.as_bytes(), sha256_hex(bytes).as_bytes())
}
