//! What providers call us with, and what they want to hear.

use std::fmt;

use lenient_input::Garbage;
use serde_json::Value;

use crate::public_url::PublicUrl;

/// No callback is longer. A longer one is refused before it is read.
pub const MAX_CALLBACK_BYTES: usize = 256 * 1024;

/// A provider's request, as it came.
#[derive(Clone, Copy)]
pub struct Callback<'a> {
    /// In capitals.
    pub method: &'a str,
    /// The whole public URL, query included, as the provider called it.
    pub url: &'a str,
    /// Names in small letters.
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

/// One thing that a callback says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackEvent {
    Inbound(InboundSms),
    Report(DeliveryReport),
}

/// An SMS that arrived at a provider's number.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundSms {
    /// The provider's own id. Absent: a repetition cannot be told from a second message.
    pub reference: Option<String>,
    /// As the provider wrote it.
    pub from: String,
    pub to: String,
    pub text: String,
    pub received_at_ms: Option<i64>,
}

/// What became of something that the provider was given.
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The provider's own id of it.
    pub reference: String,
    pub status: ReportedStatus,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportedStatus {
    /// Under way: nothing to learn that its acceptance did not say.
    Pending,
    Sent,
    Delivered,
    /// With a short reason without personal data, such as `30005` or `rejected`.
    Failed {
        reason: String,
    },
}

/// Why a callback is not listened to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the signature is missing")]
    Unsigned,
    #[error("the signature is wrong")]
    BadSignature,
    #[error("the signature is too old")]
    Stale,
    /// What is wrong with it, without its contents.
    #[error("{0}")]
    Malformed(&'static str),
}

/// What a provider wants to hear when all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: Option<&'static str>,
    pub body: &'static str,
}

impl<'a> Callback<'a> {
    /// The header of that name, in small letters, unless it is absent or empty.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        let header = self.headers.iter().find(|(known, _)| known == name);
        header.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The query without its question mark, or nothing.
    pub(crate) fn query(&self) -> &'a str {
        PublicUrl::parse(self.url).and_then(|url| url.query).unwrap_or_default()
    }

    /// The body, if it is not too long.
    pub(crate) fn body(&self) -> Result<&'a [u8], Refusal> {
        if self.body.len() > MAX_CALLBACK_BYTES {
            return Err(Refusal::Malformed("the body is too long"));
        }
        Ok(self.body)
    }

    /// The body as JSON, whatever its type is said to be. A provider that is refused repeats itself until it gives
    /// up, and the SMS is lost; so bytes that are no text are replaced.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        lenient_input::value(self.body()?, Garbage::Replaced)
            .map_err(|_| Refusal::Malformed("the body is not JSON"))
    }

    /// Whether there is nothing in it: vendors try an address out with such a request, unsigned, before they take it.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty() && (!matches!(self.method, "GET" | "HEAD") || self.query().is_empty())
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
