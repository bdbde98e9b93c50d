//! Unpaired surrogate escapes in JSON.

use std::borrow::Cow;

/// Length of `\ud83d`.
const ESCAPE_BYTES: usize = 6;
const REPLACEMENT_ESCAPE: &str = "\\ufffd";

/// Replaces every escape of half a surrogate pair by `\ufffd`. Nothing else changes, not even the length, so the
/// positions in a parser's error messages stay correct.
///
/// A backslash outside a string is an error whatever follows it, so strings need not be recognized. JSON without a
/// backslash costs one search for it.
pub(crate) fn mended(json: &str) -> Cow<'_, str> {
    let halves = halves(json);
    if halves.is_empty() {
        return Cow::Borrowed(json);
    }
    let mut mended = String::with_capacity(json.len());
    let mut copied = 0;
    for at in halves {
        mended.push_str(json.get(copied..at).unwrap_or_default());
        mended.push_str(REPLACEMENT_ESCAPE);
        copied = at.saturating_add(ESCAPE_BYTES);
    }
    mended.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(mended)
}

/// Returns the positions of the escapes that stand for half a pair.
fn halves(json: &str) -> Vec<usize> {
    let bytes = json.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0_usize);
    while let Some(next) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let escape = at.saturating_add(next);
        let behind = escape.saturating_add(ESCAPE_BYTES);
        at = match (unit(bytes, escape), unit(bytes, behind)) {
            (None, _) => escape.saturating_add(2),
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => behind.saturating_add(ESCAPE_BYTES),
            (Some(unit), _) => {
                if (0xd800..=0xdfff).contains(&unit) {
                    found.push(escape);
                }
                behind
            }
        };
    }
    found
}

/// Returns the value of the escape at `at`, `\u` and four hexadecimal digits.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at.saturating_add(ESCAPE_BYTES))?;
    let digits = escape.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_pair_is_replaced_and_everything_else_stays() {
        for (json, expected) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\uDE00 x""#, r#""\ufffd x""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\n""#, r#""\ufffd\n""#),
            (r#""\ud83d\\ude00""#, r#""\ufffd\\ude00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\u00e4\"\u0000""#, r#""\u00e4\"\u0000""#),
            (r#""\ud83"#, r#""\ud83"#),
            (r#""\ud8zz""#, r#""\ud8zz""#),
            ("\\ü\\ud800", "\\ü\\ud800"),
            ("\\", "\\"),
            ("", ""),
        ] {
            assert_eq!(mended(json), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn escaped_utf16_units_are_read_like_lossy_utf16(units in prop::collection::vec(any::<u16>(), 0..20)) {
            let escaped: Vec<String> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = format!("\"{}\"", escaped.concat());
            let read: String = serde_json::from_str(&mended(&json)).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }

        #[test]
        fn json_of_whole_characters_is_unchanged(text in "\\PC{0,20}|[\\\\\"a\n]{0,10}") {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert!(matches!(mended(&json), Cow::Borrowed(_)));
        }

        #[test]
        fn replacement_keeps_the_length(text in "[\\\\ud8\"dcef0ü]{0,40}") {
            prop_assert_eq!(mended(&text).len(), text.len());
        }
    }
}
