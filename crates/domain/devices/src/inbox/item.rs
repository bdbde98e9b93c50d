//! Items of a phone's inbox, and the limits of a batch.

use std::{collections::BTreeSet, fmt};

use ids::GatewayId;
use messaging::id::inbound_id;
use sha2::{Digest, Sha256};
use unix_time::UnixMillis;

use crate::inbox::{Attachment, MAX_PART_BYTES, MAX_REQUEST_BYTES};

/// Maximum number of items in one request.
const MAX_ITEMS: usize = 500;
const MAX_ID_CHARS: usize = 36;
/// Maximum length of senders, recipients and names: a short text encrypted under a device's key has about 432
/// characters.
const MAX_SHORT_CHARS: usize = 512;
/// Maximum size of an item's content: far more than any concatenated SMS in ciphertext, and small enough for a row.
const MAX_CONTENT_BYTES: usize = 65_535;
const MAX_CONTENT_TYPE_CHARS: usize = 128;
const MAX_ATTACHMENTS: usize = 100;
/// Largest integer up to which a double holds every one exactly: 2^53 − 1.
const MAX_STORABLE: u64 = 9_007_199_254_740_991;
/// Maximum lead of a device's clock. Beyond it the clock is considered wrong.
const MAX_CLOCK_LEAD_MS: i64 = 24 * 3_600_000;

/// Kind of message that arrived at the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemType {
    Sms,
    DataSms,
    Mms,
    MmsDownloaded,
}

/// One item of a phone's inbox.
#[derive(Clone)]
pub struct Item {
    /// The phone's own id of the item.
    pub item_id: String,
    pub item_type: ItemType,
    pub sender: String,
    pub recipient: Option<String>,
    pub sim_number: Option<i64>,
    pub content: String,
    pub is_encrypted: bool,
    /// Time by the phone's clock.
    pub reported_at_ms: UnixMillis,
    pub attachments: Vec<Attachment>,
}

/// Checked items of one request.
#[derive(Debug)]
pub struct Batch(Vec<Item>);

/// Reason why a request is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchFault {
    #[error("batch must contain at least one message")]
    Empty,
    #[error("batch must contain at most {MAX_ITEMS} messages")]
    TooMany,
    #[error("inbox messages must be encrypted")]
    NotEncrypted,
    /// Contains the field's name.
    #[error("failed to validate: {0}")]
    Invalid(&'static str),
    /// One attachment is too large, or all of them together are.
    #[error("attachments are too large")]
    TooLarge,
}

impl Batch {
    /// Checks the items of one request. If a request contains an item twice, the first one counts.
    pub fn check(items: Vec<Item>) -> Result<Self, BatchFault> {
        if items.is_empty() {
            return Err(BatchFault::Empty);
        }
        if items.len() > MAX_ITEMS {
            return Err(BatchFault::TooMany);
        }
        if items.iter().any(|item| !item.is_encrypted) {
            return Err(BatchFault::NotEncrypted);
        }
        for item in &items {
            check(item).map_err(BatchFault::Invalid)?;
        }
        let sizes = || items.iter().flat_map(|item| &item.attachments).map(Attachment::bytes);
        if sizes().any(|bytes| bytes > MAX_PART_BYTES) || sizes().sum::<usize>() > MAX_REQUEST_BYTES
        {
            return Err(BatchFault::TooLarge);
        }
        let mut seen = BTreeSet::new();
        let is_first = |item: &Item| seen.insert(item.item_id.clone());
        Ok(Self(items.into_iter().filter(is_first).collect()))
    }

    pub fn items(&self) -> &[Item] {
        &self.0
    }

    /// Returns the batch without the items of these ids.
    #[must_use]
    pub fn without(self, item_ids: &BTreeSet<String>) -> Self {
        Self(self.0.into_iter().filter(|item| !item_ids.contains(&item.item_id)).collect())
    }
}

impl Item {
    /// Returns the time of arrival: the phone's, or `now_ms` if that is implausible.
    pub fn received_at_ms(&self, now_ms: UnixMillis) -> UnixMillis {
        let plausible = UnixMillis::EPOCH..=now_ms.saturating_add(MAX_CLOCK_LEAD_MS);
        if plausible.contains(&self.reported_at_ms) { self.reported_at_ms } else { now_ms }
    }
}

impl ItemType {
    pub const ALL: [Self; 4] = [Self::Sms, Self::DataSms, Self::Mms, Self::MmsDownloaded];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::DataSms => "DATA_SMS",
            Self::Mms => "MMS",
            Self::MmsDownloaded => "MMS_DOWNLOADED",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Item({} {}, redacted)", self.item_type.as_str(), self.item_id)
    }
}

/// Returns the key under which an item is stored. It sorts by time of receipt, and the same item of a phone always
/// has the same key.
pub fn item_key(received_at_ms: UnixMillis, gateway_id: &GatewayId, item_id: &str) -> String {
    // Unambiguous: a gateway's id contains no line feed, and the item's id comes last.
    let digest = Sha256::new()
        .chain_update(b"inbox item\n")
        .chain_update(gateway_id.as_str())
        .chain_update(b"\n")
        .chain_update(item_id)
        .finalize();
    inbound_id(received_at_ms, &digest)
}

fn check(item: &Item) -> Result<(), &'static str> {
    let within = |text: &str, max: usize| text.chars().count() <= max;
    if item.item_id.is_empty() || !within(&item.item_id, MAX_ID_CHARS) {
        return Err("id");
    }
    if !within(&item.sender, MAX_SHORT_CHARS) {
        return Err("sender");
    }
    if item.recipient.as_deref().is_some_and(|it| !within(it, MAX_SHORT_CHARS)) {
        return Err("recipient");
    }
    if item.sim_number.is_some_and(|number| !is_storable(number.unsigned_abs())) {
        return Err("simNumber");
    }
    if item.content.len() > MAX_CONTENT_BYTES {
        return Err("content");
    }
    if item.attachments.len() > MAX_ATTACHMENTS {
        return Err("attachments");
    }
    for attachment in &item.attachments {
        if !within(&attachment.content_type, MAX_CONTENT_TYPE_CHARS) {
            return Err("contentType");
        }
        if !within(&attachment.name, MAX_SHORT_CHARS) {
            return Err("name");
        }
        if !is_storable(attachment.part_id.unsigned_abs()) {
            return Err("partId");
        }
        if attachment.declared_size.is_some_and(|size| !is_storable(size)) {
            return Err("size");
        }
    }
    Ok(())
}

/// Whether the database returns the number as it was stored: it carries numbers as doubles.
fn is_storable(number: u64) -> bool {
    number <= MAX_STORABLE
}

#[cfg(test)]
mod tests;
