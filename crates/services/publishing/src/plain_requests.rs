//! Unencrypted requests from callers that may publish for others (contract 2.2).

use relay_requests::{ForwardingOutcome, PlainRequest, PublishRequest};
use sha2::{Digest, Sha256};
use telephony::MessageText;
use unix_time::UnixMillis;

use crate::{
    parsed_request,
    ports::{PortFault, Ports},
    random_ids,
    received_text::{ReceivedText, Source, TextOrigin},
    request_claim::{self, DecryptedText, RequestMarks},
    request_copies,
    request_outcome::RequestOutcome,
};

pub(crate) async fn handle(
    ports: &impl Ports,
    request: &PlainRequest,
    key: Option<&str>,
) -> RequestOutcome {
    decide(ports, request, key).await.unwrap_or_else(|fault| RequestOutcome::unavailable(&fault))
}

async fn decide(
    ports: &impl Ports,
    plain: &PlainRequest,
    key: Option<&str>,
) -> Result<RequestOutcome, PortFault> {
    let Some(number) = plain.sender.number() else {
        return Ok(RequestOutcome::ended(ForwardingOutcome::Unpublishable));
    };
    let Some(user_id) = ports.user(&number).await? else {
        return Ok(RequestOutcome::ended(ForwardingOutcome::Unpublishable));
    };
    let id = random_ids::publication_id(ports);
    // Without an idempotency key every call is a new request, identified only by its id.
    let marks = RequestMarks {
        // The prefixes keep these fingerprints apart from those of encrypted requests, which are digests.
        fingerprint: match key {
            Some(key) => format!("key:{}:{key}", number.as_str()),
            None => format!("id:{id}"),
        },
        copy_digest: digest(&plain.request, key.unwrap_or(&id)),
    };
    if let Some(known) = ports.find(&marks.fingerprint).await? {
        if known.copy_digest == marks.copy_digest {
            return Ok(request_copies::answer_copy(ports, &marks.fingerprint, known).await);
        }
        return Ok(RequestOutcome::refused("the idempotency key was used with another request"));
    }
    let readable = parsed_request::begin(&plain.request, &id, ports.now_ms());
    let text = MessageText::new("");
    let arrival = ReceivedText {
        sender: &plain.sender,
        text: &text,
        source: Source::ClientKey,
        origin: TextOrigin::of(""),
        gateway_client: None,
        received_at_ms: None,
        sent_at_ms: None,
    };
    let read = DecryptedText {
        marks,
        id,
        user_id,
        readable,
        blocks: Vec::new(),
        key_made_at_ms: UnixMillis::EPOCH,
    };
    request_claim::claim(ports, &arrival, &number, read).await
}

/// Digest that tells the request from others under the same key. The key salts it, so that a reader of the digest
/// cannot guess the text.
fn digest(request: &PublishRequest, key: &str) -> String {
    let content = serde_json::to_vec(&request.content).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [key.as_bytes(), request.platform.as_str().as_bytes(), &content] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}
