//! Turns of a phone's requests. Some are worked on at once; more wait, and are refused only where they wait for long or
//! where too many wait.

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
/// Requests of one phone that wait: twice the messages of a fetch, each reported by itself. The other phones keep room.
const MAX_WAITING_OF_PHONE: usize = 200;
/// A request that the platform dropped without a word gives its place back after this.
const LIFETIME_MS: i64 = 30_000;
/// Looks at whether there is a place. One request cannot wake another, since the platform does not let it.
const LOOKS: u32 = 100;
const PAUSE_MS: u64 = 50;
/// Beyond this many phones those without a request are forgotten.
const MAX_PHONES: usize = 1_000;

thread_local! {
    static PHONES: RefCell<HashMap<String, Phone>> = RefCell::default();
    static WAITING: Gate = Gate::new(MAX_WAITING);
}

/// Bounds on the requests of one phone.
#[derive(Clone)]
struct Phone {
    working: Gate,
    waiting: Gate,
}

/// A phone's request that is being worked on.
#[derive(Debug)]
pub(crate) struct Turn {
    _pass: SendWrapper<Pass>,
}

/// Waits for the request's turn, five seconds at most. `None`: it does not come.
pub(crate) async fn take(key_digest: &str) -> Option<Turn> {
    let phone = phone_of(key_digest);
    if let Some(turn) = enter(&phone.working) {
        return Some(turn);
    }
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

fn enter(working: &Gate) -> Option<Turn> {
    working.enter(LIFETIME_MS).map(|pass| Turn { _pass: SendWrapper(pass) })
}

fn phone_of(key_digest: &str) -> Phone {
    PHONES.with_borrow_mut(|phones| {
        if phones.len() >= MAX_PHONES {
            // Where a request waits there are others that are worked on.
            phones.retain(|_, phone| phone.working.room() < AT_ONCE);
        }
        let phone = phones.entry(key_digest.to_owned());
        let new =
            || Phone { working: Gate::new(AT_ONCE), waiting: Gate::new(MAX_WAITING_OF_PHONE) };
        phone.or_insert_with(new).clone()
    })
}
