//! How many requests of one phone are worked on at once. What comes beyond that waits, and is refused only where it
//! waits for long or where too many wait.

use std::{cell::RefCell, collections::HashMap};

use runtime::{
    gate::{Gate, Pass},
    timer::Timer,
};
use worker::send::SendWrapper;

/// Requests of one phone that an isolate works on at once. The app sends one after the other; what comes at once is a
/// batch of messages, or of the app's retries.
const AT_ONCE: usize = 32;
/// Requests of all phones that wait in an isolate. Nothing of their bodies has been read.
const MAX_WAITING: usize = 1_000;
/// A request that the platform dropped without a word gives its place back after this.
const LIFETIME_MS: i64 = 30_000;
/// Looks at whether there is a place. One request cannot wake another, since the platform does not let it.
const LOOKS: u32 = 250;
const PAUSE_MS: u64 = 20;
/// Beyond this many phones those without a request are forgotten.
const MAX_PHONES: usize = 1_000;

thread_local! {
    static GATES: RefCell<HashMap<String, Gate>> = RefCell::default();
    static WAITING: Gate = Gate::new(MAX_WAITING);
}

/// A phone's request that is being worked on.
#[derive(Debug)]
pub(crate) struct Turn {
    _pass: SendWrapper<Pass>,
}

/// Waits for the request's turn, five seconds at most. `None`: it does not come.
pub(crate) async fn take(key_digest: &str) -> Option<Turn> {
    let gate = gate_of(key_digest);
    if let Some(turn) = enter(&gate) {
        return Some(turn);
    }
    let _waiting = WAITING.with(|waiting| waiting.enter(LIFETIME_MS))?;
    for _ in 0..LOOKS {
        Timer::after(PAUSE_MS)?.await;
        if let Some(turn) = enter(&gate) {
            return Some(turn);
        }
    }
    None
}

fn enter(gate: &Gate) -> Option<Turn> {
    gate.enter(LIFETIME_MS).map(|pass| Turn { _pass: SendWrapper(pass) })
}

fn gate_of(key_digest: &str) -> Gate {
    GATES.with_borrow_mut(|gates| {
        if gates.len() >= MAX_PHONES {
            gates.retain(|_, gate| gate.room() < AT_ONCE);
        }
        gates.entry(key_digest.to_owned()).or_insert_with(|| Gate::new(AT_ONCE)).clone()
    })
}
