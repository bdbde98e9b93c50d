//! Environment of a handler.

use std::{future::Future, rc::Rc, sync::Arc};

use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};
use runtime::{Settings, gate::Gate, log, tasks};
use worker::{Context, Env};

use crate::Ledger;

/// One request's environment, stored in its extensions when it enters the Worker.
#[derive(Clone, Debug)]
pub struct RequestContext {
    pub env: Env,
    pub settings: Arc<Settings>,
    /// Current time, read once when the request arrived.
    pub now_ms: i64,
    pub background: Background,
    /// Limits under which this request was counted.
    pub ledger: Ledger,
}

/// Marks, in the extensions, a request whose path ended in a slash. Routes do not see the slash, but the paths of two
/// kinds of clients differ only in it.
#[derive(Clone, Copy, Debug)]
pub struct TrailingSlash;

/// Runs work after the answer was sent.
#[derive(Clone, Debug)]
pub struct Background(Rc<Context>);

// The Worker is single-threaded, so sharing this is safe; axum requires these traits of all extensions.
#[expect(unsafe_code, reason = "a Worker has one thread, and the context never leaves it")]
unsafe impl Send for Background {}
#[expect(unsafe_code, reason = "a Worker has one thread, and the context never leaves it")]
unsafe impl Sync for Background {}

impl Background {
    pub fn new(context: Context) -> Self {
        Self(Rc::new(context))
    }

    /// Runs the future after the response is sent, for up to 30 seconds. If too much such work is under way, it is
    /// dropped with a log line, so callers must not rely on it for work that has to happen.
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        if !tasks::spawn_after_answer(&self.0, future) {
            log::warn("there is too much to do after answers; something was left out", &[]);
        }
    }

    /// Like [`Self::spawn`], but bounded by the caller's gate. Returns whether there was room.
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
