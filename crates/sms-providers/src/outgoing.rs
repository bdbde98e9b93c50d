//! Sending: the request to make, and what its answer means.

use std::fmt;

use telephony::{Address, MessageText};

/// One SMS to one recipient.
#[derive(Clone, Copy, Debug)]
pub struct OutgoingSms<'a> {
    pub from: &'a Address,
    pub to: &'a Address,
    pub text: &'a MessageText,
    /// Our own id of it, for providers that take one.
    pub wire_id: &'a str,
    /// Where delivery reports are to go, if anybody is to be told.
    pub callback_url: Option<&'a str>,
}

/// A request to a provider. It carries secrets and texts, so its debug output shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What became of a request to send.
#[derive(Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// The provider has it, and calls it this.
    Accepted { reference: Option<String> },
    /// The provider has it in several parts, and calls each of them by one of these. It reports on them one by one.
    AcceptedInParts { references: Vec<String> },
    /// The provider has it not, and said so.
    Refused {
        /// A short reason without personal data, such as `401` or `21211`.
        reason: String,
        /// The answer's body, as it came.
        answer: Option<String>,
    },
    /// It may or may not have it.
    Unknown { reason: String },
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HttpRequest({}, {} bytes)", self.method, self.body.len())
    }
}

impl fmt::Debug for SendOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { .. } => formatter.write_str("Accepted"),
            Self::AcceptedInParts { references } => {
                write!(formatter, "AcceptedInParts({})", references.len())
            }
            Self::Refused { reason, .. } => write!(formatter, "Refused({reason})"),
            Self::Unknown { reason } => write!(formatter, "Unknown({reason})"),
        }
    }
}
