//! E.164 numbers, and how what people write becomes one (contract A.10).

use std::fmt;

use rlibphonenumber::{NumberLengthType, PhoneNumberFormat};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::Region;

/// Nothing longer is a phone number, however it is punctuated.
const MAX_INPUT_BYTES: usize = 64;
/// So few digits are a short code, unless a small country's numbering plan assigns them.
const MAX_SHORT_CODE_DIGITS: usize = 6;

/// A number in E.164: `+`, a digit from 1 to 9, and 6 to 14 more.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PhoneNumber(String);

/// How much is asked of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validation {
    /// The shape of E.164, which the examples in published documentation have and little more.
    #[default]
    Lenient,
    /// A number that its country's numbering plan assigns.
    Strict,
}

/// The input is not a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number")]
pub struct PhoneNumberError;

impl PhoneNumber {
    /// Reads an international number (`+…`, `00…`), or a national one of `default_region`. Spaces and
    /// `-().` are ignored.
    pub fn parse(
        input: &str,
        default_region: Region,
        validation: Validation,
    ) -> Result<Self, PhoneNumberError> {
        let text = compact(input)?;
        // The library's first use costs many milliseconds in WebAssembly, so a number that is already
        // international never reaches it.
        let number = if text.starts_with('+') {
            Self::from_e164(&text)?
        } else {
            Self::from_library(&national(&text, default_region)?)?
        };
        match validation {
            Validation::Lenient => Ok(number),
            Validation::Strict => number.checked(),
        }
    }

    /// Reads who a message came from. Here a national number must be one that can be reached from
    /// abroad: with a country code in front, a short code would become a number of nobody's.
    pub(crate) fn parse_sender(
        input: &str,
        default_region: Region,
    ) -> Result<Self, PhoneNumberError> {
        let text = compact(input)?;
        if text.starts_with('+') {
            return Self::from_e164(&text);
        }
        let parsed = national(&text, default_region)?;
        let possible = parsed.is_possible_with_reason() == Ok(NumberLengthType::IsPossible);
        if possible && (text.len() > MAX_SHORT_CODE_DIGITS || parsed.is_valid()) {
            Self::from_library(&parsed)
        } else {
            Err(PhoneNumberError)
        }
    }

    /// The ISO 3166 country whose number it is, where the numbering plan tells. The first look-up of an
    /// isolate takes many milliseconds.
    pub fn region(&self) -> Option<String> {
        let parsed = rlibphonenumber::PhoneNumber::parse(&self.0, None).ok()?;
        parsed.get_region_code().map(|region| region.to_string())
    }

    /// `+` and the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_e164(text: &str) -> Result<Self, PhoneNumberError> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberError)?;
        let shaped = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if shaped { Ok(Self(text.to_owned())) } else { Err(PhoneNumberError) }
    }

    pub(crate) fn from_library(
        parsed: &rlibphonenumber::PhoneNumber,
    ) -> Result<Self, PhoneNumberError> {
        Self::from_e164(&parsed.format_as(PhoneNumberFormat::E164))
    }

    fn checked(self) -> Result<Self, PhoneNumberError> {
        let parsed = rlibphonenumber::PhoneNumber::parse(&self.0, None);
        match parsed {
            Ok(parsed) if parsed.is_valid() => Ok(self),
            _ => Err(PhoneNumberError),
        }
    }
}

/// The input without its punctuation, and with `+` where it began with `00`.
fn compact(input: &str) -> Result<String, PhoneNumberError> {
    if input.len() > MAX_INPUT_BYTES {
        return Err(PhoneNumberError);
    }
    let meant = |c: &char| !matches!(c, ' ' | '\u{a0}' | '-' | '(' | ')' | '.');
    let compact: String = input.trim().chars().filter(meant).collect();
    Ok(match compact.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => compact,
    })
}

/// What the library makes of a number that is dialed in `region`, abroad (`011…`) or at home.
fn national(text: &str, region: Region) -> Result<rlibphonenumber::PhoneNumber, PhoneNumberError> {
    // The library would read letters as vanity digits and other scripts' digits as ours.
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PhoneNumberError);
    }
    rlibphonenumber::PhoneNumber::parse(text, Some(region.library())).map_err(|_| PhoneNumberError)
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PhoneNumber(redacted)")
    }
}

impl<'de> Deserialize<'de> for PhoneNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_e164(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
