//! Timers that cannot panic. The `worker` crate's own timer panics, which ends the whole instance, when the
//! platform refuses one; the platform allows 10,000 for an object. Here a refusal is `None`.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use wasm_bindgen::{JsCast, JsValue, prelude::*};
use worker::js_sys::Function;

use crate::gate::{Gate, GatePermit};

/// Maximum number of timers in one isolate, below the platform's limit for a single object.
const MAX_TIMERS: usize = 8_192;
/// Longest delay that `setTimeout` accepts.
const MAX_DELAY_MS: i32 = i32::MAX;
/// Time after its due time at which a timer counts as lost with its context and gives its place back.
const GRACE_MS: i64 = 1_000;

thread_local! {
    static TIMERS: Gate = Gate::new(MAX_TIMERS);
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(callback: &Function, delay_ms: i32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = clearTimeout, catch)]
    fn clear_timeout(handle: &JsValue) -> Result<(), JsValue>;
}

/// A future that is ready when its delay has passed. Dropping it earlier clears the timer.
pub struct Timer {
    shared: Rc<Shared>,
    handle: JsValue,
    /// Kept alive for as long as the platform may call it.
    _callback: Closure<dyn FnMut()>,
    _permit: GatePermit,
}

#[derive(Default)]
struct Shared {
    is_up: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Timer {
    /// Sets a timer. `None` when the isolate or the platform has no room for another.
    pub fn after(delay_ms: u64) -> Option<Self> {
        let delay_ms = i32::try_from(delay_ms).unwrap_or(MAX_DELAY_MS);
        let lifetime_ms = i64::from(delay_ms).saturating_add(GRACE_MS);
        let pass = TIMERS.with(|timers| timers.enter(lifetime_ms))?;
        let shared = Rc::<Shared>::default();
        let of_callback = shared.clone();
        let callback = Closure::<dyn FnMut()>::new(move || {
            of_callback.is_up.set(true);
            let waker = of_callback.waker.take();
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let handle = set_timeout(callback.as_ref().unchecked_ref(), delay_ms).ok()?;
        Some(Self { shared, handle, _callback: callback, _permit: pass })
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.shared.is_up.get() {
            return Poll::Ready(());
        }
        self.shared.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if !self.shared.is_up.get() {
            // A timer that cannot be cleared ends with its context.
            clear_timeout(&self.handle).ok();
        }
    }
}
