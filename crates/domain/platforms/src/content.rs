//! Content of a publication.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest text for any platform. 255 concatenated SMS, decoded twice, hold less.
pub const MAX_TEXT_BYTES: usize = 24_576;

/// Content of one request to publish, in the fields of contract 2.3. Its debug output shows only the variant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostContent {
    Email(Email),
    /// A post, which may be split into several.
    Text(String),
    /// `recipient` is a phone number or a user name.
    Message {
        recipient: String,
        text: String,
    },
}

/// Plain-text e-mail. Addresses have no display names.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    pub subject: String,
    pub body: String,
}

impl fmt::Debug for PostContent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Email(_) => "Email",
            Self::Text(_) => "Text",
            Self::Message { .. } => "Message",
        })
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email")
    }
}
