//! Publishes posts requested by SMS: a request is decrypted, claimed and published once, however often it arrives and
//! through however many forwarders (contract `relaysms`, sections 1.6, 2.2, 2.3 and 7).
//!
//! Callers are the relay's face, an account's Dispatcher for texts that arrive at its phones, and the cron, which
//! resumes interrupted publications. All of them write the same rows of D1:
//!
//! 1. The sender's key and the stored state of the request are looked up; the text is decrypted and parsed. Every
//!    unpublishable text costs the same work and gets the same answer, whatever is wrong with it.
//! 2. One transaction claims the request by a fingerprint that all its copies share, and records its ciphertext blocks.
//!    A text with a block that was used before is a forgery and claims nothing.
//! 3. From then on its forwarder is told that the request was accepted, whatever fails. A request over its sender's
//!    budget is held for a while.
//! 4. Progress is stored before and after each request to the platform, under a lease. A worker that loses the lease
//!    stops.
//! 5. The end is stored and counted in one transaction. `published`, `refused` and `unknown` are final; a publication
//!    that must wait is deferred, and the cron resumes it.
//!
//! Each module uses only later ones of this list: [`cron`], [`encrypted_requests`] and [`plain_requests`],
//! [`request_claim`], [`request_copies`], [`turn`], [`turn_end`], [`request_outcome`], [`result_sms`],
//! [`leased_publication`], [`publication_steps`], [`ports`], [`sealed_work`]. Only [`account()`], [`cron`],
//! [`result_delivery`], the announcing in [`publication_steps`] and the implementation of [`ports`] call Cloudflare; the
//! rest runs natively.

mod account;
mod cron;
mod encrypted_requests;
mod leased_publication;
mod operator_log;
mod parsed_request;
mod plain_requests;
mod ports;
mod publication_steps;
mod random_ids;
mod received_text;
mod request_claim;
mod request_copies;
mod request_outcome;
mod result_delivery;
mod result_sms;
mod sealed_work;
mod storage_retries;
#[cfg(test)]
mod testing;
mod turn;
mod turn_end;
mod worker_ports;

pub use account::{account, enabled_account};
pub use cron::run;
pub use publication_steps::announce_steps;
pub use received_text::{ReceivedText, Source, TextOrigin, could_be_request};
pub use request_outcome::RequestOutcome;
pub use result_delivery::{record_result_sms_sent, send_result_sms};
pub use result_sms::ResultSms;

use std::sync::Arc;

use ids::AccountId;
use runtime::Settings;
use worker::Env;

use worker_ports::WorkerPorts;

/// Publishes an SMS if it is a request. `account_id` is the relay's account: see [`account()`].
///
/// The caller answers with the returned value and passes its result SMS, if there is one, to [`send_result_sms`]. If the
/// caller dies before that, the cron sends the SMS. The steps of an inbound SMS are left to its Dispatcher, which may be
/// that of the relay's account; those of other requests are announced here.
pub async fn handle(
    env: &Env,
    settings: &Arc<Settings>,
    account_id: &AccountId,
    arrival: &ReceivedText<'_>,
) -> RequestOutcome {
    match WorkerPorts::open(env, settings, account_id) {
        Ok(ports) => {
            let outcome = encrypted_requests::handle(&ports, arrival).await;
            let steps = ports.take_steps();
            if arrival.source == Source::Inbound {
                return outcome.with_steps(steps);
            }
            announce_steps(env, account_id, &steps).await;
            outcome
        }
        Err(fault) => RequestOutcome::unavailable(&fault),
    }
}

/// Publishes an unencrypted request for the number that a trusted caller names (contract 2.2). Calls with the same
/// `key` are one request.
pub async fn handle_plain(
    env: &Env,
    settings: &Arc<Settings>,
    account_id: &AccountId,
    request: &relay_requests::PlainRequest,
    key: Option<&str>,
) -> RequestOutcome {
    match WorkerPorts::open(env, settings, account_id) {
        Ok(ports) => {
            let outcome = plain_requests::handle(&ports, request, key).await;
            announce_steps(env, account_id, &ports.take_steps()).await;
            outcome
        }
        Err(fault) => RequestOutcome::unavailable(&fault),
    }
}
