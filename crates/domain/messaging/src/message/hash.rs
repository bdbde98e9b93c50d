//! Hashing the content and recipients of a finished message (smsgate contract 4).

use sha2::{Digest, Sha256};
use telephony::Address;
use unix_time::UnixMillis;

use super::{Message, Recipient, RecipientState as S, TimelineEntry, TimelineEvent as E};
use crate::{content::Content, policy::DispatchPolicy};

/// Number of hex digits that replace an address.
const ADDRESS_DIGITS: usize = 16;

impl Message {
    /// Finds the recipient that was given as `address`, also if this message has been hashed.
    pub fn recipient_of(&self, address: &str) -> Option<u8> {
        let hashed = self.content.is_hashed().then(|| address_hash(address));
        let wanted = hashed.as_deref().unwrap_or(address);
        let at = self.recipients.iter().position(|it| it.address.as_str() == wanted)?;
        u8::try_from(at).ok()
    }

    /// Returns a recipient's address in the form that outlives the message: hashed if the message is to be hashed.
    pub fn lasting_address(&self, recipient: &Recipient) -> Address {
        if self.is_to_be_hashed() {
            Address::Literal(address_hash(recipient.address.as_str()))
        } else {
            recipient.address.clone()
        }
    }

    /// Time at which it is to be hashed. `None` if it never is, has been, or is not finished.
    pub(super) fn hash_at_ms(&self, policy: &DispatchPolicy) -> Option<UnixMillis> {
        if !self.is_to_be_hashed() {
            return None;
        }
        let finished = |state| matches!(state, S::Sent | S::Delivered | S::Failed | S::Cancelled);
        let all = self.recipients.iter().all(|recipient| finished(recipient.state));
        all.then(|| self.finished_at_ms().saturating_add(policy.hashing_delay_ms))
    }

    fn is_to_be_hashed(&self) -> bool {
        // As in SMSGate, ciphertext is never hashed.
        let is_wanted = self.options.hash_when_done && !self.options.encrypted;
        is_wanted && !matches!(self.content, Content::Hashed(_) | Content::Redacted)
    }

    /// Replaces the content by its hash, and each recipient's address by the first digits of its hash.
    pub(super) fn hash(&mut self, now_ms: UnixMillis) {
        let digest = match &self.content {
            Content::Text(text) | Content::Multimedia(text) => digest(text.as_str()),
            Content::Data(content) => digest(&content.data),
            Content::Long(long) => long.digest().to_owned(),
            Content::Sealed(_) | Content::Redacted | Content::Hashed(_) => return,
        };
        self.content = Content::Hashed(digest);
        for recipient in &mut self.recipients {
            recipient.address = Address::Literal(address_hash(recipient.address.as_str()));
        }
        self.record(now_ms, TimelineEntry::new(E::Hashed));
    }

    /// Time at which the last recipient finished, as far as that is known.
    fn finished_at_ms(&self) -> UnixMillis {
        let times = self.recipients.iter().flat_map(|it| [it.sent_at_ms, it.failed_at_ms]);
        // `reached` has only the first cancellation. The latest change is never earlier than the last one.
        let cancelled = self.reached.iter().find(|(state, _)| *state == S::Cancelled);
        let times = times.flatten().chain(cancelled.map(|_| self.updated_at_ms));
        times.max().unwrap_or(self.created_at_ms)
    }
}

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn address_hash(address: &str) -> String {
    let mut digits = digest(address);
    digits.truncate(ADDRESS_DIGITS);
    digits
}
