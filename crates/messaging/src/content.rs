//! What a phone is to transmit, and what is left of it where nobody may read it any more.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use telephony::MessageText;

/// What the phone is to transmit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text(MessageText),
    /// Bytes for an application's port, in base64 as the integrator gave them, or their ciphertext.
    Data(DataContent),
    /// A multimedia message as JSON. Only the phone takes it apart.
    Multimedia(MessageText),
    /// A multimedia message that is too long for its message's row. Whoever stores it keeps it elsewhere.
    Long(LongContent),
    /// A confidential text as its Dispatcher keeps it: sealed, to be opened for the phone alone.
    Sealed(String),
    /// A confidential text as everybody else has it: not at all.
    Redacted,
    /// 64 hex: SHA-256 of what it was, once nobody needs it any more.
    Hashed(String),
}

/// Mark in a message's row of a content that is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongContent {
    /// Number of bytes.
    bytes: usize,
    /// 64 hex: SHA-256 of it, for when it is hashed.
    digest: String,
}

impl LongContent {
    pub fn of(text: &str) -> Self {
        Self { bytes: text.len(), digest: hex::encode(Sha256::digest(text.as_bytes())) }
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// Whether nothing is kept elsewhere.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// SHA-256 in 64 hex.
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
    /// The text, where it is open to read.
    pub fn text(&self) -> Option<&MessageText> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Number of bytes that it has, encoded as it is stored.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::Multimedia(text) => text.as_str().len(),
            Self::Data(content) => content.data.len(),
            Self::Long(long) => long.len(),
            Self::Sealed(text) | Self::Hashed(text) => text.len(),
            Self::Redacted => 0,
        }
    }

    /// Whether nothing is left of it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it has been hashed, so that it cannot be transmitted any more.
    pub fn is_hashed(&self) -> bool {
        matches!(self, Self::Hashed(_))
    }
}

impl fmt::Debug for DataContent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DataContent({} bytes, port {})", self.data.len(), self.port)
    }
}
