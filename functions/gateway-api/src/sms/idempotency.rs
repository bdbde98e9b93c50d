//! The header `Idempotency-Key` of requests that accept a message.

use http::HeaderMap;
use object_commands::dispatcher::Idempotency;
use sha2::{Digest, Sha256};

use crate::error::{ApiError, ApiResult};

const MAX_KEY_CHARS: usize = 255;

/// Reads the header, a structured-field string or bare, for a request to this `route` with these parameters in
/// canonical form.
pub(crate) fn read(
    headers: &HeaderMap,
    route: &str,
    parameters: &str,
) -> ApiResult<Option<Idempotency>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let malformed = || ApiError::bad_parameter("Idempotency-Key");
    let text = value.to_str().map_err(|_| malformed())?.trim();
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let key = quoted.unwrap_or(text);
    if key.is_empty() || key.chars().count() > MAX_KEY_CHARS {
        return Err(malformed());
    }
    let mut digest = Sha256::new();
    // The route is part of it: keys are unique in the account, so one used on another route is another request.
    digest.update(route.as_bytes());
    digest.update(b"\n");
    digest.update(parameters.as_bytes());
    let fingerprint = hex::encode(digest.finalize());
    Ok(Some(Idempotency { key: key.to_owned(), fingerprint }))
}
