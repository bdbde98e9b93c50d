//! Turns a received text into an answer: finds its sender, reads it, and detects copies.

use futures_util::future::join;
use relay_crypto::{SealedRequest, SharedKey};
use relay_requests::{ForwardingOutcome, ReliabilityOutcome, ReliabilityTest};
use relay_users::RelayUserId;
use unix_time::UnixMillis;

use crate::{
    parsed_request,
    ports::{KnownSender, PortFault, Ports},
    random_ids,
    received_text::ReceivedText,
    request_claim::{self, DecryptedText, RequestMarks},
    request_copies,
    request_outcome::RequestOutcome,
    storage_retries::with_retries,
};

/// User id used when the sender is unknown; it matches no user, so look-ups find nothing.
const NO_USER: &str = "";

pub(crate) async fn handle(ports: &impl Ports, arrival: &ReceivedText<'_>) -> RequestOutcome {
    let decided = match ports.reliability_test(arrival.text.as_str()) {
        Some(test) => reliability(ports, arrival, &test).await,
        None => request(ports, arrival).await,
    };
    decided.unwrap_or_else(|fault| RequestOutcome::unavailable(&fault))
}

/// Handles a reliability test. It must state when it was sent and received; otherwise it measures nothing (contract
/// 3.5).
async fn reliability(
    ports: &impl Ports,
    arrival: &ReceivedText<'_>,
    test: &ReliabilityTest,
) -> Result<RequestOutcome, PortFault> {
    let Some(sent_at_ms) = arrival.sent_at_ms else {
        return Ok(RequestOutcome::refused(ReliabilityOutcome::MissingDateSent.to_string()));
    };
    let Some(received_at_ms) = arrival.received_at_ms else {
        return Ok(RequestOutcome::refused(ReliabilityOutcome::MissingDate.to_string()));
    };
    let (is_good, result) = ports.mark_test(test, sent_at_ms, received_at_ms).await?;
    Ok(if is_good {
        RequestOutcome::ended(ForwardingOutcome::Tested(result))
    } else {
        RequestOutcome::refused(result)
    })
}

/// Handles a text. Every text from a phone number costs the same: a look-up of the sender's key, a look-up of the
/// request, a decryption, a claim and a count, so timing reveals nothing. The exception is a faithful copy of a claimed
/// request: its answer tells the sender of the copy nothing new.
async fn request(
    ports: &impl Ports,
    arrival: &ReceivedText<'_>,
) -> Result<RequestOutcome, PortFault> {
    let sealed = match SealedRequest::parse(arrival.text.as_str()) {
        Ok(sealed) => sealed,
        Err(error) => return Ok(RequestOutcome::ended(error.into())),
    };
    let Some(number) = arrival.sender.number() else {
        return Ok(RequestOutcome::ended(ForwardingOutcome::Unpublishable));
    };
    if sealed.is_too_long() {
        return Ok(RequestOutcome::ended(ForwardingOutcome::Unpublishable));
    }
    let marks = RequestMarks {
        fingerprint: sealed.fingerprint(number.as_str()).as_str().to_owned(),
        copy_digest: sealed.copy_digest(number.as_str()).as_str().to_owned(),
    };
    let sender = with_retries(ports, async || ports.sender(&number).await);
    let known = with_retries(ports, async || ports.find(&marks.fingerprint).await);
    // Both always run to their end, whatever the other finds, so that timing reveals nothing.
    let looked_up = join(sender, known).await;
    let (sender, known) = (looked_up.0?, looked_up.1?);
    if let Some(known) = known.filter(|known| known.copy_digest == marks.copy_digest) {
        return Ok(request_copies::answer_copy(ports, &marks.fingerprint, known).await);
    }
    let id = random_ids::publication_id(ports);
    let key: Option<&SharedKey> = sender.as_ref().map(|sender| &sender.key);
    let readable = parsed_request::read(&sealed, key, &id, ports.now_ms());
    let blocks = sealed.block_marks(key);
    let (user_id, key_made_at_ms) = match sender {
        Some(KnownSender { user_id, key_made_at_ms, .. }) => (user_id, key_made_at_ms),
        None => (RelayUserId::from_text(NO_USER), UnixMillis::EPOCH),
    };
    let read = DecryptedText { marks, id, user_id, readable, blocks, key_made_at_ms };
    request_claim::claim(ports, arrival, &number, read).await
}

#[cfg(test)]
mod tests;
