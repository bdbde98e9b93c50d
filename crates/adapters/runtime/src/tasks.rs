//! Background work of an event: the platform's `waitUntil`, bounded, and without the panic of its binding.

use std::future::Future;

use wasm_bindgen::{JsCast, JsValue, prelude::*};
use worker::{
    Context,
    js_sys::{self, Promise},
    wasm_bindgen_futures::future_to_promise,
};

use crate::{gate::Gate, log};

/// Maximum number of tasks that the requests of one isolate run at once.
const MAX_REQUEST_TASKS: usize = 1_000;
/// Counted lifetime of a request's task. The platform ends such tasks half a minute after the answer.
const REQUEST_TASK_MS: i64 = 35_000;

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

/// Starts a task that continues after the request's answer. Returns `false`, and drops the task unstarted, when
/// there is no room.
#[must_use]
pub fn spawn_after_answer(context: &Context, task: impl Future<Output = ()> + 'static) -> bool {
    let raw: &JsValue = context.as_ref().as_ref();
    REQUEST_TASKS.with(|gate| spawn_on(raw, gate, REQUEST_TASK_MS, task))
}

/// Does the same as [`spawn_after_answer`], under a bound of the caller's.
#[must_use]
pub fn spawn_under(
    gate: &Gate,
    lifetime_ms: i64,
    context: &Context,
    task: impl Future<Output = ()> + 'static,
) -> bool {
    spawn_on(context.as_ref().as_ref(), gate, lifetime_ms, task)
}

/// Starts a task that the host's event waits for: a request's context, or an object's state. Its log lines have the
/// context of the code that starts it. Returns `false`, and drops the task unstarted, when the gate has no room.
#[must_use]
pub fn spawn_on(
    host: &JsValue,
    gate: &Gate,
    lifetime_ms: i64,
    task: impl Future<Output = ()> + 'static,
) -> bool {
    let Some(pass) = gate.enter(lifetime_ms) else { return false };
    let promise = future_to_promise(log::in_current_context(async move {
        task.await;
        drop(pass);
        Ok(JsValue::UNDEFINED)
    }));
    // If the platform refuses `waitUntil`, the task still runs for as long as its event does.
    host.unchecked_ref::<Host>().wait_until(&promise.unchecked_into::<js_sys::Promise>()).ok();
    true
}
