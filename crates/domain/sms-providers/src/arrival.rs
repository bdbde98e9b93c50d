//! Required and optional parts of an inbound SMS.

use unix_time::UnixMillis;

use crate::{CallbackEvent, DeliveryReport, InboundSms, PartNumber, Refusal, ReportedStatus};

/// Longest accepted reference; providers' ids are shorter.
const MAX_REFERENCE_BYTES: usize = 256;
/// Longest accepted number or sender name.
const MAX_ADDRESS_BYTES: usize = 64;

/// An inbound SMS as its provider spells it, before validation.
#[derive(Default)]
pub(crate) struct UnvalidatedSms {
    pub(crate) reference: Option<String>,
    /// Vendor's name for the channel, such as `mms` or `whatsapp`; `None` if it names none.
    pub(crate) channel: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// Subject of an MMS.
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    /// Captions and URLs of the attachments.
    pub(crate) media: Vec<String>,
    pub(crate) received_at_ms: Option<UnixMillis>,
}

impl UnvalidatedSms {
    /// Validates the SMS and returns its event, or none if it is a message of another channel.
    pub(crate) fn events(self) -> Result<Vec<CallbackEvent>, Refusal> {
        let parties = [&self.from, &self.to];
        let is_elsewhere = self.channel.as_deref().is_some_and(is_other_channel)
            || parties.into_iter().flatten().any(|party| has_other_channel(party));
        if is_elsewhere {
            return Ok(Vec::new());
        }
        let text = self.lines();
        Ok(vec![CallbackEvent::Inbound(InboundSms {
            reference: self
                .reference
                .as_deref()
                .map(reference)
                .transpose()?
                .filter(|id| !id.is_empty()),
            from: address(self.from, "the sender is missing")?,
            to: address(self.to, "the recipient is missing")?,
            text,
            received_at_ms: self.received_at_ms,
        })])
    }

    /// Returns the subject, the text and the attachments, each on lines of its own. A subject that only repeats the
    /// text is left out.
    fn lines(&self) -> String {
        let subject = self.subject.as_deref().map(str::trim).filter(|it| *it != self.text.trim());
        let filled = |line: &&str| !line.trim().is_empty();
        let before = subject.into_iter().filter(filled);
        let behind = self.media.iter().map(String::as_str).filter(filled);
        // A text of nothing but spaces is kept as it came.
        let text = Some(self.text.as_str()).filter(|text| !text.is_empty());
        before.chain(text).chain(behind).collect::<Vec<_>>().join("\n")
    }
}

/// Whether a channel is neither SMS nor MMS.
pub(crate) fn is_other_channel(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && !["sms", "mms"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether an address names another channel before a colon, as `whatsapp:+14155550100` does. Numbers and senders' names
/// have no colons.
fn has_other_channel(address: &str) -> bool {
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let channel = address.trim_start().split_once(':').map(|(channel, _)| channel);
    channel.is_some_and(|channel| is_word(channel) && is_other_channel(channel))
}

/// Returns the delivery report for the message with the provider's id `id`.
pub(crate) fn report(id: Option<&str>, status: ReportedStatus) -> Result<CallbackEvent, Refusal> {
    report_of(id, None, status)
}

/// Returns the delivery report for the message with the provider's id `id`, or for one part of it.
pub(crate) fn report_of(
    id: Option<&str>,
    part: Option<PartNumber>,
    status: ReportedStatus,
) -> Result<CallbackEvent, Refusal> {
    Ok(CallbackEvent::Report(DeliveryReport { reference: required_reference(id)?, status, part }))
}

fn required_reference(id: Option<&str>) -> Result<String, Refusal> {
    let id = id.map(reference).transpose()?.filter(|id| !id.is_empty());
    id.ok_or(Refusal::Malformed("the message's id is missing"))
}

fn reference(id: &str) -> Result<String, Refusal> {
    if id.len() > MAX_REFERENCE_BYTES {
        return Err(Refusal::Malformed("the message's id is too long"));
    }
    Ok(id.trim().to_owned())
}

fn address(text: Option<String>, missing: &'static str) -> Result<String, Refusal> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let text = text.ok_or(Refusal::Malformed(missing))?;
    if text.len() > MAX_ADDRESS_BYTES {
        return Err(Refusal::Malformed("an address is too long"));
    }
    Ok(text)
}
