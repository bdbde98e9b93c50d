//! A gateway client's forwarded request, before parsing.

use std::marker::PhantomData;

use axum::extract::{FromRequest, Request};
use edge_kit::{
    ErrorCode, body, original_url,
    route_table::{Argument, Described},
};
use http::{HeaderMap, Method, StatusCode, Uri, header};

use crate::{error::RelayError, route_table::Access};

/// Longest body: more than any SMS and the fields that Deku adds.
const MAX_BODY_BYTES: usize = 262_144;

/// A body that a handler reads as a `T`, with its request.
pub(crate) struct ForwardedRequest<T> {
    pub(super) method: Method,
    /// URI as it was called.
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    input: PhantomData<fn() -> T>,
}

impl<T> ForwardedRequest<T> {
    pub(super) fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }
}

impl<T, S: Send + Sync> FromRequest<S> for ForwardedRequest<T> {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let too_large = |_| {
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            RelayError::json(ErrorCode::BodyTooLarge, status, "The request body is too long")
        };
        let (parts, body) = body::read(request, MAX_BODY_BYTES).await.map_err(too_large)?;
        let body = body.to_vec();
        let uri = original_url::original_uri(&parts.extensions, &parts.uri).clone();
        Ok(Self { method: parts.method, uri, headers: parts.headers, body, input: PhantomData })
    }
}

impl<T: Described> Argument<Access> for ForwardedRequest<T> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.body::<T>("application/json");
    }
}
