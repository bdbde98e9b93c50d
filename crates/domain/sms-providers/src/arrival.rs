//! Required and optional parts of an inbound SMS.

use crate::{CallbackEvent, DeliveryReport, InboundSms, PartNumber, Refusal, ReportedStatus};

/// Longest accepted reference; providers' ids are shorter.
const MAX_REFERENCE_BYTES: usize = 256;
/// Longest accepted number or sender name.
const MAX_ADDRESS_BYTES: usize = 64;
/// Maximum number of attachments listed in a message's text.
const MAX_MEDIA: usize = 10;

/// An inbound SMS as its provider spells it, before validation.
#[derive(Default)]
pub(crate) struct Arrival {
    pub(crate) reference: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) text: String,
    /// URLs of the attachments.
    pub(crate) media: Vec<String>,
    pub(crate) received_at_ms: Option<i64>,
}

impl Arrival {
    /// Validates the SMS and returns its event. Each attachment's URL becomes a line of the text.
    pub(crate) fn event(self) -> Result<CallbackEvent, Refusal> {
        let mut text = self.text;
        for url in self.media.iter().take(MAX_MEDIA) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(url);
        }
        Ok(CallbackEvent::Inbound(InboundSms {
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
        }))
    }
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
