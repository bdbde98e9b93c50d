//! Headers by which a receiver verifies that a request is ours and unaltered.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{AccountKey, EventId, Format, SigningSecret};

/// Name and value of a header. The name is in lowercase, or spelled as its contract has it.
pub type Header = (&'static str, String);

/// Returns the headers for one try at delivering `body`; the body must be sent with exactly these bytes.
///
/// `secrets` are the current secret and, during a rotation, the previous ones. `webhook-id`, the same on every try, and
/// `webhook-timestamp`, the time of this try in Unix seconds, are always present. `webhook-signature` has one `v1`
/// signature for each secret that can sign, and then one `v1a` signature for each of the account's keys, except in
/// SMSGate's format, whose headers stay as they are; it is absent if nothing can sign. The format's own older header
/// has room for one signature, made with the current secret; it is absent without any secret.
pub fn sign(
    format: Format,
    secrets: &[SigningSecret],
    account_keys: &[AccountKey],
    event_id: &EventId,
    timestamp_secs: i64,
    body: &[u8],
) -> Vec<Header> {
    let timestamp = timestamp_secs.to_string();
    let id = event_id.as_str();
    let mut headers = vec![("webhook-id", id.to_owned()), ("webhook-timestamp", timestamp.clone())];
    let keys = secrets.iter().filter_map(SigningSecret::standard_key);
    let mut signatures: Vec<_> =
        keys.filter_map(|key| standard_signature(key, id, &timestamp, body)).collect();
    if format != Format::Smsgate {
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
        signatures.extend(account_keys.iter().map(|key| key.sign(&signed)));
    }
    if !signatures.is_empty() {
        headers.push(("webhook-signature", signatures.join(" ")));
    }
    if let Some(current) = secrets.first() {
        headers.extend(older_headers(format, current, timestamp, body));
    }
    headers
}

/// Standard Webhooks: `v1,` and the base64 HMAC of id, timestamp and body, joined by full stops.
fn standard_signature(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> Option<String> {
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
    Some(format!("v1,{}", BASE64.encode(hmac_sha256(key, &parts)?)))
}

/// Returns the older signature headers of each format's system. The key is the secret as it was given, including
/// `whsec_`.
fn older_headers(
    format: Format,
    secret: &SigningSecret,
    timestamp: String,
    body: &[u8],
) -> impl Iterator<Item = Header> {
    let key = secret.expose().as_bytes();
    let (name, stamp) = match format {
        Format::GatewayApi | Format::Standard => ("X-Webhook-Signature", None),
        Format::Smsgate => ("X-Signature", Some(timestamp)),
    };
    // SMSGate's signature covers the body directly followed by the timestamp, the others' the body alone.
    let signed = [body, stamp.as_deref().unwrap_or_default().as_bytes()];
    let signature = hmac_sha256(key, &signed).map(|mac| (name, hex::encode(mac)));
    signature.into_iter().chain(stamp.map(|stamp| ("X-Timestamp", stamp)))
}

/// HMAC accepts keys of any length, so this is never `None`.
fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests;
