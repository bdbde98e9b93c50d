//! Ends of a turn: stores the result and builds the answer.

use relay_requests::ForwardingOutcome;
use runtime::log::events::PublicationEvent;
use store_d1::relay::publications::{
    PublicationState,
    progress::{PublicationLease, PublicationSettlement, ResumedPublication},
};

use crate::{
    leased_publication::{LeasedPublication, delay_ms},
    operator_log,
    ports::{PortFault, Ports},
    publication_steps::{self, PublicationStep},
    request_outcome::RequestOutcome,
    result_sms,
    sealed_work::{PublicationWork, SealedWork},
    storage_retries::{STORE_PAUSE_MS, STORE_TRIES},
};

/// Answer to every copy of a publication whose outcome is unknown.
pub(crate) const UNKNOWN: &str = "it is not known whether it was published";
/// Reason stored when the user has no grant. The answer is the same as for a text that cannot be decrypted.
pub(crate) const NO_GRANT: &str = "no_grant";
/// Time in milliseconds after which a publication that is deferred again and again is given up.
const GIVE_UP_MS: i64 = 86_400_000;
const GAVE_UP: &str = "gave_up";

/// Result of a turn.
pub(crate) enum TurnEnd {
    Settled(PublicationState, Option<String>),
    Deferred {
        delay_ms: i64,
    },
    /// Another worker holds the lease.
    Lost,
}

pub(crate) async fn finish(
    ports: &impl Ports,
    publication: &LeasedPublication,
    end: TurnEnd,
) -> RequestOutcome {
    let (state, reason) = match end {
        TurnEnd::Settled(state, reason) => (state, reason),
        TurnEnd::Lost => return RequestOutcome::accepted(),
        TurnEnd::Deferred { delay_ms } => {
            if ports.now_ms().since(publication.created_at_ms) < GIVE_UP_MS {
                return defer(ports, publication, delay_ms).await;
            }
            (PublicationState::Unknown, Some(GAVE_UP.to_owned()))
        }
    };
    settle(ports, publication, state, reason).await
}

/// Defers a publication. If that cannot be stored, the cron resumes the publication after its lease ends.
pub(crate) async fn defer(
    ports: &impl Ports,
    publication: &LeasedPublication,
    delay_ms: i64,
) -> RequestOutcome {
    let due_at_ms = ports.now_ms().saturating_add(delay_ms);
    let done = match publication.sealed(ports) {
        Ok(sealed) => ports.defer(publication.held(), &sealed, due_at_ms).await,
        Err(fault) => Err(fault),
    };
    if let Err(error) = done {
        let publication_id = &publication.id;
        operator_log::write(&PublicationEvent::ProgressNotStored { publication_id, error: &error });
    }
    RequestOutcome::accepted()
}

/// Ends a publication that is too old to be tried, and tells its sender as for any other end.
pub(crate) async fn abandon_expired(
    ports: &impl Ports,
    publication: &LeasedPublication,
) -> RequestOutcome {
    operator_log::write(&PublicationEvent::GivenUp { publication_id: &publication.id });
    if publication.posts.posted().len() == publication.posts.post_count() {
        return settle(ports, publication, PublicationState::Published, None).await;
    }
    settle(ports, publication, PublicationState::Unknown, Some(GAVE_UP.to_owned())).await
}

/// Ends a publication whose sealed state cannot be opened, so that no worker could continue it.
pub(crate) async fn abandon_unopened(
    ports: &impl Ports,
    taken: &ResumedPublication,
    lease: &str,
) -> RequestOutcome {
    let held = PublicationLease { fingerprint: &taken.fingerprint, lease };
    let done = if taken.state == PublicationState::UnderWay {
        let settled_at_ms = ports.now_ms();
        let (state, reason) = (PublicationState::Unknown, Some(GAVE_UP));
        ports.settle(held, PublicationSettlement { state, reason, settled_at_ms, left: None }).await
    } else {
        // The publication had ended, and only its result SMS was left.
        ports.close(&taken.fingerprint).await.map(|()| true)
    };
    match done {
        Ok(true) if taken.state == PublicationState::UnderWay => {
            let step = PublicationStep {
                publication_id: &taken.id,
                user_id: &taken.user_id,
                platform: &taken.platform,
            };
            publication_steps::note_end(ports, &step, PublicationState::Unknown);
        }
        Ok(_) => {}
        Err(error) => {
            let publication_id = &taken.id;
            operator_log::write(&PublicationEvent::GivingUpNotStored {
                publication_id,
                error: &error,
            });
        }
    }
    match taken.state {
        PublicationState::UnderWay => outcome_of(PublicationState::Unknown, Some(GAVE_UP)),
        state => outcome_of(state, None),
    }
}

/// Puts off a publication whose sealed state does not open now: the sealing key may be restored later.
pub(crate) async fn defer_unopened(
    ports: &impl Ports,
    taken: &ResumedPublication,
    lease: &str,
    fault: &PortFault,
) -> RequestOutcome {
    let publication_id = &taken.id;
    operator_log::write(&PublicationEvent::NotOpened { publication_id, error: fault });
    let held = PublicationLease { fingerprint: &taken.fingerprint, lease };
    if let Some(sealed) = &taken.sealed {
        let due_at_ms = ports.now_ms().saturating_add(delay_ms(taken.tries));
        if let Err(error) = ports.defer(held, sealed, due_at_ms).await {
            operator_log::write(&PublicationEvent::DeferralNotStored {
                publication_id,
                error: &error,
            });
        }
    }
    outcome_of(taken.state, None)
}

/// Stores the end of a publication, with retries: a published request whose end is not stored could be published again.
async fn settle(
    ports: &impl Ports,
    publication: &LeasedPublication,
    state: PublicationState,
    reason: Option<String>,
) -> RequestOutcome {
    let sms = result_sms::for_sender(ports.result_sms_mode(), publication, state);
    let stored = sms.as_ref().map(|sms| SealedWork {
        sender: publication.sender.clone(),
        work: PublicationWork::Tell(sms.text.clone()),
    });
    let sealed = match stored.map(|stored| ports.seal(&publication.id, &stored)).transpose() {
        Ok(sealed) => sealed,
        Err(fault) => return unstored_end(publication, &fault),
    };
    let now_ms = ports.now_ms();
    let left = sealed.as_deref().map(|sealed| (sealed, now_ms.saturating_add(ports.lease_ms())));
    let settlement =
        PublicationSettlement { state, reason: reason.as_deref(), settled_at_ms: now_ms, left };
    let mut outcome = ports.settle(publication.held(), settlement).await;
    for _ in 1..STORE_TRIES {
        if outcome.is_ok() {
            break;
        }
        ports.pause(STORE_PAUSE_MS).await;
        outcome = ports.settle(publication.held(), settlement).await;
    }
    match outcome {
        Ok(true) => {
            publication_steps::note_end(ports, &publication.step(), state);
            outcome_of(state, reason.as_deref()).with(sms)
        }
        // Another worker holds the lease by now, and will store the end.
        Ok(false) => RequestOutcome::accepted(),
        Err(fault) => unstored_end(publication, &fault),
    }
}

/// Its progress is stored, so the worker that resumes it next finds its end.
fn unstored_end(publication: &LeasedPublication, fault: &PortFault) -> RequestOutcome {
    let publication_id = &publication.id;
    operator_log::write(&PublicationEvent::EndNotStored { publication_id, error: fault });
    RequestOutcome::accepted()
}

/// Returns the answer for a publication that has ended.
pub(crate) fn outcome_of(state: PublicationState, reason: Option<&str>) -> RequestOutcome {
    match state {
        PublicationState::Published => RequestOutcome::ended(ForwardingOutcome::Published),
        PublicationState::Refused => refused(reason),
        PublicationState::Unknown => RequestOutcome::refused(UNKNOWN),
        PublicationState::UnderWay => RequestOutcome::accepted(),
    }
}

/// A user without a grant gets the answer for any unpublishable text, so that the answer does not reveal the missing
/// grant.
pub(crate) fn refused(reason: Option<&str>) -> RequestOutcome {
    match reason {
        None | Some(NO_GRANT) => RequestOutcome::ended(ForwardingOutcome::Unpublishable),
        Some(reason) => RequestOutcome::refused(reason),
    }
}
