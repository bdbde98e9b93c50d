//! Parts that a provider makes of a long SMS and reports separately: the SMS is delivered when all of its
//! parts are.

use serde::{Deserialize, Serialize};

use super::{Message, Recipient};

/// One part of a recipient's SMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Id by which the provider knows it, as `provider:id`.
    pub reference: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delivered: bool,
}

impl Recipient {
    /// Records the ids by which the provider knows it: one, or one for each of its parts.
    pub fn known_as(&mut self, references: Vec<String>) {
        self.reference = references.first().cloned();
        let is_whole = references.len() < 2;
        let part = |reference| Part { reference, delivered: false };
        self.parts = if is_whole { Vec::new() } else { references.into_iter().map(part).collect() };
    }

    /// All ids by which the provider knows it.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        let whole = self.reference.as_deref().filter(|_| self.parts.is_empty());
        whole.into_iter().chain(self.parts.iter().map(|part| part.reference.as_str()))
    }
}

impl Message {
    /// Records that the part with this id was delivered. Returns whether all parts of the recipient's SMS
    /// are, which is always so for an SMS without parts.
    pub fn part_delivered(&mut self, ordinal: u8, reference: &str, now_ms: i64) -> bool {
        let Some(recipient) = self.recipients.get_mut(usize::from(ordinal)) else { return false };
        let known = recipient.parts.iter_mut().find(|part| part.reference == reference);
        let is_news = known.is_some_and(|part| !std::mem::replace(&mut part.delivered, true));
        let all = recipient.parts.iter().all(|part| part.delivered);
        if is_news {
            self.version = self.version.saturating_add(1);
            self.updated_at_ms = now_ms;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use telephony::Address;

    use super::*;

    fn recipient(references: &[&str]) -> Recipient {
        let mut recipient = Recipient::accepted(Address::Literal("1".to_owned()));
        recipient.known_as(references.iter().map(|it| (*it).to_owned()).collect());
        recipient
    }

    #[test]
    fn recipient_has_one_provider_id_or_one_for_each_part() {
        for (given, parts) in [(&[][..], 0), (&["p:1"], 0), (&["p:1", "p:2"], 2)] {
            let recipient = recipient(given);
            assert_eq!(recipient.references().collect::<Vec<_>>(), given);
            assert_eq!(recipient.reference.as_deref(), given.first().copied());
            assert_eq!(recipient.parts.len(), parts);
            let json = serde_json::to_string(&recipient).unwrap();
            assert_eq!(json.contains("parts"), parts > 0);
            assert_eq!(serde_json::from_str::<Recipient>(&json).unwrap(), recipient);
        }
    }
}
