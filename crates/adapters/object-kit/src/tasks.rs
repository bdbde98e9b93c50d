//! Background work of an object: the platform's `waitUntil`, bounded, and without the panic of its binding.

use std::future::Future;

use runtime::{gate::Gate, tasks};
use worker::{State, wasm_bindgen::JsValue};

/// Counted lifetime of a task. A longer task continues but no longer counts.
const TASK_MS: i64 = 60_000;
/// Time after which a run of work of which one is admitted at a time (`Gate::new(1)`) counts as lost: the platform can
/// drop a run without running its destructors, and no other would begin until the instance ends.
pub const RUN_LEASE_MS: i64 = 60_000;

/// The tasks of one kind of one object.
#[derive(Clone, Debug)]
pub struct Tasks(Gate);

impl Tasks {
    /// Allows `most` tasks at once.
    pub fn new(most: usize) -> Self {
        Self(Gate::new(most))
    }

    /// Number of tasks that could be started now.
    pub fn room(&self) -> usize {
        self.0.room()
    }

    /// Whether a task could be started now.
    pub fn has_room(&self) -> bool {
        self.room() > 0
    }

    /// Starts a task. Returns `false`, and drops the task unstarted, when there is no room.
    #[must_use]
    pub fn spawn(&self, state: &State, task: impl Future<Output = ()> + 'static) -> bool {
        let host: &JsValue = state.as_raw().as_ref();
        tasks::spawn_on(host, &self.0, TASK_MS, task)
    }
}
