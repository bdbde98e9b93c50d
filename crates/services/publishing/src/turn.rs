//! Publishes under a lease until the publication ends or must wait.

use platform_grants::{OpenOutcome, ReplaceOutcome};
use platforms::{Context, Failure, NextStep, PlatformKind, Progress};
use runtime::log::events::PublicationEvent;
use store_d1::relay::publications::{PublicationState, progress::ResumedPublication};

use crate::{
    leased_publication::{LeasedPublication, delay_ms},
    operator_log,
    ports::{GrantId, LeasedGrant as _, PortFault, Ports},
    request_outcome::RequestOutcome,
    result_sms,
    sealed_work::PublicationWork,
    storage_retries::{STORE_PAUSE_MS, STORE_TRIES},
    turn_end::{self, NO_GRANT, TurnEnd, finish, outcome_of},
};

/// Longest turn for a thread of many posts, so that its forwarder does not wait longer. The cron or a later copy
/// continues with the rest.
const TURN_MS: i64 = 20_000;
/// Longest back-off requested by a platform that a turn waits out instead of putting the publication off.
const MAX_PAUSE_MS: i64 = 2_000;
const GRANT_LOOKS: u32 = 8;
const GRANT_LOOK_MS: u64 = 500;
/// Longest delay while another publication uses the grant: each use takes seconds.
const MAX_BUSY_DELAY_MS: i64 = 300_000;
/// A publication that was resumed more often than this is given up before it is tried again: each worker that resumed
/// it ended before it recorded a result. A lease lasts at least 40 s, so a day has at most 2,160 of them, and a deferred
/// publication waits longer than that. The day for which a publication is tried is over by then.
const MAX_RESUMES: u32 = 2_500;
/// Age in milliseconds at which a publication is given up before it is touched: twice the time for which it is tried.
const MAX_AGE_MS: i64 = 2 * 86_400_000;
const CONSENT_GONE: &str = "consent_gone";

/// Resumes a publication whose lease this worker has taken.
pub(crate) async fn resume(
    ports: &impl Ports,
    taken: ResumedPublication,
    lease: String,
) -> RequestOutcome {
    let age_ms = ports.now_ms().since(taken.created_at_ms);
    let is_over = age_ms >= MAX_AGE_MS || taken.tries > MAX_RESUMES;
    let sealed = taken.sealed.as_deref().ok_or(PortFault::Unsealing);
    let stored = match sealed.and_then(|sealed| ports.unseal(&taken.id, sealed)) {
        Ok(stored) => stored,
        Err(_) if is_over => return turn_end::abandon_unopened(ports, &taken, &lease).await,
        Err(fault) => return turn_end::defer_unopened(ports, &taken, &lease, &fault).await,
    };
    let kind = PlatformKind::parse(&taken.platform);
    match (stored.work, kind, taken.state) {
        (PublicationWork::Publish(sequence), Some(kind), PublicationState::UnderWay) => {
            let publication = LeasedPublication {
                fingerprint: taken.fingerprint,
                id: taken.id,
                user_id: taken.user_id,
                kind,
                lease,
                created_at_ms: taken.created_at_ms,
                tries: taken.tries,
                sender: stored.sender,
                posts: *sequence,
            };
            if is_over {
                turn_end::abandon_expired(ports, &publication).await
            } else {
                run(ports, publication).await
            }
        }
        _ if is_over => turn_end::abandon_unopened(ports, &taken, &lease).await,
        (PublicationWork::Tell(text), _, state) => {
            let sms = result_sms::stored(taken.fingerprint, &taken.id, stored.sender, text);
            outcome_of(state, None).with(Some(sms))
        }
        _ => turn_end::defer_unopened(ports, &taken, &lease, &PortFault::Unsealing).await,
    }
}

/// Publishes as far as possible now. If the progress cannot be stored, the cron resumes the publication after its lease
/// ends.
pub(crate) async fn run(ports: &impl Ports, mut publication: LeasedPublication) -> RequestOutcome {
    let end = publish_with_grant(ports, &mut publication).await.unwrap_or_else(|fault| {
        let publication_id = &publication.id;
        operator_log::write(&PublicationEvent::Deferred { publication_id, error: &fault });
        TurnEnd::Deferred { delay_ms: delay_ms(publication.tries) }
    });
    finish(ports, &publication, end).await
}

async fn publish_with_grant(
    ports: &impl Ports,
    publication: &mut LeasedPublication,
) -> Result<TurnEnd, PortFault> {
    let user_id = publication.user_id.clone();
    let grant_id = GrantId { user_id: &user_id, platform: publication.kind };
    let mut looks = 0;
    let mut grant = loop {
        match ports.open_grant(grant_id).await? {
            OpenOutcome::Open(grant) => break grant,
            OpenOutcome::Absent => return Ok(refused_end(NO_GRANT)),
            OpenOutcome::Busy { .. } if looks < GRANT_LOOKS => looks += 1,
            OpenOutcome::Busy { .. } => {
                let delay_ms = delay_ms(publication.tries).min(MAX_BUSY_DELAY_MS);
                return Ok(TurnEnd::Deferred { delay_ms });
            }
        }
        ports.pause(GRANT_LOOK_MS).await;
    };
    // A fault is returned only afterwards, so that the grant's lease is released in any case.
    let end = publish(ports, publication, &mut grant).await;
    ports.close_grant(grant).await;
    end
}

async fn publish<P: Ports>(
    ports: &P,
    publication: &mut LeasedPublication,
    grant: &mut P::Grant,
) -> Result<TurnEnd, PortFault> {
    let began_at_ms = ports.now_ms();
    let mut paused_for = None;
    loop {
        let now_ms = ports.now_ms();
        if now_ms.since(began_at_ms) >= TURN_MS {
            return Ok(TurnEnd::Deferred { delay_ms: 0 });
        }
        let before = grant.tokens().clone();
        let mut rng = ports.rng();
        let mut context = Context { settings: ports.platforms(), now_ms, rng: &mut rng };
        let request = match publication.posts.next(grant.tokens(), &mut context) {
            NextStep::SendRequest(request) => request,
            NextStep::Done => return Ok(TurnEnd::Settled(PublicationState::Published, None)),
            NextStep::Stopped(failure) => return Ok(end_of_failure(publication, failure)),
        };
        // Stored before the request, which may publish a post even if its answer is lost.
        if !save_progress(ports, publication).await? {
            return Ok(TurnEnd::Lost);
        }
        let answer = ports.ask(&request).await;
        let progress = publication.posts.read(grant.tokens(), answer.as_ref());
        if *grant.tokens() != before {
            // A post is stored before the nonce that came with it: a lost nonce can be requested again, but a forgotten
            // post would be published twice. A fresh token, in contrast, is useless until it is stored, and the request
            // that fetched it posted nothing.
            let is_fresh = grant.tokens().access_token != before.access_token;
            if !is_fresh && !save_progress(ports, publication).await? {
                return Ok(TurnEnd::Lost);
            }
            match ports.save_grant(grant).await? {
                ReplaceOutcome::Stored => {}
                ReplaceOutcome::Superseded => return Ok(TurnEnd::Deferred { delay_ms: 0 }),
                // The grant was revoked: what is posted stays, and nothing more may be posted.
                ReplaceOutcome::Gone => {
                    match publication.posts.next(grant.tokens(), &mut context) {
                        NextStep::Done => {
                            return Ok(TurnEnd::Settled(PublicationState::Published, None));
                        }
                        _ => return Ok(refused_end(CONSENT_GONE)),
                    }
                }
            }
        }
        if let Progress::Wait { retry_after_ms } = progress {
            let wanted_ms = retry_after_ms.unwrap_or(0);
            let post = publication.posts.posted().len();
            let is_short = retry_after_ms.is_some_and(|it| it <= MAX_PAUSE_MS);
            // A short back-off is waited out once per post; a platform that keeps asking gets a longer delay each time.
            if is_short && paused_for != Some(post) {
                paused_for = Some(post);
                ports.pause(u64::try_from(wanted_ms).unwrap_or(0)).await;
            } else {
                return Ok(TurnEnd::Deferred {
                    delay_ms: wanted_ms.max(delay_ms(publication.tries)),
                });
            }
        }
    }
}

/// Maps a platform's final failure to the end of the turn.
fn end_of_failure(publication: &LeasedPublication, failure: Failure) -> TurnEnd {
    match failure {
        Failure::NotConfigured(missing) => {
            operator_log::write(&PublicationEvent::PlatformNotConfigured { setting: &missing.0 });
            TurnEnd::Deferred { delay_ms: delay_ms(publication.tries) }
        }
        Failure::Unknown { reason } => TurnEnd::Settled(PublicationState::Unknown, Some(reason)),
        Failure::Refused { reason } => refused_end(&reason),
        Failure::ScopeMissing => refused_end("scope_missing"),
        Failure::TokenExpired | Failure::ConsentGone => refused_end(CONSENT_GONE),
        Failure::SlowDown { .. } | Failure::NonceRequired => refused_end("busy"),
    }
}

fn refused_end(reason: &str) -> TurnEnd {
    TurnEnd::Settled(PublicationState::Refused, Some(reason.to_owned()))
}

/// Stores the publication's progress, with retries: the next request may publish a post.
async fn save_progress(
    ports: &impl Ports,
    publication: &LeasedPublication,
) -> Result<bool, PortFault> {
    let sealed = publication.sealed(ports)?;
    let mut outcome = Ok(false);
    for tries in 0..STORE_TRIES {
        if tries > 0 {
            ports.pause(STORE_PAUSE_MS).await;
        }
        let until_ms = ports.now_ms().saturating_add(ports.lease_ms());
        outcome = ports.save_progress(publication.held(), &sealed, until_ms).await;
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

#[cfg(test)]
mod tests;
