//! Environment of a handler.

use std::{ops::Deref, rc::Rc};

use axum::extract::FromRequestParts;
use http::{HeaderMap, Method, StatusCode, Uri, request::Parts};
use passkeys::RelyingParty;
use runtime::{Environment, ServiceContext};

use crate::{audit::AuditNote, original_url};

/// One request's environment, stored in its extensions when it enters the Worker. Services take it as a
/// [`ServiceContext`].
#[derive(Clone, Debug)]
pub struct RequestContext {
    service: ServiceContext,
    call: Rc<Call>,
    /// Note for the audit log, which is written once the request is answered.
    pub audit: AuditNote,
}

/// Method and URL of the request.
#[derive(Debug)]
struct Call {
    method: Method,
    uri: Uri,
}

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
    pub fn new(service: ServiceContext, method: Method, uri: Uri) -> Self {
        Self { service, call: Rc::new(Call { method, uri }), audit: AuditNote::default() }
    }

    /// Whether the request only reads.
    pub fn reads(&self) -> bool {
        self.call.method == Method::GET || self.call.method == Method::HEAD
    }

    pub(crate) fn path(&self) -> &str {
        self.call.uri.path()
    }

    /// Returns the origin of the deployment's own pages: that of `PUBLIC_URL`; in local development that of the request,
    /// if it comes from the machine itself. `None` if neither is known, so that no other host passes for the
    /// deployment's own.
    pub fn own_origin(&self, headers: &HeaderMap) -> Option<RelyingParty> {
        if self.settings.environment == Environment::Local {
            let called = original_url::base_url(None, headers, &self.call.uri);
            let local = RelyingParty::of_url(&called).filter(RelyingParty::is_loopback_http);
            if local.is_some() {
                return local;
            }
        }
        self.settings.public_url.as_deref().and_then(RelyingParty::of_url)
    }
}

impl Deref for RequestContext {
    type Target = ServiceContext;

    fn deref(&self) -> &ServiceContext {
        &self.service
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
