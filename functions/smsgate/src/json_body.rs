//! A request's JSON body (contract 1.2).

use axum::extract::{FromRequest, Request};
use edge_kit::body;
use http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::error::{ApiError, ApiResult};

/// Maximum length of a body unless the route sets another.
pub(crate) const USUAL_MAX_BYTES: usize = 1_048_576;

/// A body of at most `MAX_BYTES`, which is 413 beyond, parsed as a `T` with Go's rules. A body without `Content-Type:
/// application/json`, or of another shape, is 400 `failed to parse body: …`. Unknown members are ignored, names match
/// in any case, and null counts as absent.
#[derive(Debug)]
pub(crate) struct JsonBody<T, const MAX_BYTES: usize = USUAL_MAX_BYTES>(pub T);

impl<T: DeserializeOwned, S: Send + Sync, const MAX_BYTES: usize> FromRequest<S>
    for JsonBody<T, MAX_BYTES>
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> ApiResult<Self> {
        if !is_json(request.headers()) {
            return Err(ApiError::unparsable_body("Unprocessable Entity"));
        }
        let read = body::read(request, MAX_BYTES).await;
        let (_, bytes) = read.map_err(|_| ApiError::too_large())?;
        let read = lenient_input::read_as_go(&bytes);
        read.map(Self).map_err(|error| ApiError::unparsable_body(&error.to_string()))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}
