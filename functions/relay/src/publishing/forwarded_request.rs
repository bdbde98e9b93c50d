//! A gateway client's forwarded request, before parsing.

use axum::extract::{FromRequest, Request};
use edge_kit::{body, original_url, route_table::Argument};
use http::{HeaderMap, Method, StatusCode, Uri, header};

use crate::{error::RelayError, route_table::Access};

/// Longest body: more than any SMS and the fields that Deku adds.
const MAX_BODY_BYTES: usize = 262_144;

/// A body with its request.
pub(crate) struct ForwardedRequest {
    pub(super) method: Method,
    /// URI as it was called.
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl ForwardedRequest {
    pub(super) fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }
}

impl<S: Send + Sync> FromRequest<S> for ForwardedRequest {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let too_large =
            |_| RelayError::json(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too long");
        let (parts, body) = body::read(request, MAX_BODY_BYTES).await.map_err(too_large)?;
        let body = body.to_vec();
        let uri = original_url::original_uri(&parts.extensions, &parts.uri).clone();
        Ok(Self { method: parts.method, uri, headers: parts.headers, body })
    }
}

impl Argument<Access> for ForwardedRequest {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);
}
