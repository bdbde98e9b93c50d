//! Content that a phone transmits, and its replacements once it must no longer be read.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use telephony::MessageText;

/// Content of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text(MessageText),
    /// Bytes for an application's port, in base64 as the integrator gave them, or their ciphertext.
    Data(DataContent),
    /// A multimedia message as JSON, which only the phone parses.
    Multimedia(MessageText),
    /// A multimedia message that is too long for its message's row. Its text is stored outside the row.
    Long(LongContent),
    /// A confidential text in its Dispatcher: sealed, and opened only for the phone.
    Sealed(String),
    /// A confidential text everywhere else: absent.
    Redacted,
    /// Hash of the former content, which is no longer needed: SHA-256 in 64 hex digits.
    Hashed(String),
}

/// Stands in a message's row for content that is stored elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongContent {
    /// Length in bytes.
    bytes: usize,
    /// SHA-256 of the content in 64 hex digits, used when the content is hashed.
    digest: String,
}

impl LongContent {
    pub fn of(text: &str) -> Self {
        Self { bytes: text.len(), digest: hex::encode(Sha256::digest(text.as_bytes())) }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// Whether the content elsewhere is empty.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// SHA-256 in 64 hex digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// A data SMS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataContent {
    pub data: String,
    pub port: u16,
}

impl Content {
    /// Returns the text of readable text content.
    pub fn text(&self) -> Option<&MessageText> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Length in bytes, encoded as it is stored.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::Multimedia(text) => text.as_str().len(),
            Self::Data(content) => content.data.len(),
            Self::Long(long) => long.len(),
            Self::Sealed(text) | Self::Hashed(text) => text.len(),
            Self::Redacted => 0,
        }
    }

    /// Whether the content is empty or redacted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the content itself is here, so that it can be transmitted.
    pub fn is_readable(&self) -> bool {
        match self {
            Self::Text(_) | Self::Data(_) | Self::Multimedia(_) => true,
            Self::Long(_) | Self::Sealed(_) | Self::Redacted | Self::Hashed(_) => false,
        }
    }

    /// Whether it has been hashed, so that it can no longer be transmitted.
    pub fn is_hashed(&self) -> bool {
        matches!(self, Self::Hashed(_))
    }
}

impl fmt::Debug for DataContent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DataContent({} bytes, port {})", self.data.len(), self.port)
    }
}
