//! Queue of each phone's requests. Some are processed at once and more wait. A request is refused if it waits too long
//! or too many are waiting.

use std::{cell::RefCell, collections::HashMap};

use runtime::{
    gate::{Gate, GatePermit},
    timer::Timer,
};
use worker::send::SendWrapper;

/// Requests of one phone that an isolate processes at once. The app sends requests sequentially, so concurrent ones are
/// a batch of messages or of the app's retries.
const AT_ONCE: usize = 32;
/// Requests of all phones that wait in an isolate. Their bodies have not been read.
const MAX_WAITING: usize = 1_000;
/// Requests of one phone that wait: twice the messages of a fetch, each reported separately. Other phones keep places.
const MAX_WAITING_OF_PHONE: usize = 200;
/// Milliseconds after which a request frees its place, because the platform can drop a request silently.
const LIFETIME_MS: i64 = 30_000;
/// Number of checks for a free place. The platform does not allow one request to wake another, so requests poll.
const LOOKS: u32 = 100;
const PAUSE_MS: u64 = 50;
/// Number of phones beyond which those without a request are removed.
const MAX_PHONES: usize = 1_000;

thread_local! {
    static PHONES: RefCell<HashMap<String, PhoneQueue>> = RefCell::default();
    static WAITING: Gate = Gate::new(MAX_WAITING);
}

/// Bounds on the requests of one phone.
#[derive(Clone)]
struct PhoneQueue {
    working: Gate,
    waiting: Gate,
}

/// A phone's request that is being processed.
#[derive(Debug)]
pub(crate) struct QueueTurn {
    _permit: SendWrapper<GatePermit>,
}

/// Waits for the request's turn, at most five seconds. `None` if it does not come.
pub(crate) async fn take(key_digest: &str) -> Option<QueueTurn> {
    let phone = phone_of(key_digest);
    if let Some(turn) = enter(&phone.working) {
        return Some(turn);
    }
    // Both places have names, because `_` alone would give them back at once.
    let _waiting_of_phone = phone.waiting.enter(LIFETIME_MS)?;
    let _waiting = WAITING.with(|waiting| waiting.enter(LIFETIME_MS))?;
    for _ in 0..LOOKS {
        Timer::after(PAUSE_MS)?.await;
        if let Some(turn) = enter(&phone.working) {
            return Some(turn);
        }
    }
    None
}

fn enter(working: &Gate) -> Option<QueueTurn> {
    working.enter(LIFETIME_MS).map(|pass| QueueTurn { _permit: SendWrapper(pass) })
}

fn phone_of(key_digest: &str) -> PhoneQueue {
    PHONES.with_borrow_mut(|phones| {
        if phones.len() >= MAX_PHONES {
            // While a request waits, others of the same phone are processed, so a phone that waits is never removed.
            phones.retain(|_, phone| phone.working.room() < AT_ONCE);
        }
        let phone = phones.entry(key_digest.to_owned());
        let new =
            || PhoneQueue { working: Gate::new(AT_ONCE), waiting: Gate::new(MAX_WAITING_OF_PHONE) };
        phone.or_insert_with(new).clone()
    })
}
