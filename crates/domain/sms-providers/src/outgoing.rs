//! Sending: the request, and the meaning of its answer.

use std::fmt;

use telephony::{Address, MessageText};

/// One SMS to one recipient.
#[derive(Clone, Copy, Debug)]
pub struct OutgoingSms<'a> {
    pub from: &'a Address,
    pub to: &'a Address,
    pub text: &'a MessageText,
    /// Our own id of the message, for providers that accept one.
    pub wire_id: &'a str,
    /// URL for delivery reports, if reports are wanted.
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

/// Result of a request to send.
#[derive(Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// The provider accepted it under this id, if it named one.
    Accepted { reference: Option<String> },
    /// The provider accepted it in several parts with these ids, and reports on each of them.
    AcceptedInParts { references: Vec<String> },
    /// The provider accepted parts of it, some of them with these ids, but no report can tell that it was delivered
    /// whole: another part was refused or has no id. It must not be sent again.
    PartlyAccepted {
        references: Vec<String>,
        /// Reason of the first refused part, if any was refused. The message has failed then.
        refused: Option<String>,
    },
    /// The provider refused it.
    Refused {
        /// A short reason without personal data, such as `401` or `21211`.
        reason: String,
        /// Body of the answer, unchanged.
        answer: Option<String>,
    },
    /// The provider may or may not have accepted it.
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
            Self::PartlyAccepted { references, refused } => {
                write!(formatter, "PartlyAccepted({}, {refused:?})", references.len())
            }
            Self::Refused { reason, .. } => write!(formatter, "Refused({reason})"),
            Self::Unknown { reason } => write!(formatter, "Unknown({reason})"),
        }
    }
}
