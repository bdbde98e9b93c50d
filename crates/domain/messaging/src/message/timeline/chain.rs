//! Chain of a timeline: each entry carries an HMAC over the one before, the message's id and its own fields, and a
//! seal covers the end of the chain and the recipients' states.
//!
//! A writer of the database who does not know the server secret can neither change, remove, insert nor reorder
//! entries without failing [`TimelineChain::verify`]. Two things stay possible: putting back an older copy of the
//! whole record, and removing every HMAC and the seal, which makes the message look older than the chain. Both
//! contradict the heads that webhooks have delivered.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{TimelineEntry, TimelineEvent};
use crate::message::Message;

/// Separates the key from other uses of the same secret.
const DOMAIN: &[u8] = b"wireroom timeline 1\0";
/// Length of an HMAC in bytes; it is written as twice as many hex digits.
const MAC_BYTES: usize = 16;

/// Keys of a deployment's timelines, derived from the server secret and, during a rotation, from the previous one.
#[derive(Clone)]
pub struct TimelineKeys {
    current: Hmac<Sha256>,
    previous: Option<Hmac<Sha256>>,
}

/// Writes and verifies the chains of one account's messages.
#[derive(Clone)]
pub struct TimelineChain {
    keys: TimelineKeys,
    account_id: String,
}

/// Result of verifying a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainVerdict {
    Valid,
    /// The message was accepted before timelines were chained.
    Unchained,
    /// The first entry that fails, counted from 0. The number of entries if each of them fits and the end does not:
    /// an entry was cut off, or a recipient's state was changed.
    Broken {
        entry: usize,
    },
}

impl TimelineKeys {
    /// Derives the keys. `None` if a secret is empty.
    pub fn new(current: &str, previous: Option<&str>) -> Option<Self> {
        let previous = match previous {
            Some(secret) => Some(derive(secret)?),
            None => None,
        };
        Some(Self { current: derive(current)?, previous })
    }
}

impl TimelineChain {
    pub fn new(keys: TimelineKeys, account_id: impl Into<String>) -> Self {
        Self { keys, account_id: account_id.into() }
    }

    /// Chains a message that was just accepted.
    pub fn begin(&self, message: &mut Message) {
        self.link_and_seal(message);
    }

    /// Chains the entries of a change. A message without a seal stays as it is: it is older than the chain, or
    /// [`admit`](Self::admit) has found it broken.
    pub fn extend(&self, message: &mut Message) {
        if message.timeline_seal.is_some() {
            self.link_and_seal(message);
        }
    }

    /// Takes the seal from a message that was read back from outside and does not verify, so that a later change
    /// cannot make it valid again.
    pub fn admit(&self, message: &mut Message) {
        if self.verify(message) != ChainVerdict::Valid {
            message.timeline_seal = None;
        }
    }

    pub fn verify(&self, message: &Message) -> ChainVerdict {
        let is_chained = message.timeline.iter().any(|entry| entry.mac.is_some());
        if !is_chained && message.timeline_seal.is_none() {
            return ChainVerdict::Unchained;
        }
        let mut previous = None;
        for (at, entry) in message.timeline.iter().enumerate() {
            let input = self.entry_input(message, previous, entry);
            if !entry.mac.as_deref().is_some_and(|mac| self.keys.verify(&input, mac)) {
                return ChainVerdict::Broken { entry: at };
            }
            previous = entry.mac.as_deref();
        }
        let input = self.seal_input(message);
        let is_whole =
            message.timeline_seal.as_deref().is_some_and(|seal| self.keys.verify(&input, seal));
        if is_whole {
            ChainVerdict::Valid
        } else {
            ChainVerdict::Broken { entry: message.timeline.len() }
        }
    }

    fn link_and_seal(&self, message: &mut Message) {
        let mut timeline = std::mem::take(&mut message.timeline);
        let mut previous: Option<String> = None;
        for entry in &mut timeline {
            if entry.mac.is_none() {
                let input = self.entry_input(message, previous.as_deref(), entry);
                entry.mac = Some(self.keys.mac(&input));
            }
            previous.clone_from(&entry.mac);
        }
        message.timeline = timeline;
        message.timeline_seal = Some(self.keys.mac(&self.seal_input(message)));
    }

    fn entry_input(
        &self,
        message: &Message,
        previous: Option<&str>,
        entry: &TimelineEntry,
    ) -> Vec<u8> {
        let mut input = self.input(b'e', message);
        put(&mut input, previous.map(str::as_bytes));
        put(&mut input, Some(&entry.at_ms.as_i64().to_be_bytes()));
        put(&mut input, Some(entry.event.as_str().as_bytes()));
        put(&mut input, entry.ordinal.map(|ordinal| [ordinal]).as_ref().map(<[u8; 1]>::as_slice));
        let epoch = entry.epoch.map(u32::to_be_bytes);
        put(&mut input, epoch.as_ref().map(<[u8; 4]>::as_slice));
        put(&mut input, entry.gateway_id.as_ref().map(|id| id.as_str().as_bytes()));
        put(&mut input, entry.cause.as_deref().map(str::as_bytes));
        input
    }

    fn seal_input(&self, message: &Message) -> Vec<u8> {
        let mut input = self.input(b's', message);
        put(&mut input, message.timeline_head().map(str::as_bytes));
        put(&mut input, Some(&message.version.to_be_bytes()));
        for recipient in &message.recipients {
            put(&mut input, Some(recipient.state.as_str().as_bytes()));
        }
        input
    }

    fn input(&self, kind: u8, message: &Message) -> Vec<u8> {
        let mut input = vec![kind];
        put(&mut input, Some(self.account_id.as_bytes()));
        put(&mut input, Some(message.id.as_str().as_bytes()));
        input
    }
}

impl Message {
    /// HMAC of the last entry of its timeline, which stands for the whole timeline. `None` if it is not chained.
    pub fn timeline_head(&self) -> Option<&str> {
        self.timeline.last()?.mac.as_deref()
    }
}

impl TimelineKeys {
    fn mac(&self, input: &[u8]) -> String {
        let mut mac = self.current.clone();
        mac.update(input);
        let mut text = hex::encode(mac.finalize().into_bytes());
        text.truncate(2 * MAC_BYTES);
        text
    }

    fn verify(&self, input: &[u8], mac: &str) -> bool {
        let Ok(mac) = hex::decode(mac) else { return false };
        // `verify_truncated_left` would also take a shorter one.
        mac.len() == MAC_BYTES
            && std::iter::once(&self.current)
                .chain(&self.previous)
                .any(|key| key.clone().chain_update(input).verify_truncated_left(&mac).is_ok())
    }
}

impl TimelineEvent {
    /// Text of the event as it is stored and chained.
    fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Held => "held",
            Self::Assigned => "assigned",
            Self::Leased => "leased",
            Self::NotHandedOver => "not_handed_over",
            Self::Reoffered => "reoffered",
            Self::Acknowledged => "acknowledged",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::AttemptFailed => "attempt_failed",
            Self::Failed => "failed",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::LateReport => "late_report",
            Self::DuplicateSent => "duplicate_sent",
            Self::Hashed => "hashed",
        }
    }
}

fn derive(secret: &str) -> Option<Hmac<Sha256>> {
    if secret.is_empty() {
        return None;
    }
    let root = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    let key = root.chain_update(DOMAIN).finalize().into_bytes();
    Hmac::new_from_slice(&key).ok()
}

/// Appends a field with its length, so that no two lists of fields have the same bytes.
fn put(input: &mut Vec<u8>, field: Option<&[u8]>) {
    let Some(field) = field else {
        input.push(0);
        return;
    };
    input.push(1);
    input.extend_from_slice(&(field.len() as u64).to_be_bytes());
    input.extend_from_slice(field);
}

impl fmt::Debug for TimelineKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TimelineKeys(redacted)")
    }
}

impl fmt::Debug for TimelineChain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TimelineChain(redacted)")
    }
}

#[cfg(test)]
mod tests;
