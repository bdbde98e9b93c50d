//! Claims a decrypted request, so that it is published once, and begins its publication.

use relay_requests::ForwardingOutcome;
use relay_users::RelayUserId;
use runtime::log::events::PublicationEvent;
use store_d1::relay::publications::claim::{CiphertextBlocks, ClaimOutcome, NewPublication};
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use crate::{
    leased_publication::LeasedPublication,
    operator_log,
    parsed_request::ParsedRequest,
    ports::{PortFault, Ports},
    publication_steps, random_ids,
    received_text::{ReceivedText, Source},
    request_copies,
    request_outcome::RequestOutcome,
    sealed_work::{PublicationWork, SealedWork},
    storage_retries::with_retries,
    turn, turn_end,
};

/// Longest time for which a request over its sender's budget is held: half of the time for which it is tried.
const MAX_HOLD_MS: i64 = 12 * 3_600_000;

/// Fingerprint shared by all copies of a request, and the digest that tells a faithful copy from an altered one.
pub(crate) struct RequestMarks {
    pub(crate) fingerprint: String,
    pub(crate) copy_digest: String,
}

/// A text after decryption, whether or not it is a request.
pub(crate) struct DecryptedText {
    pub(crate) marks: RequestMarks,
    pub(crate) id: String,
    pub(crate) user_id: RelayUserId,
    pub(crate) readable: Option<ParsedRequest>,
    /// Marks of its ciphertext blocks, if any.
    pub(crate) blocks: Vec<String>,
    pub(crate) key_made_at_ms: UnixMillis,
}

/// Claims a request that can be published; does the same work for one that cannot. A claimed request is stored and
/// accepted, whatever fails afterwards.
pub(crate) async fn claim(
    ports: &impl Ports,
    arrival: &ReceivedText<'_>,
    number: &PhoneNumber,
    read: DecryptedText,
) -> Result<RequestOutcome, PortFault> {
    let now_ms = ports.now_ms();
    let sender = number.as_str().to_owned();
    let DecryptedText { marks, id, user_id, readable, blocks, key_made_at_ms } = read;
    let (kind, work) = match readable {
        Some(ParsedRequest { kind, posts }) => {
            (Some(kind), PublicationWork::Publish(Box::new(posts)))
        }
        None => (None, PublicationWork::Nothing),
    };
    let stored = SealedWork { sender, work };
    let sealed = ports.seal(&id, &stored)?;
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
        // Each attempt below sets its own.
        lease: "",
        due_at_ms: now_ms.saturating_add(ports.lease_ms()),
        sealed: &sealed,
        blocks: CiphertextBlocks { marks: &blocks, key_made_at_ms },
    };
    // Each attempt has its own lease, so that a retry recognizes a claim that an earlier attempt stored.
    let attempt = async || {
        let lease = random_ids::lease_id(ports);
        let claim = ports.claim(&NewPublication { lease: &lease, ..new.clone() }).await?;
        Ok((claim, lease))
    };
    let (claim, lease) = with_retries(ports, attempt).await?;
    match (claim, stored.work, kind) {
        (ClaimOutcome::Claimed { under_way }, PublicationWork::Publish(sequence), Some(kind)) => {
            let publication = LeasedPublication {
                fingerprint: marks.fingerprint,
                id,
                user_id,
                kind,
                lease,
                created_at_ms: now_ms,
                tries: 0,
                sender: stored.sender,
                posts: *sequence,
            };
            publication_steps::note_received(ports, &publication.step());
            Ok(match hold_ms(ports, arrival, &publication, under_way).await {
                Some(delay_ms) => turn_end::defer(ports, &publication, delay_ms).await,
                None => turn::run(ports, publication).await,
            })
        }
        // Two identical copies arrived at once.
        (ClaimOutcome::Known(known), _, Some(_)) if known.copy_digest == marks.copy_digest => {
            Ok(request_copies::answer_copy(ports, &marks.fingerprint, known).await)
        }
        (ClaimOutcome::Full, ..) => Ok(RequestOutcome::full()),
        _ => Ok(junk(ports, arrival).await),
    }
}

/// Returns the time in milliseconds for which a request over its sender's budget is held: one interval for each request
/// under way.
async fn hold_ms(
    ports: &impl Ports,
    arrival: &ReceivedText<'_>,
    publication: &LeasedPublication,
    under_way: i64,
) -> Option<i64> {
    if arrival.source == Source::ClientKey {
        return None;
    }
    // The request is claimed, so a failed count must not keep it from being published.
    let over = ports.over_budget(&publication.user_id).await.unwrap_or_else(|fault| {
        operator_log::write(&PublicationEvent::RequestNotCounted { error: &fault });
        None
    });
    over.map(|interval_ms| interval_ms.saturating_mul(under_way.max(1)).min(MAX_HOLD_MS))
}

/// Counts an unpublishable text against its origin.
async fn junk(ports: &impl Ports, arrival: &ReceivedText<'_>) -> RequestOutcome {
    if arrival.source == Source::ClientKey {
        return RequestOutcome::ended(ForwardingOutcome::Unpublishable);
    }
    let origin = arrival.origin;
    let is_over = origin.is_over_limit || {
        ports.is_junk_over_limit(origin.name).await.unwrap_or_else(|fault| {
            operator_log::write(&PublicationEvent::TextNotCounted { error: &fault });
            false
        })
    };
    if is_over {
        RequestOutcome::limited()
    } else {
        RequestOutcome::ended(ForwardingOutcome::Unpublishable)
    }
}
