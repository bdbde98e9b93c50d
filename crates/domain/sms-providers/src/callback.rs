//! Providers' callbacks, and the answers they expect.

use std::fmt;

use lenient_input::Garbage;
use serde_json::Value;
use unix_time::UnixMillis;

use crate::public_url::PublicUrl;

/// Longest accepted callback body. A longer one is refused before it is read.
pub const MAX_CALLBACK_BYTES: usize = 256 * 1024;

/// A provider's request, unchanged.
#[derive(Clone, Copy)]
pub struct Callback<'a> {
    /// In uppercase.
    pub method: &'a str,
    /// Whole public URL as the provider called it, including the query.
    pub url: &'a str,
    /// Header names in lowercase, with values.
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

/// One event in a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackEvent {
    Inbound(InboundSms),
    Report(DeliveryReport),
}

/// An SMS that arrived at a provider's number.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundSms {
    /// The provider's own id. Without it a repeated callback cannot be told from a second message.
    pub reference: Option<String>,
    /// Sender as the provider wrote it.
    pub from: String,
    pub to: String,
    pub text: String,
    pub received_at_ms: Option<UnixMillis>,
}

/// State of a message that was handed to the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The provider's own id of the message.
    pub reference: String,
    pub status: ReportedStatus,
    /// The part of a long message that the report is about, if the provider numbers them.
    pub part: Option<PartNumber>,
}

/// Position of a part of a long message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartNumber {
    /// Number of the part, from 1 to `total`.
    pub number: u8,
    pub total: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportedStatus {
    /// Under way; adds nothing to the acceptance.
    Pending,
    Sent,
    Delivered,
    /// Failed, with a short reason without personal data, such as `30005` or `rejected`.
    Failed {
        reason: String,
    },
}

/// Reason why a callback is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the signature is missing")]
    Unsigned,
    #[error("the signature is wrong")]
    BadSignature,
    #[error("the signature is too old")]
    Stale,
    /// Description of the defect, without the callback's contents.
    #[error("{0}")]
    Malformed(&'static str),
}

/// Answer that the provider expects on success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallbackAnswer {
    pub status: u16,
    pub content_type: Option<&'static str>,
    pub body: &'static str,
}

impl<'a> Callback<'a> {
    /// Returns the header with that lowercase name, unless it is absent or empty.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        let header = self.headers.iter().find(|(known, _)| known == name);
        header.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns the query without its question mark, or an empty string.
    pub(crate) fn query(&self) -> &'a str {
        PublicUrl::parse(self.url).and_then(|url| url.query).unwrap_or_default()
    }

    /// Returns the body; an error if it is too long.
    pub(crate) fn body(&self) -> Result<&'a [u8], Refusal> {
        if self.body.len() > MAX_CALLBACK_BYTES {
            return Err(Refusal::Malformed("the body is too long"));
        }
        Ok(self.body)
    }

    /// Parses the body as JSON, whatever its content type. Bytes that are not UTF-8 are replaced instead of refused: a
    /// provider retries a refused callback until it gives up, and then the SMS is lost.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        lenient_input::value(self.body()?, Garbage::Replaced)
            .map_err(|_| Refusal::Malformed("the body is not JSON"))
    }

    /// Whether the callback has neither a body nor a query. Vendors probe a URL with such an unsigned request before
    /// they accept it.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty() && self.query().is_empty()
    }
}

impl fmt::Debug for InboundSms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "InboundSms({} bytes)", self.text.len())
    }
}

impl fmt::Debug for DeliveryReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DeliveryReport({:?})", self.status)
    }
}

impl fmt::Debug for Callback<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Callback({}, {} bytes)", self.method, self.body.len())
    }
}

#[cfg(test)]
mod tests;
