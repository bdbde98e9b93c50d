//! From a text to an answer: whose it is, what it says, and whether it is the first of its kind.

use futures_util::future::join;
use relay_crypto::{SealedRequest, SharedKey};
use relay_requests::Outcome;
use store_d1::relay::publications::{
    PublicationState,
    claim::{Claim, KnownPublication, NewPublication},
    progress::Held,
};
use telephony::PhoneNumber;

use crate::{
    Arrival, Handled, Source,
    desk::{Desk, Fault, Sender},
    drive::{self, Job},
    reading::{self, Readable},
    stored::{Stored, Work},
};

/// A copy waits so long for the end of what another one began.
const WAIT_MS: i64 = 5_000;
const LOOK_AGAIN_MS: u64 = 250;
/// When a forwarder should come again while another one's copy is being published.
const UNDER_WAY_MS: i64 = 5_000;
/// What a sender hears again and again of a publication whose outcome nobody knows.
pub(crate) const UNKNOWN: &str = "it is not known whether it was published";
/// Where there is no user, so that nothing is ever found of them.
const NOBODY: &str = "";
const ID_BYTES: usize = 10;
const LEASE_BYTES: usize = 8;

/// What tells a request from others, and its copies from what was made of them.
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

/// A test says when it was sent and received, or it measures nothing (contract 3.5).
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

/// Every text whose sender is a number costs a look at the sender's key, one at what is known of the request, a
/// decryption, a count and a claim, unless it is a faithful copy of a request that was claimed. What the answer
/// tells is then known to whoever has that copy.
async fn request(desk: &impl Desk, arrival: &Arrival<'_>) -> Result<Handled, Fault> {
    let sealed = match SealedRequest::parse(arrival.text.as_str()) {
        Ok(sealed) => sealed,
        Err(error) => return Ok(Handled::plain(error.into())),
    };
    let Some(number) = arrival.sender.number() else {
        return Ok(Handled::plain(Outcome::Unpublishable));
    };
    let marks = Marks {
        fingerprint: sealed.fingerprint(number.as_str()).as_str().to_owned(),
        copy_digest: sealed.copy_digest(number.as_str()).as_str().to_owned(),
    };
    let looked_up = join(desk.sender(&number), desk.find(&marks.fingerprint)).await;
    let (sender, known) = (looked_up.0?, looked_up.1?);
    if let Some(known) = known.filter(|known| known.copy_digest == marks.copy_digest) {
        return again(desk, &marks.fingerprint, known).await;
    }
    let id = publication_id(desk);
    let key: Option<&SharedKey> = sender.as_ref().map(|sender| &sender.key);
    let readable = reading::read(&sealed, key, &id, desk.now_ms());
    if let Some(until_ms) = desk.over_limit(&number).await? {
        return Ok(Handled::later(until_ms.saturating_sub(desk.now_ms())));
    }
    let readable = readable.zip(sender.map(|Sender { user_id, .. }| user_id));
    first(desk, arrival, &number, &marks, &id, readable).await
}

/// Claims what can be published, or does as much for what cannot.
pub(crate) async fn first(
    desk: &impl Desk,
    arrival: &Arrival<'_>,
    number: &PhoneNumber,
    marks: &Marks,
    id: &str,
    readable: Option<(Readable, String)>,
) -> Result<Handled, Fault> {
    let now_ms = desk.now_ms();
    let lease = random_hex::<LEASE_BYTES>(desk);
    let sender = number.as_str().to_owned();
    let (kind, user_id, work) = match readable {
        Some((Readable { kind, publishing }, user_id)) => {
            (Some(kind), user_id, Work::Publish(Box::new(publishing)))
        }
        None => (None, NOBODY.to_owned(), Work::Nothing),
    };
    let stored = Stored { sender, work };
    let sealed = desk.seal(id, &stored)?;
    let new = NewPublication {
        fingerprint: &marks.fingerprint,
        copy_digest: &marks.copy_digest,
        id,
        user_id: &user_id,
        platform: kind.map_or("", platforms::PlatformKind::as_str),
        source: arrival.source.as_str(),
        gateway_client: &arrival.client_name(),
        country_code: &number.region().unwrap_or_default(),
        created_at_ms: now_ms,
        lease: &lease,
        due_at_ms: now_ms.saturating_add(desk.lease_ms()),
        sealed: &sealed,
    };
    let claim = desk.claim(&new).await?;
    let Some(kind) = kind else { return Ok(Handled::plain(Outcome::Unpublishable)) };
    match (claim, stored.work) {
        (Claim::Claimed, Work::Publish(publishing)) => {
            let job = Job {
                fingerprint: marks.fingerprint.clone(),
                id: id.to_owned(),
                user_id,
                kind,
                lease,
                created_at_ms: now_ms,
                tries: 0,
                // Somebody else still has the SMS and will come again.
                may_release: arrival.source != Source::Inbound,
                sender: stored.sender,
                publishing: *publishing,
            };
            Ok(drive::drive(desk, job).await)
        }
        // Two arrived at once, and they are the same.
        (Claim::Known(known), _) if known.copy_digest == marks.copy_digest => {
            again(desk, &marks.fingerprint, known).await
        }
        _ => Ok(Handled::plain(Outcome::Unpublishable)),
    }
}

/// A copy of what was claimed before gets the answer of the first, as soon as there is one. Until then its
/// forwarder is asked to come again: were it told that all is well it would delete the SMS, and should what is
/// under way turn out not to be possible now, nobody would have it any more.
pub(crate) async fn again(
    desk: &impl Desk,
    fingerprint: &str,
    known: KnownPublication,
) -> Result<Handled, Fault> {
    let until_ms = desk.now_ms().saturating_add(WAIT_MS);
    let mut known = known;
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
                return drive::go_on(desk, taken, lease).await;
            }
        } else if !known.is_held {
            return Ok(Handled::later(due_at_ms.saturating_sub(now_ms)));
        }
        if now_ms >= until_ms {
            return Ok(Handled::later(UNDER_WAY_MS));
        }
        desk.pause(LOOK_AGAIN_MS).await;
        match desk.find(fingerprint).await? {
            Some(found) => known = found,
            // It was let go of: whoever comes next is the first.
            None => return Ok(Handled::later(1_000)),
        }
    }
}

/// Sortable by time, and not to be guessed.
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
