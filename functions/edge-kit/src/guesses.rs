//! Guesses at passwords: how often they may be made, and when they are answered.
//!
//! A name that does not exist is counted and answered like one that does. No answer may tell by its time whether a
//! slow hash was computed, so every failure is answered a fixed time after the request.

use std::future::Future;

use futures_util::future::{Either, select};
use request_limits::Network;
use runtime::timer::Timer;
use store_d1::{Store, StoreError, password_failures::Guesser};

use crate::RequestContext;

/// When somebody is told to come back who guessed too often from networks that nobody has succeeded from.
pub const RETRY_AFTER_SECS: u32 = 86_400;
/// Failures are answered this long after the request, or a multiple of it: longer than looking up a name and a slow
/// hash take.
const FAILURE_MS: u64 = 400;

/// Runs `work`, whose success is answered at once. Its failure is answered when the next whole number of
/// [`FAILURE_MS`] has passed since it began.
pub async fn even_time<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let mut work = Box::pin(work);
    loop {
        // The timer begins with the work, so that what the work computes meanwhile does not move its end. An
        // isolate that is out of timers answers unevenly rather than not at all.
        let Some(timer) = Timer::after(FAILURE_MS) else { return work.await };
        match select(work, Box::pin(timer)).await {
            Either::Left((Ok(value), _)) => return Ok(value),
            Either::Left((Err(error), timer)) => {
                timer.await;
                return Err(error);
            }
            Either::Right(((), unfinished)) => work = unfinished,
        }
    }
}

/// Where a guess comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub network: Network,
    /// Another credential of the account came with it, such as a phone's token: then it is none of a stranger's.
    pub is_known: bool,
}

impl Origin {
    /// Nothing but the network is known.
    pub fn of(network: Network) -> Self {
        Self { network, is_known: false }
    }
}

/// Names the caller who guesses at the password of a name. `account_id` is empty where names are unique in the
/// deployment. `stored` is the stored form of the password, if there is one: failures at one password do not count
/// against the next.
pub fn guesser(
    context: &RequestContext,
    account_id: &str,
    (name, stored): (&str, &str),
    origin: &Origin,
) -> Guesser {
    let key = &context.settings.network_key;
    Guesser {
        account_id: account_id.to_owned(),
        subject: key.subject_of("password failures", &format!("{name}\n{stored}")),
        network: key.subject("password failures", &origin.network),
        is_known: origin.is_known,
    }
}

/// Counts a guess as failed until [`succeeded`] says otherwise. False: there were too many, and this one must not be
/// looked at.
pub async fn reserve(context: &RequestContext, by: &Guesser) -> Result<bool, StoreError> {
    Store::open(&context.env)?.reserve_guess(by, context.now_ms).await
}

/// Takes back a guess that was counted and not looked at.
pub async fn release(context: &RequestContext, by: &Guesser) -> Result<(), StoreError> {
    Store::open(&context.env)?.release_guess(by).await
}

/// The guess was right.
pub async fn succeeded(context: &RequestContext, by: &Guesser) -> Result<(), StoreError> {
    Store::open(&context.env)?.note_right_password(by, context.now_ms).await
}
