//! Work beside an event: the platform's `waitUntil`, bounded, and without the panic of its binding.

use std::future::Future;

use wasm_bindgen::{JsCast, JsValue, prelude::*};
use worker::{
    Context, State,
    js_sys::{self, Promise},
    wasm_bindgen_futures::future_to_promise,
};

use crate::gate::Gate;

/// The most tasks that the requests of one isolate have under way.
const MAX_REQUEST_TASKS: usize = 1_000;
/// The platform ends what a request left behind half a minute after the answer.
const REQUEST_TASK_MS: i64 = 35_000;
/// An object's task that takes longer goes on without being counted.
const OBJECT_TASK_MS: i64 = 60_000;

thread_local! {
    static REQUEST_TASKS: Gate = Gate::new(MAX_REQUEST_TASKS);
}

#[wasm_bindgen]
extern "C" {
    /// A request's context or an object's state.
    type Host;

    #[wasm_bindgen(method, js_name = waitUntil, catch)]
    fn wait_until(this: &Host, promise: &Promise) -> Result<(), JsValue>;
}

/// The tasks of one object.
#[derive(Clone, Debug)]
pub struct Tasks(Gate);

impl Tasks {
    /// At most so many at once.
    pub fn new(most: usize) -> Self {
        Self(Gate::new(most))
    }

    /// Number of tasks that could be begun now.
    pub fn room(&self) -> usize {
        self.0.room()
    }

    /// Whether a task could be begun now.
    pub fn has_room(&self) -> bool {
        self.room() > 0
    }

    /// Begins a task. Returns whether there was room for it; if not, it is dropped unbegun.
    #[must_use]
    pub fn spawn(&self, state: &State, task: impl Future<Output = ()> + 'static) -> bool {
        let raw: &JsValue = state.as_raw().as_ref();
        begin(&self.0, OBJECT_TASK_MS, raw, task)
    }
}

/// Begins a task that goes on after a request's answer. Returns whether there was room for it; if not, it is
/// dropped unbegun.
#[must_use]
pub fn spawn_after_answer(context: &Context, task: impl Future<Output = ()> + 'static) -> bool {
    let raw: &JsValue = context.as_ref().as_ref();
    REQUEST_TASKS.with(|gate| begin(gate, REQUEST_TASK_MS, raw, task))
}

/// As [`spawn_after_answer`], under a bound of the caller's own.
#[must_use]
pub fn spawn_under(
    gate: &Gate,
    lifetime_ms: i64,
    context: &Context,
    task: impl Future<Output = ()> + 'static,
) -> bool {
    begin(gate, lifetime_ms, context.as_ref().as_ref(), task)
}

fn begin(
    gate: &Gate,
    lifetime_ms: i64,
    host: &JsValue,
    task: impl Future<Output = ()> + 'static,
) -> bool {
    let Some(pass) = gate.enter(lifetime_ms) else { return false };
    let promise = future_to_promise(async move {
        task.await;
        drop(pass);
        Ok(JsValue::UNDEFINED)
    });
    // Where the platform refuses to wait for it, the task runs for as long as its event does.
    host.unchecked_ref::<Host>().wait_until(&promise.unchecked_into::<js_sys::Promise>()).ok();
    true
}
