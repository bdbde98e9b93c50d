//! Base64 as phones write it: wrapped at any column, with or without padding.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Longest text that is decoded. The longest concatenated SMS has 39,015 characters.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;

/// Engine that writes one spelling and reads every spelling of the same bytes.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Reason why the text of an SMS holds no bytes that could be a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It has characters other than base64 and white space, or more than [`MAX_TEXT_BYTES`].
    #[error("the text is not base64")]
    NotBase64,
    #[error("the text holds no bytes")]
    Empty,
}

/// Decodes base64, ignoring ASCII white space (contract 1.4 and 1.6).
pub(crate) fn decode(text: &[u8]) -> Result<Vec<u8>, TextError> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(TextError::NotBase64);
    }
    let dense: Vec<u8> = text.iter().copied().filter(|byte| !is_space(*byte)).collect();
    let bytes = BASE64.decode(dense).map_err(|_| TextError::NotBase64)?;
    if bytes.is_empty() { Err(TextError::Empty) } else { Ok(bytes) }
}

/// Encodes with padding, in one line.
pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Whether the byte is white space, including the vertical tab, which Rust does not count and other languages do.
pub(crate) fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'\x0b'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn line_wraps_padding_and_stray_bits_are_ignored() {
        for text in
            ["aGVsbG8=", "aGVsbG8", "aGV\r\nsbG8=\n", " a G\tV\x0bs\x0cb G 8 = ", "aGVsbG9="]
        {
            assert_eq!(decode(text.as_bytes()).unwrap(), b"hello", "{text:?}");
        }
    }

    #[test]
    fn other_alphabets_and_padding_in_the_middle_are_refused() {
        for text in ["aGVs-_8=", "aGVsbG8=aGVsbG8=", "hello!", "a", "\u{a0}", "aGVsbG8=\0"] {
            assert_eq!(decode(text.as_bytes()), Err(TextError::NotBase64), "{text:?}");
        }
        for text in ["", " \r\n"] {
            assert_eq!(decode(text.as_bytes()), Err(TextError::Empty), "{text:?}");
        }
    }

    #[test]
    fn text_longer_than_any_sms_is_refused() {
        // A text that is one byte too long is refused even if that byte is ignorable white space.
        let longest = "AAAA".repeat(MAX_TEXT_BYTES / 4);
        assert_eq!(decode(format!("{longest} ").as_bytes()), Err(TextError::NotBase64));
        assert!(decode(longest.as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn encoded_bytes_round_trip(
            bytes in prop::collection::vec(any::<u8>(), 1..200),
            column in 1..80_usize,
        ) {
            let encoded = encode(&bytes);
            let lines = encoded.as_bytes().chunks(column);
            let wrapped: Vec<u8> = lines.flat_map(|line| [line, b"\r\n"].concat()).collect();
            prop_assert_eq!(decode(&wrapped).unwrap(), bytes);
        }
    }
}
