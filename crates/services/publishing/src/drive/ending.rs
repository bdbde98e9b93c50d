//! Ends of a turn: stores the result and builds the answer.

use relay_requests::Outcome;
use store_d1::relay::publications::{
    PublicationState,
    progress::{Held, Settlement, TakenUp},
};

use super::{Job, NO_GRANT, STORE_PAUSE_MS, STORE_TRIES, delay_ms, held, sealed};
use crate::{
    Handled,
    desk::{Desk, Fault},
    notes, results,
    stored::{Stored, Work},
};

/// Time in milliseconds after which a publication that keeps being put off is given up.
const GIVE_UP_MS: i64 = 86_400_000;
const GAVE_UP: &str = "gave_up";

/// Result of a turn.
pub(super) enum End {
    Settled(PublicationState, Option<String>),
    PutOff {
        delay_ms: i64,
    },
    /// Another worker holds the lease.
    Lost,
}

pub(super) async fn finish(desk: &impl Desk, job: &Job, end: End) -> Handled {
    let (state, reason) = match end {
        End::Settled(state, reason) => (state, reason),
        End::Lost => return Handled::accepted(),
        End::PutOff { delay_ms } => {
            if desk.now_ms().saturating_sub(job.created_at_ms) < GIVE_UP_MS {
                return hold(desk, job, delay_ms).await;
            }
            (PublicationState::Unknown, Some(GAVE_UP.to_owned()))
        }
    };
    settle(desk, job, state, reason).await
}

/// Puts a publication off. If that cannot be stored, the publication is taken up after its lease ends.
pub(crate) async fn hold(desk: &impl Desk, job: &Job, delay_ms: i64) -> Handled {
    let due_at_ms = desk.now_ms().saturating_add(delay_ms);
    let done = match sealed(desk, job) {
        Ok(sealed) => desk.put_off(held(job), &sealed, due_at_ms).await,
        Err(fault) => Err(fault),
    };
    note("how far a publication has come was not stored", &job.id, done);
    Handled::accepted()
}

/// Ends a publication that is too old to be tried, and tells its sender as for any other end.
pub(super) async fn end_untried(desk: &impl Desk, job: &Job) -> Handled {
    let fields = [("publication.id", job.id.as_str())];
    notes::error("a publication was given up: nobody went on with it in time", &fields);
    if job.publishing.posted().len() == job.publishing.post_count() {
        return settle(desk, job, PublicationState::Published, None).await;
    }
    settle(desk, job, PublicationState::Unknown, Some(GAVE_UP.to_owned())).await
}

/// Ends a publication whose sealed state cannot be opened, so that no worker could continue it.
pub(super) async fn give_up(desk: &impl Desk, taken: &TakenUp, lease: &str) -> Handled {
    let held = Held { fingerprint: &taken.fingerprint, lease };
    let done = if taken.state == PublicationState::UnderWay {
        let settled_at_ms = desk.now_ms();
        let (state, reason) = (PublicationState::Unknown, Some(GAVE_UP));
        desk.settle(held, Settlement { state, reason, settled_at_ms, left: None }).await
    } else {
        desk.close(&taken.fingerprint).await.map(|()| true)
    };
    note("a publication was not given up", &taken.id, done);
    match taken.state {
        PublicationState::UnderWay => settled(PublicationState::Unknown, Some(GAVE_UP)),
        state => settled(state, None),
    }
}

/// Puts off a publication whose sealed state does not open now: the sealing key may be restored later.
pub(super) async fn leave(
    desk: &impl Desk,
    taken: &TakenUp,
    lease: &str,
    fault: &Fault,
) -> Handled {
    let fields = [("publication.id", taken.id.as_str()), ("error", &fault.to_string())];
    notes::error("a publication cannot be gone on with", &fields);
    let held = Held { fingerprint: &taken.fingerprint, lease };
    if let Some(sealed) = &taken.sealed {
        let due_at_ms = desk.now_ms().saturating_add(delay_ms(taken.tries));
        let done = desk.put_off(held, sealed, due_at_ms).await;
        note("a publication was not put off", &taken.id, done);
    }
    settled(taken.state, None)
}

/// Stores the end of a publication, with retries: a published request whose end is not stored could be published again.
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
        Err(fault) => return unsettled(job, &fault),
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
        Ok(false) => Handled::accepted(),
        Err(fault) => unsettled(job, &fault),
    }
}

/// Its progress is stored, so the worker that takes it up next finds its end.
fn unsettled(job: &Job, fault: &Fault) -> Handled {
    note("a publication's end was not stored", &job.id, Err(fault));
    Handled::accepted()
}

/// Returns the answer for a publication that has ended.
pub(super) fn settled(state: PublicationState, reason: Option<&str>) -> Handled {
    match state {
        PublicationState::Published => Handled::plain(Outcome::Published),
        PublicationState::Refused => refused(reason),
        PublicationState::Unknown => Handled::refused(crate::engine::UNKNOWN),
        PublicationState::UnderWay => Handled::accepted(),
    }
}

/// A user without a grant gets the answer for any unpublishable text, so that the answer does not reveal the missing
/// grant.
pub(crate) fn refused(reason: Option<&str>) -> Handled {
    match reason {
        None | Some(NO_GRANT) => Handled::plain(Outcome::Unpublishable),
        Some(reason) => Handled::refused(reason),
    }
}

fn note(what: &str, id: &str, done: Result<bool, impl std::fmt::Display>) {
    if let Err(fault) = done {
        let fields = [("publication.id", id), ("error", &fault.to_string())];
        notes::warn(what, &fields);
    }
}
