//! Answers to copies of a claimed request.

use relay_requests::ForwardingOutcome;
use runtime::log::events::PublicationEvent;
use store_d1::relay::publications::{
    PublicationState, claim::KnownPublication, progress::PublicationLease,
};

use crate::{
    operator_log,
    ports::{PortFault, Ports},
    random_ids,
    request_outcome::RequestOutcome,
    turn,
    turn_end::{self, UNKNOWN},
};

/// Longest time in milliseconds that a copy waits for the end of the request it duplicates.
pub(crate) const WAIT_MS: i64 = 5_000;
const LOOK_AGAIN_MS: u64 = 250;

/// Answers a copy of a claimed request like the original, if that has ended or ends while the copy waits. Otherwise the
/// copy is accepted: the request is stored, and its forwarder would not retry.
pub(crate) async fn answer_copy(
    ports: &impl Ports,
    fingerprint: &str,
    known: KnownPublication,
) -> RequestOutcome {
    wait_for_end(ports, fingerprint, known).await.unwrap_or_else(|fault| {
        operator_log::write(&PublicationEvent::CopyNotFollowed { error: &fault });
        RequestOutcome::accepted()
    })
}

async fn wait_for_end(
    ports: &impl Ports,
    fingerprint: &str,
    mut known: KnownPublication,
) -> Result<RequestOutcome, PortFault> {
    let until_ms = ports.now_ms().saturating_add(WAIT_MS);
    loop {
        let now_ms = ports.now_ms();
        match known.state {
            PublicationState::Published => {
                return Ok(RequestOutcome::ended(ForwardingOutcome::Published));
            }
            PublicationState::Refused => return Ok(turn_end::refused(known.reason.as_deref())),
            PublicationState::Unknown => return Ok(RequestOutcome::refused(UNKNOWN)),
            PublicationState::UnderWay => {}
        }
        let due_at_ms = known.due_at_ms.unwrap_or(now_ms);
        if due_at_ms <= now_ms {
            let lease = random_ids::lease_id(ports);
            let held = PublicationLease { fingerprint, lease: &lease };
            let taken =
                ports.resume_lease(held, now_ms, now_ms.saturating_add(ports.lease_ms())).await?;
            // Another copy or the cron may have taken the lease since the state was read.
            if let Some(taken) = taken {
                return Ok(turn::resume(ports, taken, lease).await);
            }
        }
        // A deferred publication is not waited for. One that a worker holds may end at any moment.
        let is_deferred = due_at_ms > now_ms && !known.is_held;
        if is_deferred || now_ms >= until_ms {
            return Ok(RequestOutcome::accepted());
        }
        ports.pause(LOOK_AGAIN_MS).await;
        match ports.find(fingerprint).await? {
            Some(found) => known = found,
            None => return Ok(RequestOutcome::ended(ForwardingOutcome::Unpublishable)),
        }
    }
}
