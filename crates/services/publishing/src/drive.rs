//! Drives a leased publication until it ends or has to be put off.

mod ending;

use platforms::{Context, Failure, Next, PlatformKind, Progress, Publishing};
use store_d1::relay::publications::{
    PublicationState,
    progress::{Held, TakenUp},
};

use ending::{End, finish, settled};

use crate::{
    Handled,
    desk::{Desk, Fault, Grant as _, OpenedGrant, SavedGrant, Whose},
    notes, results,
    stored::{Stored, Work},
};

/// Longest turn for a thread of many posts, so that its forwarder does not wait longer. The cron or a later copy
/// continues with the rest.
const TURN_MS: i64 = 20_000;
/// Longest back-off requested by a platform that a turn waits out instead of putting the publication off.
const MAX_PAUSE_MS: i64 = 2_000;
const GRANT_LOOKS: u32 = 8;
const GRANT_LOOK_MS: u64 = 500;
const FIRST_DELAY_MS: i64 = 5_000;
const MAX_DELAY_MS: i64 = 3_600_000;
pub(crate) const STORE_TRIES: u32 = 3;
pub(crate) const STORE_PAUSE_MS: u64 = 200;
/// Longest delay while another publication uses the grant: each use takes seconds.
const MAX_BUSY_DELAY_MS: i64 = 300_000;
/// A publication that was taken up more often than this is given up before it is tried again: each worker that took it
/// up ended before it recorded a result. A lease lasts at least 40 s, so a day has at most 2,160 of them, and a
/// publication that was put off waits longer than that. The day for which a publication is tried is over by then.
const MAX_TAKE_UPS: u32 = 2_500;
/// Age in milliseconds at which a publication is given up before it is touched: twice the time for which it is tried.
const MAX_AGE_MS: i64 = 2 * 86_400_000;
/// Reason stored when the user has no grant. The answer is the same as for a text that cannot be decrypted.
const NO_GRANT: &str = "no_grant";
const CONSENT_GONE: &str = "consent_gone";

/// A publication whose lease this worker holds.
pub(crate) struct Job {
    pub(crate) fingerprint: String,
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) kind: PlatformKind,
    pub(crate) lease: String,
    pub(crate) created_at_ms: i64,
    pub(crate) tries: u32,
    pub(crate) sender: String,
    pub(crate) publishing: Publishing,
}

/// Resumes a publication that was taken up.
pub(crate) async fn go_on(desk: &impl Desk, taken: TakenUp, lease: String) -> Handled {
    let age_ms = desk.now_ms().saturating_sub(taken.created_at_ms);
    let is_over = age_ms >= MAX_AGE_MS || taken.tries > MAX_TAKE_UPS;
    let sealed = taken.sealed.as_deref().ok_or(Fault::Unsealing);
    let stored = match sealed.and_then(|sealed| desk.unseal(&taken.id, sealed)) {
        Ok(stored) => stored,
        Err(_) if is_over => return ending::give_up(desk, &taken, &lease).await,
        Err(fault) => return ending::leave(desk, &taken, &lease, &fault).await,
    };
    let kind = PlatformKind::parse(&taken.platform);
    match (stored.work, kind, taken.state) {
        (Work::Publish(publishing), Some(kind), PublicationState::UnderWay) => {
            let job = Job {
                fingerprint: taken.fingerprint,
                id: taken.id,
                user_id: taken.user_id,
                kind,
                lease,
                created_at_ms: taken.created_at_ms,
                tries: taken.tries,
                sender: stored.sender,
                publishing: *publishing,
            };
            if is_over { ending::end_untried(desk, &job).await } else { drive(desk, job).await }
        }
        _ if is_over => ending::give_up(desk, &taken, &lease).await,
        (Work::Tell(text), _, state) => {
            let sms = results::again(taken.fingerprint, &taken.id, stored.sender, text);
            settled(state, None).with(Some(sms))
        }
        _ => ending::leave(desk, &taken, &lease, &Fault::Unsealing).await,
    }
}

/// Drives a publication as far as possible now. If its progress cannot be stored, it is taken up again after its lease
/// ends.
pub(crate) async fn drive(desk: &impl Desk, mut job: Job) -> Handled {
    let end = turn(desk, &mut job).await.unwrap_or_else(|fault| {
        let fields = [("publication.id", job.id.as_str()), ("error", &fault.to_string())];
        notes::warn("a publication was put off", &fields);
        End::PutOff { delay_ms: delay_ms(job.tries) }
    });
    finish(desk, &job, end).await
}

async fn turn(desk: &impl Desk, job: &mut Job) -> Result<End, Fault> {
    let user_id = job.user_id.clone();
    let whose = Whose { user_id: &user_id, platform: job.kind };
    let mut looks = 0;
    let mut grant = loop {
        match desk.open_grant(whose).await? {
            OpenedGrant::Open(grant) => break grant,
            OpenedGrant::Absent => return Ok(refused_end(NO_GRANT)),
            OpenedGrant::Busy if looks < GRANT_LOOKS => looks += 1,
            OpenedGrant::Busy => {
                let delay_ms = delay_ms(job.tries).min(MAX_BUSY_DELAY_MS);
                return Ok(End::PutOff { delay_ms });
            }
        }
        desk.pause(GRANT_LOOK_MS).await;
    };
    let end = publish(desk, job, &mut grant).await;
    desk.close_grant(grant).await;
    end
}

async fn publish<D: Desk>(desk: &D, job: &mut Job, grant: &mut D::Grant) -> Result<End, Fault> {
    let began_at_ms = desk.now_ms();
    let mut paused_for = None;
    loop {
        let now_ms = desk.now_ms();
        if now_ms.saturating_sub(began_at_ms) >= TURN_MS {
            return Ok(End::PutOff { delay_ms: 0 });
        }
        let before = grant.tokens().clone();
        let mut rng = desk.rng();
        let mut context = Context { settings: desk.platforms(), now_ms, rng: &mut rng };
        let request = match job.publishing.next(grant.tokens(), &mut context) {
            Next::Ask(request) => request,
            Next::Done => return Ok(End::Settled(PublicationState::Published, None)),
            Next::Stopped(failure) => return Ok(stopped(job, failure)),
        };
        if !keep(desk, job).await? {
            return Ok(End::Lost);
        }
        let answer = desk.ask(&request).await;
        let progress = job.publishing.read(grant.tokens(), answer.as_ref());
        if *grant.tokens() != before {
            // A post is stored before the nonce that came with it: a lost nonce can be requested again, but a forgotten
            // post would be published twice. A fresh token, in contrast, is useless until it is stored, and the request
            // that fetched it posted nothing.
            let is_fresh = grant.tokens().access_token != before.access_token;
            if !is_fresh && !keep(desk, job).await? {
                return Ok(End::Lost);
            }
            match desk.save_grant(grant).await? {
                SavedGrant::Saved => {}
                SavedGrant::Superseded => return Ok(End::PutOff { delay_ms: 0 }),
                // The grant was revoked: what is posted stays, and nothing more may be posted.
                SavedGrant::Gone => match job.publishing.next(grant.tokens(), &mut context) {
                    Next::Done => return Ok(End::Settled(PublicationState::Published, None)),
                    _ => return Ok(refused_end(CONSENT_GONE)),
                },
            }
        }
        if let Progress::Wait { retry_after_ms } = progress {
            let wanted_ms = retry_after_ms.unwrap_or(0);
            let post = job.publishing.posted().len();
            let is_short = retry_after_ms.is_some_and(|it| it <= MAX_PAUSE_MS);
            // A short back-off is waited out once per post; a platform that keeps asking gets a longer delay each time.
            if is_short && paused_for != Some(post) {
                paused_for = Some(post);
                desk.pause(u64::try_from(wanted_ms).unwrap_or(0)).await;
            } else {
                return Ok(End::PutOff { delay_ms: wanted_ms.max(delay_ms(job.tries)) });
            }
        }
    }
}

/// Maps a platform's final failure to the end of the turn.
fn stopped(job: &Job, failure: Failure) -> End {
    let refused = |reason: &str| End::Settled(PublicationState::Refused, Some(reason.to_owned()));
    match failure {
        Failure::NotConfigured(missing) => {
            notes::error("a platform is not configured", &[("setting", missing.0)]);
            End::PutOff { delay_ms: delay_ms(job.tries) }
        }
        Failure::Unknown { reason } => End::Settled(PublicationState::Unknown, Some(reason)),
        Failure::Refused { reason } => refused(&reason),
        Failure::ScopeMissing => refused("scope_missing"),
        Failure::TokenExpired | Failure::ConsentGone => refused(CONSENT_GONE),
        Failure::SlowDown { .. } | Failure::NonceRequired => refused("busy"),
    }
}

fn refused_end(reason: &str) -> End {
    End::Settled(PublicationState::Refused, Some(reason.to_owned()))
}

/// Stores the publication's progress, with retries: the next request may publish a post.
async fn keep(desk: &impl Desk, job: &Job) -> Result<bool, Fault> {
    let sealed = sealed(desk, job)?;
    let mut outcome = Ok(false);
    for tries in 0..STORE_TRIES {
        if tries > 0 {
            desk.pause(STORE_PAUSE_MS).await;
        }
        let until_ms = desk.now_ms().saturating_add(desk.lease_ms());
        outcome = desk.keep(held(job), &sealed, until_ms).await;
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

fn sealed(desk: &impl Desk, job: &Job) -> Result<String, Fault> {
    let work = Work::Publish(Box::new(job.publishing.clone()));
    desk.seal(&job.id, &Stored { sender: job.sender.clone(), work })
}

fn held(job: &Job) -> Held<'_> {
    Held { fingerprint: &job.fingerprint, lease: &job.lease }
}

/// Exponential back-off in milliseconds after `tries` attempts.
fn delay_ms(tries: u32) -> i64 {
    let factor = 1_i64.checked_shl(tries.min(20)).unwrap_or(i64::MAX);
    FIRST_DELAY_MS.saturating_mul(factor).min(MAX_DELAY_MS)
}

pub(crate) use ending::{hold, refused};

#[cfg(test)]
mod tests;
