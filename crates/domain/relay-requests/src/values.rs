//! Values as clients spell them.

use std::borrow::Cow;

use serde_json::Value;
use telephony::PhoneNumber;

/// Parses a number that includes its country code, so that no country must be guessed.
pub(crate) fn international(text: &str) -> Option<PhoneNumber> {
    PhoneNumber::parse_international(text).ok()
}

/// Returns a text unless it is blank.
pub(crate) fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

/// Returns the text of a sender unless it is blank. A phone number given as a number has lost its plus sign, which is
/// restored.
pub(crate) fn sender(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Number(number) => number.as_u64().map(|digits| format!("+{digits}").into()),
        value => filled(value).map(Cow::Borrowed),
    }
}

/// Returns a whole number greater than zero, given as a number or as text.
pub(crate) fn positive(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| whole(text.parse().ok()?))
        }
        _ => None,
    };
    number.filter(|number| *number > 0)
}

/// Drops the fraction, which computed times may have.
fn whole(number: f64) -> Option<i64> {
    /// Above this limit, doubles cannot represent every whole number.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is in the range of an i64")]
    (number.abs() < LIMIT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_numbers_or_numeric_strings() {
        for value in [
            json!(1_633_024_800_000_i64),
            json!("1633024800000"),
            json!(" 1633024800000.7 "),
            json!(1_633_024_800_000.5),
        ] {
            assert_eq!(positive(&value), Some(1_633_024_800_000), "{value}");
        }
        for value in [
            json!(0),
            json!("0"),
            json!(-1),
            json!(""),
            json!("soon"),
            json!(null),
            json!([1]),
            json!(true),
            json!("inf"),
            json!("nan"),
            json!("1e300"),
        ] {
            assert_eq!(positive(&value), None, "{value}");
        }
    }

    #[test]
    fn number_must_include_its_country_code() {
        for text in ["+237123456789", " +237 123-456-789 ", "00237123456789"] {
            assert_eq!(international(text).unwrap().as_str(), "+237123456789", "{text}");
        }
        for text in [
            "",
            "+",
            "237123456789",
            "0123456789",
            "+0123456789",
            "+12345",
            "+2371234567890123",
            "+237123456789\n1",
            "+23712345678a",
        ] {
            assert!(international(text).is_none(), "{text}");
        }
    }
}
