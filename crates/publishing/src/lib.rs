//! From an SMS to a post: a request is opened, claimed and published once, however often and by whomever it
//! arrives (contract `relaysms`, sections 1.6, 2.2, 2.3 and 7).
//!
//! Who calls: the relay's face, an account's Dispatcher for what arrives at its phones, and the cron, which takes
//! up what somebody left half done. All of them end with the same rows of D1:
//!
//! 1. The sender's key and what is known of the request are looked up, and it is decrypted and read. Whatever is
//!    wrong with it, the same work is done and the same is answered.
//! 2. One transaction claims it, by a fingerprint that all copies share, and remembers its ciphertext blocks. What has
//!    a block that was used before is a forgery and claims nothing.
//! 3. Whatever happens from then on, its forwarder is told that it was accepted. A sender who is over their own budget
//!    has it held for a while.
//! 4. Before each request to the platform it is stored how far it has come, and again after it. Who stores it has
//!    the lease; who lost it stops.
//! 5. Its end is stored and counted as one transaction. `published`, `refused` and `unknown` are for ever; what wants
//!    patience is put off, and the cron goes on with it.
//!
//! [`desk`] is all that touches the platform; the rest runs natively.

mod account;
mod arrival;
mod conversion;
mod cron;
mod desk;
mod drive;
mod engine;
mod handled;
mod notes;
mod plain;
mod reading;
mod results;
mod stored;
#[cfg(test)]
mod testing;
mod worker_desk;

pub use account::{account, account_with_country};
pub use arrival::{Arrival, Origin, Source, could_be_request};
pub use cron::run;
pub use handled::{Handled, ResultSms};
pub use results::{tell, told};

use std::sync::Arc;

use identity::AccountId;
use runtime::Settings;
use worker::Env;

use worker_desk::WorkerDesk;

/// Does with an SMS what it asks for, if it is a request. `account_id` is the relay's: see [`account()`].
///
/// What it returns is to be answered, and [`tell`] told of its result SMS if there is one; should that be lost, the
/// cron finds out.
pub async fn handle(
    env: &Env,
    settings: &Arc<Settings>,
    account_id: &AccountId,
    arrival: &Arrival<'_>,
) -> Handled {
    match WorkerDesk::open(env, settings, account_id) {
        Ok(desk) => engine::handle(&desk, arrival).await,
        Err(fault) => Handled::unavailable(&fault),
    }
}

/// Publishes for somebody whose number a trusted caller names, without encryption (contract 2.2). Calls with the
/// same `key` are one request.
pub async fn handle_plain(
    env: &Env,
    settings: &Arc<Settings>,
    account_id: &AccountId,
    request: &relay_requests::PlainRequest,
    key: Option<&str>,
) -> Handled {
    match WorkerDesk::open(env, settings, account_id) {
        Ok(desk) => plain::handle(&desk, request, key).await,
        Err(fault) => Handled::unavailable(&fault),
    }
}
