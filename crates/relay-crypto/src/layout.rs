//! Which era's message a text is, where one URL takes them all.

use crate::{
    TextError,
    base64_text::{self, is_space},
    symmetric::BLOCK_BYTES,
};

/// Base64 of one block, which is the least that an IV is followed by.
const MIN_INNER_BYTES: usize = 24;
/// The first base64 characters of a segment, which are decoded by themselves.
const SEGMENT_MARK_CHARACTERS: usize = 4;
const SEGMENT_MARK: u8 = 4;
const BRIDGE_MARK: u8 = 0;

/// What the text of an SMS looks like. Nothing is decrypted to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// An IV and base64 again (contract 1.6): open it as a [`SealedRequest`](crate::SealedRequest).
    SecondVersion,
    /// One piece of an image with text (contract 3.2).
    ImageTextSegment,
    /// From somebody without an account (contract 3.8).
    Bridge,
    /// A payload of the Double Ratchet (contract 3.3), or a reliability test of 2024 (contract 3.5).
    Platform,
}

impl Layout {
    /// Tells by the order of the contract: the second version first (1.6), then what its successors look
    /// like (3.2).
    pub fn of(text: &str) -> Result<Self, TextError> {
        let decoded = base64_text::decode(text.as_bytes());
        if decoded.as_ref().is_ok_and(|bytes| is_second_version(bytes)) {
            return Ok(Self::SecondVersion);
        }
        if is_segment(text) {
            return Ok(Self::ImageTextSegment);
        }
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

/// The rest of a segment is base64 of its own, so all of it together need not be any.
fn is_segment(text: &str) -> bool {
    let visible = text.bytes().filter(|byte| !is_space(*byte));
    let mark: Vec<u8> = visible.take(SEGMENT_MARK_CHARACTERS).collect();
    base64_text::decode(&mark)
        .is_ok_and(|bytes| bytes.len() == 3 && bytes.first() == Some(&SEGMENT_MARK))
}

#[cfg(test)]
mod tests;
