//! Environment of a service.

use std::{future::Future, rc::Rc, sync::Arc};

use request_limits::LimitLedger;
use unix_time::UnixMillis;
use worker::{Context, Env};

use crate::{
    Settings,
    gate::Gate,
    log::{self, events::RuntimeEvent},
    tasks,
};

/// Everything a service needs from the event that calls it, for example an HTTP request.
#[derive(Clone, Debug)]
pub struct ServiceContext {
    pub env: Env,
    pub settings: Arc<Settings>,
    /// Current time, read once when the event arrived.
    pub now_ms: UnixMillis,
    pub background: Background,
    /// Limits under which this event was counted.
    pub ledger: LimitLedger,
}

/// Runs work after the answer was sent.
#[derive(Clone, Debug)]
pub struct Background(Rc<Context>);

impl ServiceContext {
    /// Creates the environment for one event; `context` is the platform's.
    pub fn new(env: Env, settings: Arc<Settings>, now_ms: UnixMillis, context: Context) -> Self {
        let background = Background(Rc::new(context));
        Self { env, settings, now_ms, background, ledger: LimitLedger::default() }
    }
}

impl Background {
    /// Runs the future after the response is sent, for up to 30 seconds. If too much such work is under way, it is
    /// dropped with a log line, so callers must not rely on it for work that has to happen.
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        if !tasks::spawn_after_answer(&self.0, future) {
            log::write(&RuntimeEvent::TaskLeftOut);
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
