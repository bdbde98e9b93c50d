//! Checks of Vonage's signatures on callbacks of the SMS API.

use hmac::Hmac;
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use unix_time::UnixMillis;

use crate::{
    Refusal,
    digest::{equal, hmac},
    fields::Fields,
    moment,
};

const TOLERANCE_SECS: i64 = 300;
const METHODS: [&str; 5] = ["md5hash", "md5", "sha1", "sha256", "sha512"];

/// Checks `sig`: a digest of all other parameters sorted by name, with `&` and `=` in their values replaced by `_`. If
/// `method` is set, only that method is accepted.
pub(super) fn verify(
    fields: &Fields,
    secret: &str,
    method: Option<&str>,
    now_ms: UnixMillis,
) -> Result<(), Refusal> {
    let given = fields.filled("sig").ok_or(Refusal::Unsigned)?.to_ascii_lowercase();
    let signed = signed(fields)?;
    let method = method.map(str::to_ascii_lowercase);
    let matches = |candidate: &&str| {
        method.as_deref().is_none_or(|only| only == *candidate)
            && equal(given.as_bytes(), code(candidate, secret, &signed).as_bytes())
    };
    if !METHODS.iter().any(matches) {
        return Err(Refusal::BadSignature);
    }
    let at_secs = fields.filled("timestamp").and_then(moment::parse_unix_secs);
    match at_secs {
        Some(at_secs) if moment::is_fresh(at_secs, now_ms, TOLERANCE_SECS) => Ok(()),
        _ => Err(Refusal::Stale),
    }
}

/// Returns `&name=value` for every parameter. Refuses ambiguous input: repeated names, and names with `&` or `=`.
fn signed(fields: &Fields) -> Result<String, Refusal> {
    let mut pairs: Vec<_> = fields.pairs().iter().filter(|(name, _)| name != "sig").collect();
    pairs.sort();
    let is_twice = pairs.windows(2).any(|two| match two {
        [(left, _), (right, _)] => left == right,
        _ => false,
    });
    if is_twice || pairs.iter().any(|(name, _)| name.contains(['&', '='])) {
        return Err(Refusal::BadSignature);
    }
    let pairs =
        pairs.iter().map(|(name, value)| format!("&{name}={}", value.replace(['&', '='], "_")));
    Ok(pairs.collect())
}

/// Computes the code in lowercase; the vendor writes it in uppercase.
fn code(method: &str, secret: &str, signed: &str) -> String {
    let signed = signed.as_bytes();
    hex::encode(match method {
        "md5hash" => Md5::new().chain_update(signed).chain_update(secret).finalize().to_vec(),
        "md5" => hmac::<Hmac<Md5>>(secret, &[signed]),
        "sha1" => hmac::<Hmac<Sha1>>(secret, &[signed]),
        "sha256" => hmac::<Hmac<Sha256>>(secret, &[signed]),
        _ => hmac::<Hmac<Sha512>>(secret, &[signed]),
    })
}
