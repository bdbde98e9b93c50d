//! Backpressure on the sockets of an object.
//!
//! The platform delivers a socket's frames one at a time, and stops reading from the socket while the object
//! accepts none. Holding the object's events therefore slows the sender down and frees the thread for other objects
//! in the meantime.

use runtime::timer::Timer;
use worker::State;

/// Holds back every event of the object for `pause_ms` and returns at once. The pause should be a few milliseconds,
/// because calls to the object wait too. Does nothing when no timer is available.
pub fn hold(state: &State, pause_ms: u64) {
    // The call itself closes the gate. Awaiting its result would only report that the gate is open again.
    let _opened = state.block_concurrency_while(async move {
        // Set inside the block: a timer set outside it would wait for the gate to open.
        if let Some(timer) = Timer::after(pause_ms) {
            timer.await;
        }
        Ok(())
    });
}
