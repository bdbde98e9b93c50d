//! Recognition of a text's era, for URLs that accept messages of all eras.

use crate::{
    TextError,
    base64_text::{self, is_space},
    symmetric::BLOCK_BYTES,
};

/// Base64 length of one block, the shortest data that can follow an IV.
const MIN_INNER_BYTES: usize = 24;
/// Number of base64 characters at the start of a segment that are decoded separately.
const SEGMENT_MARK_CHARACTERS: usize = 4;
const SEGMENT_MARK: u8 = 4;
const BRIDGE_MARK: u8 = 0;

/// Apparent layout of an SMS. Recognizing it decrypts nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// An IV followed by another layer of base64 (contract 1.6): open it as a [`SealedRequest`](crate::SealedRequest).
    SecondVersion,
    /// One segment of an image with text (contract 3.2).
    ImageTextSegment,
    /// From a sender without an account (contract 3.8).
    Bridge,
    /// A Double Ratchet payload (contract 3.3), or a reliability test of 2024 (contract 3.5).
    Platform,
}

impl Layout {
    /// Recognizes the layout in the contract's order: the second version first (contract 1.6), then its
    /// successors (contract 3.2).
    pub fn of(text: &str) -> Result<Self, TextError> {
        let decoded = base64_text::decode(text.as_bytes());
        if decoded.as_ref().is_ok_and(|bytes| is_second_version(bytes)) {
            return Ok(Self::SecondVersion);
        }
        if is_segment(text) {
            return Ok(Self::ImageTextSegment);
        }
        // Only now does an error count: a segment as a whole need not be base64.
        match decoded?.first() {
            Some(&BRIDGE_MARK) => Ok(Self::Bridge),
            _ => Ok(Self::Platform),
        }
    }
}

fn is_second_version(bytes: &[u8]) -> bool {
    let (_, inner) = bytes.split_at_checked(BLOCK_BYTES).unwrap_or_default();
    let is_base64 = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') || is_space(*byte)
    };
    inner.len() >= MIN_INNER_BYTES && inner.iter().all(is_base64)
}

/// Whether the text begins like a segment. The rest of a segment is separate base64, so the whole text need not decode.
fn is_segment(text: &str) -> bool {
    let visible = text.bytes().filter(|byte| !is_space(*byte));
    let mark: Vec<u8> = visible.take(SEGMENT_MARK_CHARACTERS).collect();
    base64_text::decode(&mark)
        .is_ok_and(|bytes| bytes.len() == 3 && bytes.first() == Some(&SEGMENT_MARK))
}

#[cfg(test)]
mod tests;
