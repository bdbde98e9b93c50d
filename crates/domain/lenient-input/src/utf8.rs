//! Reading bytes as text.

use std::borrow::Cow;

pub(crate) const REPLACEMENT: char = '\u{fffd}';

/// Treatment of bytes that belong to no character in any spelling of Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Garbage {
    /// The whole text is refused: its author can be told and has to fix it.
    Refused,
    /// Each becomes U+FFFD: its author cannot be told, and the rest is worth having.
    Replaced,
}

/// Reads UTF-8, including surrogates written as three bytes each, as Java and older databases write them: a pair is
/// its character, one half is U+FFFD. `None` when there are invalid bytes and `garbage` is `Refused`.
pub fn text(bytes: &[u8], garbage: Garbage) -> Option<Cow<'_, str>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => mended(bytes, garbage).map(Cow::Owned),
    }
}

fn mended(mut rest: &[u8], garbage: Garbage) -> Option<String> {
    let mut text = String::with_capacity(rest.len());
    loop {
        let error = match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return Some(text);
            }
            Err(error) => error,
        };
        let (valid, broken) = rest.split_at_checked(error.valid_up_to())?;
        text.push_str(std::str::from_utf8(valid).ok()?);
        // An error without a length is a character that the end of the text cuts off.
        let (character, length) = match (surrogate(broken), garbage) {
            (Some(found), _) => found,
            (None, Garbage::Refused) => return None,
            (None, Garbage::Replaced) => (REPLACEMENT, error.error_len().unwrap_or(broken.len())),
        };
        text.push(character);
        rest = broken.get(length..)?;
    }
}

/// Returns the character at the beginning that is written as surrogates, and its number of bytes.
fn surrogate(bytes: &[u8]) -> Option<(char, usize)> {
    let high = unit(bytes)?;
    let low = bytes.get(3..).and_then(unit);
    match (high, low) {
        (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
            let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            Some((char::from_u32(code)?, 6))
        }
        _ => Some((REPLACEMENT, 3)),
    }
}

/// Returns the surrogate that the first three bytes stand for.
fn unit(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, ..] => {
            Some(0xd000 | (u32::from(second & 0x3f) << 6) | u32::from(third & 0x3f))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8], garbage: Garbage) -> Option<String> {
        text(bytes, garbage).map(Cow::into_owned)
    }

    #[test]
    fn half_a_pair_as_bytes_is_replaced_and_a_whole_pair_is_its_character() {
        for garbage in [Garbage::Refused, Garbage::Replaced] {
            for (bytes, expected) in [
                (&b"a\xed\xa0\xbd"[..], "a\u{fffd}"),
                (b"\xed\xb8\x80b", "\u{fffd}b"),
                (b"\xed\xa0\xbd\xed\xb8\x80", "😀"),
                (b"\xed\xb8\x80\xed\xa0\xbd", "\u{fffd}\u{fffd}"),
                (b"\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80!", "\u{fffd}😀!"),
                ("ü漢😀\0".as_bytes(), "ü漢😀\0"),
                (b"", ""),
            ] {
                assert_eq!(read(bytes, garbage).as_deref(), Some(expected), "{bytes:?}");
            }
        }
    }

    #[test]
    fn other_invalid_bytes_are_refused_or_replaced() {
        for (bytes, replaced) in [
            (&b"a\xffb"[..], "a\u{fffd}b"),
            (b"caf\xe9", "caf\u{fffd}"),
            (b"\xf0\x9f\x98", "\u{fffd}"),
            (b"\xf0\x9f\x98\"", "\u{fffd}\""),
            (b"\xed\xa0", "\u{fffd}\u{fffd}"),
            (b"\xed\xa0\xbd\xff", "\u{fffd}\u{fffd}"),
            (b"\xc0\x80", "\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(read(bytes, Garbage::Refused), None, "{bytes:?}");
            assert_eq!(read(bytes, Garbage::Replaced).as_deref(), Some(replaced), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn replaced_reading_accepts_any_bytes_and_agrees_with_the_strict_one(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let replaced = read(&bytes, Garbage::Replaced);
            prop_assert!(replaced.is_some());
            if let Some(kept) = read(&bytes, Garbage::Refused) {
                prop_assert_eq!(Some(kept), replaced);
            }
        }

        #[test]
        fn valid_utf8_is_returned_unchanged(valid in "\\PC{0,20}") {
            prop_assert!(matches!(text(valid.as_bytes(), Garbage::Refused), Some(Cow::Borrowed(read)) if read == valid));
        }

        #[test]
        fn utf16_units_as_bytes_are_read_like_lossy_utf16(units in prop::collection::vec(any::<u16>(), 0..20)) {
            let mut bytes = Vec::new();
            for unit in &units {
                match char::from_u32(u32::from(*unit)) {
                    Some(character) => bytes.extend(character.encode_utf8(&mut [0; 4]).bytes()),
                    None => bytes.extend([0xed, 0x80 | u8::try_from((unit >> 6) & 0x3f).unwrap(), 0x80 | u8::try_from(unit & 0x3f).unwrap()]),
                }
            }
            prop_assert_eq!(read(&bytes, Garbage::Refused), Some(String::from_utf16_lossy(&units)));
        }
    }
}
