//! How a turn ends: what is stored of it, and what is answered.

use relay_requests::Outcome;
use store_d1::relay::publications::{PublicationState, progress::Settlement};

use super::{FIRST_DELAY_MS, Job, NO_GRANT, STORE_PAUSE_MS, STORE_TRIES, held, sealed};
use crate::{
    Handled,
    desk::{Desk, Fault},
    notes, results,
    stored::{Stored, Work},
};

/// What could not be done for so long will not be done any more.
const GIVE_UP_MS: i64 = 86_400_000;
const GAVE_UP: &str = "gave_up";

/// How a turn ended.
pub(super) enum End {
    Settled(PublicationState, Option<String>),
    /// Nothing was asked of the platform, and nothing can be for now.
    Released,
    PutOff {
        delay_ms: i64,
    },
    /// Somebody else holds it.
    Lost,
}

pub(super) async fn finish(desk: &impl Desk, job: &Job, end: End) -> Handled {
    let (state, reason) = match end {
        End::Settled(state, reason) => (state, reason),
        End::Lost => return Handled::later(FIRST_DELAY_MS),
        End::Released => {
            let done = desk.release(held(job)).await;
            note("a claim was not released", job, done);
            return Handled::later(FIRST_DELAY_MS);
        }
        End::PutOff { delay_ms } => {
            if desk.now_ms().saturating_sub(job.created_at_ms) < GIVE_UP_MS {
                return put_off(desk, job, delay_ms).await;
            }
            (PublicationState::Unknown, Some(GAVE_UP.to_owned()))
        }
    };
    settle(desk, job, state, reason).await
}

async fn put_off(desk: &impl Desk, job: &Job, delay_ms: i64) -> Handled {
    let due_at_ms = desk.now_ms().saturating_add(delay_ms);
    let done = match sealed(desk, job) {
        Ok(sealed) => desk.put_off(held(job), &sealed, due_at_ms).await,
        Err(fault) => Err(fault),
    };
    note("how far a publication has come was not stored", job, done);
    Handled::later(delay_ms)
}

/// Its end has to be stored: what was published and is not known to be could be published again.
async fn settle(
    desk: &impl Desk,
    job: &Job,
    state: PublicationState,
    reason: Option<String>,
) -> Handled {
    let sms = results::for_sender(desk.telling(), job, state);
    let stored = sms
        .as_ref()
        .map(|sms| Stored { sender: job.sender.clone(), work: Work::Tell(sms.text.clone()) });
    let sealed = match stored.map(|stored| desk.seal(&job.id, &stored)).transpose() {
        Ok(sealed) => sealed,
        Err(fault) => return Handled::unavailable(&fault),
    };
    let now_ms = desk.now_ms();
    let left = sealed.as_deref().map(|sealed| (sealed, now_ms.saturating_add(desk.lease_ms())));
    let settlement = Settlement { state, reason: reason.as_deref(), settled_at_ms: now_ms, left };
    let mut outcome = desk.settle(held(job), settlement).await;
    for _ in 1..STORE_TRIES {
        if outcome.is_ok() {
            break;
        }
        desk.pause(STORE_PAUSE_MS).await;
        outcome = desk.settle(held(job), settlement).await;
    }
    match outcome {
        Ok(true) => settled(state, reason.as_deref()).with(sms),
        Ok(false) => Handled::later(FIRST_DELAY_MS),
        Err(fault) => Handled::unavailable(&fault),
    }
}

/// What is answered to a publication that has ended.
pub(super) fn settled(state: PublicationState, reason: Option<&str>) -> Handled {
    match state {
        PublicationState::Published => Handled::plain(Outcome::Published),
        PublicationState::Refused => refused(reason),
        PublicationState::Unknown => Handled::refused(crate::engine::UNKNOWN),
        PublicationState::UnderWay => Handled::later(FIRST_DELAY_MS),
    }
}

/// Who has no grant is told what everybody is told whose text cannot be published.
pub(crate) fn refused(reason: Option<&str>) -> Handled {
    match reason {
        None | Some(NO_GRANT) => Handled::plain(Outcome::Unpublishable),
        Some(reason) => Handled::refused(reason),
    }
}

fn note(what: &str, job: &Job, done: Result<bool, Fault>) {
    if let Err(fault) = done {
        let fields = [("publication.id", job.id.as_str()), ("error", &fault.to_string())];
        notes::warn(what, &fields);
    }
}
