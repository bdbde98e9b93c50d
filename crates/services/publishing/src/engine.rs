//! Turns a received text into an answer: finds its sender, reads it, and detects copies.

use futures_util::future::join;
use relay_crypto::{SealedRequest, SharedKey};
use relay_requests::Outcome;
use store_d1::{
    StoreError,
    relay::publications::{
        PublicationState,
        claim::{Blocks, Claim, KnownPublication, NewPublication},
        progress::Held,
    },
};
use telephony::PhoneNumber;

use crate::{
    Arrival, Handled, Source,
    desk::{Desk, Fault, Sender},
    drive::{self, Job, STORE_PAUSE_MS, STORE_TRIES},
    notes,
    reading::{self, Readable},
    stored::{Stored, Work},
};

/// Longest time in milliseconds that a copy waits for the end of the request it duplicates.
const WAIT_MS: i64 = 5_000;
const LOOK_AGAIN_MS: u64 = 250;
/// Longest time for which a request over its sender's budget is held: half of the time for which it is tried.
const MAX_HOLD_MS: i64 = 12 * 3_600_000;
/// Answer to every copy of a publication whose outcome is unknown.
pub(crate) const UNKNOWN: &str = "it is not known whether it was published";
/// User id used when the sender is unknown; it matches no user, so look-ups find nothing.
const NOBODY: &str = "";
const ID_BYTES: usize = 10;
const LEASE_BYTES: usize = 8;

/// Fingerprint shared by all copies of a request, and the digest that tells a faithful copy from an altered one.
pub(crate) struct Marks {
    pub(crate) fingerprint: String,
    pub(crate) copy_digest: String,
}

pub(crate) async fn handle(desk: &impl Desk, arrival: &Arrival<'_>) -> Handled {
    let decided = match desk.reliability_test(arrival.text.as_str()) {
        Some(test) => reliability(desk, arrival, &test).await,
        None => request(desk, arrival).await,
    };
    decided.unwrap_or_else(|fault| Handled::unavailable(&fault))
}

/// Handles a reliability test. It must state when it was sent and received; otherwise it measures nothing (contract
/// 3.5).
async fn reliability(
    desk: &impl Desk,
    arrival: &Arrival<'_>,
    test: &relay_requests::ReliabilityTest,
) -> Result<Handled, Fault> {
    use relay_requests::ReliabilityOutcome;
    let Some(sent_at_ms) = arrival.sent_at_ms else {
        return Ok(Handled::refused(ReliabilityOutcome::MissingDateSent.to_string()));
    };
    let Some(received_at_ms) = arrival.received_at_ms else {
        return Ok(Handled::refused(ReliabilityOutcome::MissingDate.to_string()));
    };
    let (is_good, said) = desk.mark_test(test, sent_at_ms, received_at_ms).await?;
    Ok(if is_good { Handled::tested(said) } else { Handled::refused(said) })
}

/// Handles a text. Every text from a phone number costs the same: a look-up of the sender's key, a look-up of the
/// request, a decryption, a claim and a count, so timing reveals nothing. The exception is a faithful copy of a claimed
/// request: its answer tells the sender of the copy nothing new.
async fn request(desk: &impl Desk, arrival: &Arrival<'_>) -> Result<Handled, Fault> {
    let sealed = match SealedRequest::parse(arrival.text.as_str()) {
        Ok(sealed) => sealed,
        Err(error) => return Ok(Handled::plain(error.into())),
    };
    let Some(number) = arrival.sender.number() else {
        return Ok(Handled::plain(Outcome::Unpublishable));
    };
    if sealed.is_too_long() {
        return Ok(Handled::plain(Outcome::Unpublishable));
    }
    let marks = Marks {
        fingerprint: sealed.fingerprint(number.as_str()).as_str().to_owned(),
        copy_digest: sealed.copy_digest(number.as_str()).as_str().to_owned(),
    };
    let sender = patiently(desk, async || desk.sender(&number).await);
    let known = patiently(desk, async || desk.find(&marks.fingerprint).await);
    let looked_up = join(sender, known).await;
    let (sender, known) = (looked_up.0?, looked_up.1?);
    if let Some(known) = known.filter(|known| known.copy_digest == marks.copy_digest) {
        return Ok(again(desk, &marks.fingerprint, known).await);
    }
    let id = publication_id(desk);
    let key: Option<&SharedKey> = sender.as_ref().map(|sender| &sender.key);
    let readable = reading::read(&sealed, key, &id, desk.now_ms());
    let blocks = sealed.block_marks(key);
    let (user_id, key_made_at_ms) = match sender {
        Some(Sender { user_id, key_made_at_ms, .. }) => (user_id, key_made_at_ms),
        None => (NOBODY.to_owned(), 0),
    };
    let read = Read { marks, id, user_id, readable, blocks, key_made_at_ms };
    first(desk, arrival, &number, read).await
}

/// A text after decryption, whether or not it is a request.
pub(crate) struct Read {
    pub(crate) marks: Marks,
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) readable: Option<Readable>,
    /// Marks of its ciphertext blocks, if any.
    pub(crate) blocks: Vec<String>,
    pub(crate) key_made_at_ms: i64,
}

/// Claims a request that can be published; does the same work for one that cannot. A claimed request is stored and
/// accepted, whatever fails afterwards.
pub(crate) async fn first(
    desk: &impl Desk,
    arrival: &Arrival<'_>,
    number: &PhoneNumber,
    read: Read,
) -> Result<Handled, Fault> {
    let now_ms = desk.now_ms();
    let sender = number.as_str().to_owned();
    let Read { marks, id, user_id, readable, blocks, key_made_at_ms } = read;
    let (kind, work) = match readable {
        Some(Readable { kind, publishing }) => (Some(kind), Work::Publish(Box::new(publishing))),
        None => (None, Work::Nothing),
    };
    let stored = Stored { sender, work };
    let sealed = desk.seal(&id, &stored)?;
    let new = NewPublication {
        fingerprint: &marks.fingerprint,
        copy_digest: &marks.copy_digest,
        id: &id,
        user_id: &user_id,
        // An unreadable text has no platform. No grant exists for an empty platform, so the text claims nothing.
        platform: kind.map_or("", platforms::PlatformKind::as_str),
        source: arrival.source.as_str(),
        gateway_client: &arrival.client_name(),
        country_code: &number.region().unwrap_or_default(),
        created_at_ms: now_ms,
        lease: "",
        due_at_ms: now_ms.saturating_add(desk.lease_ms()),
        sealed: &sealed,
        blocks: Blocks { marks: &blocks, key_made_at_ms },
    };
    // Each attempt has its own lease, so that a retry recognizes a claim that an earlier attempt stored.
    let attempt = async || {
        let lease = random_hex::<LEASE_BYTES>(desk);
        let claim = desk.claim(&NewPublication { lease: &lease, ..new.clone() }).await?;
        Ok((claim, lease))
    };
    let (claim, lease) = patiently(desk, attempt).await?;
    match (claim, stored.work, kind) {
        (Claim::Claimed { under_way }, Work::Publish(publishing), Some(kind)) => {
            let job = Job {
                fingerprint: marks.fingerprint,
                id,
                user_id,
                kind,
                lease,
                created_at_ms: now_ms,
                tries: 0,
                sender: stored.sender,
                publishing: *publishing,
            };
            Ok(match hold_ms(desk, arrival, &job, under_way).await {
                Some(delay_ms) => drive::hold(desk, &job, delay_ms).await,
                None => drive::drive(desk, job).await,
            })
        }
        // Two identical copies arrived at once.
        (Claim::Known(known), _, Some(_)) if known.copy_digest == marks.copy_digest => {
            Ok(again(desk, &marks.fingerprint, known).await)
        }
        (Claim::Full, ..) => Ok(Handled::full()),
        _ => Ok(junk(desk, arrival).await),
    }
}

/// Returns the time in milliseconds for which a request over its sender's budget is held: one interval for each request
/// under way.
async fn hold_ms(
    desk: &impl Desk,
    arrival: &Arrival<'_>,
    job: &Job,
    under_way: i64,
) -> Option<i64> {
    if arrival.source == Source::ClientKey {
        return None;
    }
    // The request is claimed, so a failed count must not keep it from being published.
    let over = desk.over_budget(&job.user_id).await.unwrap_or_else(|fault| {
        notes::warn("a request was not counted", &[("error", &fault.to_string())]);
        None
    });
    over.map(|interval_ms| interval_ms.saturating_mul(under_way.max(1)).min(MAX_HOLD_MS))
}

/// Counts an unpublishable text against its origin.
async fn junk(desk: &impl Desk, arrival: &Arrival<'_>) -> Handled {
    if arrival.source == Source::ClientKey {
        return Handled::plain(Outcome::Unpublishable);
    }
    let origin = arrival.origin;
    let is_over = origin.is_over_limit || {
        desk.is_junk_over_limit(origin.name).await.unwrap_or_else(|fault| {
            notes::warn("a text was not counted", &[("error", &fault.to_string())]);
            false
        })
    };
    if is_over { Handled::limited() } else { Handled::plain(Outcome::Unpublishable) }
}

/// Answers a copy of a claimed request like the original, if that has ended or ends while the copy waits. Otherwise the
/// copy is accepted: the request is stored, and its forwarder would not retry.
pub(crate) async fn again(desk: &impl Desk, fingerprint: &str, known: KnownPublication) -> Handled {
    wait_for_end(desk, fingerprint, known).await.unwrap_or_else(|fault| {
        notes::warn("a copy did not see its end", &[("error", &fault.to_string())]);
        Handled::accepted()
    })
}

async fn wait_for_end(
    desk: &impl Desk,
    fingerprint: &str,
    mut known: KnownPublication,
) -> Result<Handled, Fault> {
    let until_ms = desk.now_ms().saturating_add(WAIT_MS);
    loop {
        let now_ms = desk.now_ms();
        match known.state {
            PublicationState::Published => return Ok(Handled::plain(Outcome::Published)),
            PublicationState::Refused => return Ok(drive::refused(known.reason.as_deref())),
            PublicationState::Unknown => return Ok(Handled::refused(UNKNOWN)),
            PublicationState::UnderWay => {}
        }
        let due_at_ms = known.due_at_ms.unwrap_or(now_ms);
        if due_at_ms <= now_ms {
            let lease = random_hex::<LEASE_BYTES>(desk);
            let held = Held { fingerprint, lease: &lease };
            let taken = desk.take_up(held, now_ms, now_ms.saturating_add(desk.lease_ms())).await?;
            if let Some(taken) = taken {
                return Ok(drive::go_on(desk, taken, lease).await);
            }
        }
        let is_put_off = due_at_ms > now_ms && !known.is_held;
        if is_put_off || now_ms >= until_ms {
            return Ok(Handled::accepted());
        }
        desk.pause(LOOK_AGAIN_MS).await;
        match desk.find(fingerprint).await? {
            Some(found) => known = found,
            None => return Ok(Handled::plain(Outcome::Unpublishable)),
        }
    }
}

/// Retries a D1 operation a few times: a request that is answered with a fault before it is stored is lost.
async fn patiently<T>(
    desk: &impl Desk,
    mut attempt: impl AsyncFnMut() -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut tries = 1;
    loop {
        match attempt().await {
            Err(Fault::Store(StoreError::Unavailable(_))) if tries < STORE_TRIES => tries += 1,
            ended => return ended,
        }
        desk.pause(STORE_PAUSE_MS).await;
    }
}

/// Returns an id that is sortable by time and cannot be guessed.
pub(crate) fn publication_id(desk: &impl Desk) -> String {
    format!("pub_{:012x}{}", desk.now_ms().max(0), random_hex::<ID_BYTES>(desk))
}

pub(crate) fn random_hex<const N: usize>(desk: &impl Desk) -> String {
    use rand_core::RngCore;
    let mut bytes = [0_u8; N];
    desk.rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests;
