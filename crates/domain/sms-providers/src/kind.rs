//! The supported SMS providers.

use serde::{Deserialize, Serialize};

/// A provider. [`as_str`](Self::as_str) returns the name that is stored and used in URLs and in settings' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderKind {
    Flowroute,
    Twilio,
    Telnyx,
    Vonage,
    Plivo,
    Bandwidth,
    Sinch,
    MessageBird,
}

impl ProviderKind {
    pub const ALL: [Self; 8] = [
        Self::Flowroute,
        Self::Twilio,
        Self::Telnyx,
        Self::Vonage,
        Self::Plivo,
        Self::Bandwidth,
        Self::Sinch,
        Self::MessageBird,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flowroute => "flowroute",
            Self::Twilio => "twilio",
            Self::Telnyx => "telnyx",
            Self::Vonage => "vonage",
            Self::Plivo => "plivo",
            Self::Bandwidth => "bandwidth",
            Self::Sinch => "sinch",
            Self::MessageBird => "messagebird",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}
