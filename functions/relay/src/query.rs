//! Query parameters of this face's routes.

use axum::extract::FromRequestParts;
use edge_kit::{
    ErrorCode,
    route_table::{Argument, Described},
};
use http::{StatusCode, Uri, request::Parts};

use crate::{
    error::{RelayError, RelayResult},
    route_table::Access,
};

/// A query as the struct that names its parameters.
pub(crate) struct Query<T>(pub(crate) T);

/// Type of a query.
pub(crate) trait QueryIn: Described + Sized {
    /// Reads the query of a URL, or returns the refusal of its first fault.
    fn read(uri: &Uri) -> RelayResult<Self>;
}

impl<T: QueryIn, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = RelayError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RelayError> {
        T::read(&parts.uri).map(Self)
    }
}

impl<T: QueryIn> Argument<Access> for Query<T> {
    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.query::<T>();
    }
}

/// Returns the names and values of a query, in order. 400 if it is not UTF-8.
pub(crate) fn pairs(uri: &Uri) -> RelayResult<Vec<(String, String)>> {
    edge_kit::parse_query(uri).map_err(|_| {
        let code = ErrorCode::MalformedRequest;
        RelayError::json(code, StatusCode::BAD_REQUEST, "Malformed query string")
    })
}
