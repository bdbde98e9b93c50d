//! Posts as records (lexicon `app.bsky.feed.post`).

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use unix_time::UnixMillis;

use crate::{PostReference, Sending, links::links};

pub(crate) const COLLECTION: &str = "app.bsky.feed.post";

/// Builds the record: text, links, and the post it replies to. It is identical on every try.
pub(crate) fn record(sending: &Sending<'_>) -> Value {
    let mut record = json!({
        "$type": COLLECTION,
        "text": sending.piece,
        "createdAt": rfc3339(sending.started_at_ms),
    });
    let Some(fields) = record.as_object_mut() else { return record };
    let facets: Vec<Value> = facets(sending.piece);
    if !facets.is_empty() {
        fields.insert("facets".to_owned(), Value::Array(facets));
    }
    if let (Some(root), Some(parent)) = (sending.before.first(), sending.before.last()) {
        let reply = json!({ "root": strong_reference(root), "parent": strong_reference(parent) });
        fields.insert("reply".to_owned(), reply);
    }
    record
}

/// Returns the record's key: a timestamp identifier (TID) that is the same on every try and differs for every post.
pub(crate) fn record_key(sending: &Sending<'_>) -> String {
    const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
    // The clock id comes from the key, so that publications that start in the same millisecond hardly ever collide.
    let digest = Sha256::digest(sending.key);
    let clock = digest.iter().take(2).fold(0_u64, |clock, byte| (clock << 8) | u64::from(*byte));
    let index = u64::try_from(sending.before.len()).unwrap_or(u64::MAX);
    let started_us =
        u64::try_from(sending.started_at_ms.as_i64()).unwrap_or(0).saturating_mul(1_000);
    // The post's index stands for the microseconds, so that a thread's keys are in order and differ.
    let value = (started_us.saturating_add(index.min(999)) << 10) | (clock & 0x3ff);
    let digit = |place: u32| {
        let index = usize::try_from((value >> (5 * place)) & 31).unwrap_or(0);
        char::from(ALPHABET.get(index).copied().unwrap_or(b'2'))
    };
    // The first bit of a TID is 0.
    let value_digits = (0..12).rev().map(digit);
    let first = char::from(
        ALPHABET.get(usize::try_from((value >> 60) & 7).unwrap_or(0)).copied().unwrap_or(b'2'),
    );
    std::iter::once(first).chain(value_digits).collect()
}

fn facets(text: &str) -> Vec<Value> {
    let facet = |range: std::ops::Range<usize>| {
        let uri = text.get(range.clone()).unwrap_or_default();
        json!({
            "index": { "byteStart": range.start, "byteEnd": range.end },
            "features": [{ "$type": "app.bsky.richtext.facet#link", "uri": uri }],
        })
    };
    links(text).into_iter().map(facet).collect()
}

fn strong_reference(post: &PostReference) -> Value {
    json!({ "uri": post.id, "cid": post.cid })
}

fn rfc3339(at_ms: UnixMillis) -> String {
    let nanos = i128::from(at_ms.as_i64()).saturating_mul(1_000_000);
    let moment = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
    let text = moment.and_then(|moment| moment.format(&Rfc3339).ok());
    text.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}
