//! Answers for unknown paths and methods.

use axum::response::IntoResponse;
use edge_kit::RequestContext;
use http::{HeaderMap, StatusCode, Uri, header};

use crate::{auth, error::ApiError};

/// Answers an unknown path. Below the integrators' root credentials are checked first: 401, then 404 (contract 1.2).
#[worker::send]
pub(crate) async fn unknown_to_integrators(
    context: RequestContext,
    headers: HeaderMap,
) -> ApiError {
    match auth::integrator(&context, &headers).await {
        Ok(_) => ApiError::no_such_path(),
        Err(error) => error,
    }
}

pub(crate) async fn not_found() -> ApiError {
    ApiError::no_such_path()
}

/// Answers a known path with an unsupported method.
#[worker::send]
pub(crate) async fn method_not_allowed(
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
) -> ApiError {
    let path = uri.path();
    // `contains` finds the paths with and without `/api`. Health checks need no credential.
    let guarded = path.contains("/3rdparty/v1/") && !path.contains("/3rdparty/v1/health");
    if guarded && let Err(error) = auth::integrator(&context, &headers).await {
        return error;
    }
    ApiError::method_not_allowed()
}

/// Redirects `/api` alone, where people look for documentation.
pub(crate) async fn to_documentation() -> impl IntoResponse {
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, "/api/docs")])
}
