//! Environment of a handler.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};
use runtime::ServiceContext;

/// One request's environment, stored in its extensions when it enters the Worker. Services take it as a
/// [`ServiceContext`].
#[derive(Clone, Debug)]
pub struct RequestContext(ServiceContext);

/// Marks, in the extensions, a request whose path ended in a slash. Routes do not see the slash, but the paths of two
/// kinds of clients differ only in it.
#[derive(Clone, Copy, Debug)]
pub struct TrailingSlash;

// The Worker is single-threaded, so sharing this is safe; axum requires these traits of all extensions.
#[expect(unsafe_code, reason = "a Worker has one thread, and the context never leaves it")]
unsafe impl Send for RequestContext {}
#[expect(unsafe_code, reason = "a Worker has one thread, and the context never leaves it")]
unsafe impl Sync for RequestContext {}

impl RequestContext {
    pub fn new(context: ServiceContext) -> Self {
        Self(context)
    }
}

impl Deref for RequestContext {
    type Target = ServiceContext;

    fn deref(&self) -> &ServiceContext {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
