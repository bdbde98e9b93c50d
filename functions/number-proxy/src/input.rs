//! Requests as the structs that name their members: [`Body`] for JSON bodies, [`Query`] for queries. A struct reads
//! itself, with this face's own leniency and failures.

use axum::extract::{FromRequest, FromRequestParts, Request};
use edge_kit::{
    parse_query,
    route_table::{Argument, Described},
};
use http::request::Parts;

use crate::{
    error::{ProxyError, ProxyResult},
    json_object::{JsonObject, MAX_BODY_BYTES},
    route_table::Access,
};

/// Contents of a JSON body, whatever its content type.
pub(crate) struct Body<T>(pub(crate) T);

/// Contents of a query. 400 if the query is not UTF-8.
pub(crate) struct Query<T>(pub(crate) T);

/// A type that reads itself from a JSON body.
pub(crate) trait FromBody: Sized {
    /// Reads the members that the type names; 400 for the first unacceptable one.
    fn read(body: &JsonObject) -> ProxyResult<Self>;
}

/// A type that reads itself from a query.
pub(crate) trait FromQuery: Sized {
    /// Reads the parameters that the type names; 400 for the first unacceptable one.
    fn read(query: &QueryPairs) -> ProxyResult<Self>;
}

/// Names and values of a query.
pub(crate) struct QueryPairs(Vec<(String, String)>);

impl QueryPairs {
    /// Returns the first value of a name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, text)| text.as_str())
    }
}

impl<T: FromBody, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ProxyError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ProxyError> {
        T::read(&JsonObject::from_request(request, state).await?).map(Self)
    }
}

impl<T: FromQuery, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ProxyError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ProxyError> {
        T::read(&QueryPairs(parse_query(&parts.uri)?)).map(Self)
    }
}

impl<T: Described> Argument<Access> for Body<T> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.body::<T>("application/json");
    }
}

impl<T: Described> Argument<Access> for Query<T> {
    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.query::<T>();
    }
}
