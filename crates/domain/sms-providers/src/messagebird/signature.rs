//! Checks of MessageBird's signatures, present and former.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::Hmac;
use sha2::{Digest, Sha256};
use unix_time::UnixMillis;

use crate::{
    Callback, Refusal,
    digest::{equal, hmac},
    fields::Fields,
    jwt::{self, Expected},
    moment, old_query,
};

const EXPECTED: Expected<'_> =
    Expected { issuer: "MessageBird", algorithms: &["HS256", "HS384", "HS512"], tolerance_secs: 5 };
const FORMER_TOLERANCE_SECS: i64 = 100;

/// Checks the token if there is one, otherwise the former signature.
pub(super) fn verify(
    callback: &Callback<'_>,
    signing_key: &str,
    now_ms: UnixMillis,
) -> Result<(), Refusal> {
    match callback.header("messagebird-signature-jwt") {
        Some(token) => verify_token(callback, token, signing_key, now_ms),
        None => verify_former(callback, signing_key, now_ms),
    }
}

/// Checks the token, which covers the URL and, if there is one, the body.
fn verify_token(
    callback: &Callback<'_>,
    token: &str,
    signing_key: &str,
    now_ms: UnixMillis,
) -> Result<(), Refusal> {
    let claims = jwt::verify(token, signing_key, &EXPECTED, now_ms)?;
    let payload_hash = claims.custom.payload_hash.as_deref();
    let is_body_covered = match payload_hash {
        // Such a token says nothing about a body, so there must be none.
        None => callback.body.is_empty(),
        Some(_) => jwt::covers(payload_hash, callback.body),
    };
    let is_url_covered = jwt::covers(claims.custom.url_hash.as_deref(), callback.url.as_bytes());
    let is_whole = claims.jwt_id.is_some() && claims.expires_at.is_some();
    if is_body_covered && is_url_covered && is_whole { Ok(()) } else { Err(Refusal::BadSignature) }
}

/// Checks HMAC-SHA256 over the time, the query sorted by name, and the body's digest, each on a line.
fn verify_former(
    callback: &Callback<'_>,
    signing_key: &str,
    now_ms: UnixMillis,
) -> Result<(), Refusal> {
    let given = callback.header("messagebird-signature").ok_or(Refusal::Unsigned)?;
    let timestamp = callback.header("messagebird-request-timestamp").ok_or(Refusal::Unsigned)?;
    let mut query = Fields::of_form(callback.query().as_bytes())
        .map_err(|_| Refusal::BadSignature)?
        .into_pairs();
    query.sort();
    for (name, value) in &mut query {
        // The vendor does not escape the plus sign in its own times.
        if name == "statusDatetime" {
            *value = value.replace(' ', "+");
        }
    }
    let signed = format!("{timestamp}\n{}\n", old_query::write(query));
    let body = Sha256::digest(callback.body);
    let expected = hmac::<Hmac<Sha256>>(signing_key, &[signed.as_bytes(), &body]);
    let given = STANDARD.decode(given).map_err(|_| Refusal::BadSignature)?;
    if !equal(&given, &expected) {
        return Err(Refusal::BadSignature);
    }
    let at_secs = moment::parse_unix_secs(timestamp).ok_or(Refusal::BadSignature)?;
    let is_fresh = moment::is_fresh(at_secs, now_ms, FORMER_TOLERANCE_SECS);
    if is_fresh { Ok(()) } else { Err(Refusal::Stale) }
}
