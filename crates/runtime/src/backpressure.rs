//! Backpressure on the sockets of an object.
//!
//! The platform delivers the frames of a socket one after the other, and does not read on while an object takes
//! none. Holding the object's events therefore slows the sender down, and leaves room on the thread for others meanwhile.

use worker::State;

use crate::timer::Timer;

/// Delivers no event to the object for `pause_ms`, which should be a few milliseconds: calls of the object wait as
/// well. Returns at once. Where no timer is to be had nothing is held.
pub fn hold(state: &State, pause_ms: u64) {
    // The call closes the gate. Waiting for it would only tell that it is open again.
    let _opened = state.block_concurrency_while(async move {
        // Set in here: a timer that was set outside would wait for the gate to open.
        if let Some(timer) = Timer::after(pause_ms) {
            timer.await;
        }
        Ok(())
    });
}
