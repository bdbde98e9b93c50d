//! What a handler may know of its surroundings.

use std::{future::Future, rc::Rc, sync::Arc};

use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};
use runtime::{Settings, gate::Gate, log, tasks};
use worker::{Context, Env};

use crate::Ledger;

/// One request's surroundings, put into its extensions where it enters the Worker.
#[derive(Clone, Debug)]
pub struct RequestContext {
    pub env: Env,
    pub settings: Arc<Settings>,
    /// Read once, when the request arrived.
    pub now_ms: i64,
    pub background: Background,
    /// The limits that this request was counted under.
    pub ledger: Ledger,
}

/// In the extensions of a request whose path ended in a slash, which routes do not see: one client's paths differ
/// from another's in nothing else.
#[derive(Clone, Copy, Debug)]
pub struct TrailingSlash;

/// Runs work after the answer.
#[derive(Clone, Debug)]
pub struct Background(Rc<Context>);

// The Worker is single-threaded; axum asks for these of everything in a request's extensions.
#[expect(unsafe_code, reason = "a Worker has one thread, and the context never leaves it")]
unsafe impl Send for Background {}
#[expect(unsafe_code, reason = "a Worker has one thread, and the context never leaves it")]
unsafe impl Sync for Background {}

impl Background {
    pub fn new(context: Context) -> Self {
        Self(Rc::new(context))
    }

    /// Runs the future once the response is on its way; up to 30 seconds. Where too much of this kind is
    /// under way already, it is dropped and the log says so: nothing that must happen depends on it.
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        if !tasks::spawn_after_answer(&self.0, future) {
            log::warn("there is too much to do after answers; something was left out", &[]);
        }
    }

    /// As [`Self::spawn`], under a bound of the caller's own. Returns whether there was room.
    #[must_use]
    pub fn spawn_under(
        &self,
        gate: &Gate,
        lifetime_ms: i64,
        future: impl Future<Output = ()> + 'static,
    ) -> bool {
        tasks::spawn_under(gate, lifetime_ms, &self.0, future)
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
