//! Parts that a provider makes of a long SMS and reports separately: the SMS is delivered when all of its
//! parts are.

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use super::{Message, Recipient};

/// One part of a recipient's SMS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Id by which the provider knows it, as `provider:id`. `None` for a part that is known by its number only,
    /// or that no report can name because the provider refused it or gave it no id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delivered: bool,
}

/// Position of a part, for providers that number the parts of an SMS instead of naming them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartNumber {
    /// Number of the part, from 1 to `total`.
    pub number: u8,
    pub total: u8,
}

impl Recipient {
    /// Records the ids by which the provider knows it: one, or one for each of its parts.
    pub fn known_as(&mut self, references: Vec<String>) {
        self.reference = references.first().cloned();
        let is_whole = references.len() < 2;
        self.parts = if is_whole { Vec::new() } else { named(references).collect() };
    }

    /// Records the ids of the parts that the provider named when there is a further part that no report can
    /// name. The SMS never counts as delivered.
    pub fn known_in_part_as(&mut self, references: Vec<String>) {
        self.reference = references.first().cloned();
        self.parts = named(references).chain([Part::default()]).collect();
    }

    /// All ids by which the provider knows it.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        let first = self.reference.as_deref();
        let parts = self.parts.iter().filter_map(|part| part.reference.as_deref());
        first.into_iter().chain(parts.filter(move |reference| Some(*reference) != first))
    }

    /// Finds the part that a report is about. `None` if the report is about the whole SMS.
    fn part_at(&self, reference: &str, part: Option<PartNumber>) -> Option<usize> {
        match part {
            Some(part) => usize::from(part.number).checked_sub(1),
            None => self.parts.iter().position(|it| it.reference.as_deref() == Some(reference)),
        }
    }
}

fn named(references: Vec<String>) -> impl Iterator<Item = Part> {
    references.into_iter().map(|reference| Part { reference: Some(reference), delivered: false })
}

impl Message {
    /// Records that the part with this id or number was delivered, or all parts if the report names none.
    /// Returns whether all parts of the recipient's SMS are delivered, which is always so for an SMS without
    /// parts.
    pub fn part_delivered(
        &mut self,
        ordinal: u8,
        reference: &str,
        part: Option<PartNumber>,
        now_ms: UnixMillis,
    ) -> bool {
        let Some(recipient) = self.recipients.get_mut(usize::from(ordinal)) else { return false };
        if let Some(part) = part {
            // The first report of a numbered part tells how many there are.
            let total = recipient.parts.len().max(usize::from(part.total));
            recipient.parts.resize(total, Part::default());
        }
        let at = recipient.part_at(reference, part);
        let mut is_news = false;
        for (index, it) in recipient.parts.iter_mut().enumerate() {
            if at.is_none_or(|at| at == index) {
                is_news |= !std::mem::replace(&mut it.delivered, true);
            }
        }
        let all = recipient.parts.iter().all(|part| part.delivered);
        if is_news {
            self.version = self.version.saturating_add(1);
            self.updated_at_ms = now_ms;
        }
        all
    }

    /// Whether the part with this id or number was reported as delivered, which is final for a part as it is
    /// for a whole SMS.
    pub fn is_part_delivered(
        &self,
        ordinal: u8,
        reference: &str,
        part: Option<PartNumber>,
    ) -> bool {
        let recipient = self.recipients.get(usize::from(ordinal));
        let at = recipient.and_then(|it| it.part_at(reference, part));
        let part = recipient.zip(at).and_then(|(recipient, at)| recipient.parts.get(at));
        part.is_some_and(|part| part.delivered)
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

    #[test]
    fn part_without_an_id_is_kept_beside_the_named_ones() {
        for given in [&[][..], &["p:1"], &["p:1", "p:2"]] {
            let mut recipient = recipient(&[]);
            recipient.known_in_part_as(given.iter().map(|it| (*it).to_owned()).collect());
            assert_eq!(recipient.references().collect::<Vec<_>>(), given);
            assert_eq!(recipient.parts.len(), given.len() + 1);
            let json = serde_json::to_string(&recipient).unwrap();
            assert_eq!(serde_json::from_str::<Recipient>(&json).unwrap(), recipient);
        }
    }
}
