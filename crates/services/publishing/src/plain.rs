//! Unencrypted requests from callers that may publish for others (contract 2.2).

use relay_requests::{Outcome, PlainRequest, PublishRequest};
use sha2::{Digest, Sha256};
use telephony::MessageText;

use crate::{
    Arrival, Handled, Origin, Source, conversion,
    desk::{Desk, Fault},
    engine::{self, Marks, Read},
    reading,
};

pub(crate) async fn handle(desk: &impl Desk, request: &PlainRequest, key: Option<&str>) -> Handled {
    decide(desk, request, key).await.unwrap_or_else(|fault| Handled::unavailable(&fault))
}

async fn decide(
    desk: &impl Desk,
    plain: &PlainRequest,
    key: Option<&str>,
) -> Result<Handled, Fault> {
    let Some(number) = plain.sender.number() else {
        return Ok(Handled::plain(Outcome::Unpublishable));
    };
    let Some(user_id) = desk.user(&number).await? else {
        return Ok(Handled::plain(Outcome::Unpublishable));
    };
    let id = engine::publication_id(desk);
    // Without an idempotency key every call is a new request, identified only by its id.
    let marks = Marks {
        fingerprint: match key {
            Some(key) => format!("key:{}:{key}", number.as_str()),
            None => format!("id:{id}"),
        },
        copy_digest: digest(&plain.request, key.unwrap_or(&id)),
    };
    if let Some(known) = desk.find(&marks.fingerprint).await? {
        if known.copy_digest == marks.copy_digest {
            return Ok(engine::again(desk, &marks.fingerprint, known).await);
        }
        return Ok(Handled::refused("the idempotency key was used with another request"));
    }
    let readable = reading::begin(&plain.request, &id, desk.now_ms());
    let text = MessageText::new("");
    let arrival = Arrival {
        sender: &plain.sender,
        text: &text,
        source: Source::ClientKey,
        origin: Origin::of(""),
        gateway_client: None,
        received_at_ms: None,
        sent_at_ms: None,
    };
    let read = Read { marks, id, user_id, readable, blocks: Vec::new(), key_made_at_ms: 0 };
    engine::first(desk, &arrival, &number, read).await
}

/// Digest that tells the request from others under the same key. The key salts it, so that a reader of the digest
/// cannot guess the text.
fn digest(request: &PublishRequest, key: &str) -> String {
    let content = serde_json::to_vec(&conversion::content(request)).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [key.as_bytes(), request.letter.platform_name().as_bytes(), &content] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}
