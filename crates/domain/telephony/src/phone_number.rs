//! E.164 numbers, and reading them from the spellings that people use (contract A.10).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    Region,
    plan::Plan,
    significant::SignificantNumber,
    spelling::{Spelling, with_lost_plus},
};

/// Maximum number of digits that make a short code, unless a small country assigns them to people.
const MAX_SHORT_CODE_DIGITS: usize = 6;
/// Example number in the original's published documentation. It lacks a digit, but clients of the original try it
/// first.
const PUBLISHED_EXAMPLE: &str = "1234567890";

/// A number in E.164: `+`, a digit from 1 to 9, and 6 to 14 more.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PhoneNumber(String);

/// Strictness of the check of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validation {
    /// The number has as many digits as numbers of its country. The examples in published documentation satisfy
    /// this and little more.
    #[default]
    Lenient,
    /// The number is assigned by its country's numbering plan.
    Strict,
}

/// The input is not a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number")]
pub struct PhoneNumberError;

impl PhoneNumber {
    /// Reads a recipient: an international number (`+…`, `00…`, or as dialed abroad in `default_region`), or a
    /// national one of `default_region`. The result is checked and normalized.
    ///
    /// Refuses numbers of an impossible length, including local ones without an area code; short codes; and digits
    /// that look like no number of `default_region`, or that are a number only with the plus sign that they lack,
    /// because they would reach a stranger.
    pub fn parse(
        input: &str,
        default_region: Region,
        validation: Validation,
    ) -> Result<Self, PhoneNumberError> {
        let spelling = Spelling::of(input).ok_or(PhoneNumberError)?;
        Self::of_spelling(&spelling, default_region, validation)
    }

    /// Reads a recipient from a form or a query string, where an unescaped plus sign has become a blank. A blank before
    /// the first digit is read as a plus sign, unless only the digits without it are a number.
    pub fn parse_form(
        input: &str,
        default_region: Region,
        validation: Validation,
    ) -> Result<Self, PhoneNumberError> {
        let read = |text: &str, validation| Self::parse(text, default_region, validation);
        let Some(restored) = with_lost_plus(input) else {
            let is_bracket_first = input.trim_start().starts_with(['(', '[']);
            let was_plus = input.starts_with(' ') && is_bracket_first;
            // `+(44) 7400…` rather than ` (202) 555-0123`.
            let as_typed = read(input, validation);
            return if as_typed.is_err() && was_plus {
                read(&format!("+{}", input.trim()), Validation::Strict)
            } else {
                as_typed
            };
        };
        // Strictly first. Otherwise a merely possible number with the plus sign would hide an assigned one without it.
        read(&restored, Validation::Strict)
            .or_else(|_| read(input, Validation::Strict))
            .or_else(|_| read(&restored, validation))
    }

    /// Reads a number that includes its country, by `+` or `00`, so that no country has to be guessed.
    pub fn parse_international(input: &str) -> Result<Self, PhoneNumberError> {
        let mut spelling = Spelling::of(input).ok_or(PhoneNumberError)?;
        if spelling.digits.starts_with("00") && !spelling.has_plus {
            spelling = spelling.with_plus(2);
        }
        // With a plus sign the region is never consulted, so any will do.
        let any_region = Region::parse("US").filter(|_| spelling.has_plus);
        let any_region = any_region.ok_or(PhoneNumberError)?;
        Self::of_spelling(&spelling, any_region, Validation::Lenient)
    }

    /// Reads a sender, as a recipient if possible. Any number that includes its country is accepted, since an SMS
    /// came from it.
    pub(crate) fn parse_sender(
        input: &str,
        default_region: Region,
    ) -> Result<Self, PhoneNumberError> {
        let spelling = Spelling::of(input).ok_or(PhoneNumberError)?;
        Self::of_spelling(&spelling, default_region, Validation::Lenient).or_else(|error| {
            let digits = if spelling.has_plus {
                Some(spelling.digits.as_str())
            } else {
                spelling.digits.strip_prefix("00")
            };
            digits.map_or(Err(error), |digits| Self::from_e164(&format!("+{digits}")))
        })
    }

    /// Reads a recipient whose number may include its country without a plus sign. If only the national reading is
    /// assigned, the digits are a national number. Refuses digits that are an assigned number of another country and
    /// of `default_region`, unless only the other country's can be a mobile phone's: SMS would reach a stranger.
    pub fn parse_bare(input: &str, default_region: Region) -> Result<Self, PhoneNumberError> {
        let number = Self::parse_reported(input, default_region)?;
        let spelling = Spelling::of(input).ok_or(PhoneNumberError)?;
        let home = Self::of_spelling(&spelling, default_region, Validation::Strict);
        let Ok(home) = home else { return Ok(number) };
        let is_mobile = |it: &Self| it.significant().is_some_and(|it| it.is_mobile());
        let is_clear = home == number || (is_mobile(&number) && !is_mobile(&home));
        if is_clear { Ok(number) } else { Err(PhoneNumberError) }
    }

    /// Reads digits from systems that write international numbers without a plus sign. If only the national reading
    /// is assigned, the digits are a national number.
    pub(crate) fn parse_reported(
        input: &str,
        default_region: Region,
    ) -> Result<Self, PhoneNumberError> {
        let spelling = Spelling::of(input).ok_or(PhoneNumberError)?;
        if spelling.has_plus || spelling.digits.starts_with('0') {
            return Self::of_spelling(&spelling, default_region, Validation::Lenient);
        }
        let with_plus = spelling.with_plus(0);
        let read = |spelling: &Spelling, validation| {
            Self::of_spelling(spelling, default_region, validation)
        };
        read(&with_plus, Validation::Strict)
            .or_else(|_| read(&spelling, Validation::Strict))
            .or_else(|_| read(&with_plus, Validation::Lenient))
            .or_else(|_| read(&spelling, Validation::Lenient))
    }

    /// Reads a number that was normalized once, with or without its plus sign.
    pub(crate) fn parse_key(key: &str) -> Result<Self, PhoneNumberError> {
        if key.starts_with('+') {
            return Self::from_e164(key);
        }
        let number = Self::from_e164(&format!("+{key}"))?;
        let is_possible = number.significant().is_some_and(|it| it.is_possible());
        if is_possible || key == PUBLISHED_EXAMPLE { Ok(number) } else { Err(PhoneNumberError) }
    }

    /// Returns the ISO 3166 country of the number, if the numbering plan tells.
    pub fn region(&self) -> Option<String> {
        let plan = self.significant()?.plan()?;
        plan.is_country().then(|| plan.region.to_owned())
    }

    /// Whether the number begins with a calling code that is in use.
    pub(crate) fn has_calling_code(&self) -> bool {
        self.significant().is_some()
    }

    /// Returns `+` and the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn significant(&self) -> Option<SignificantNumber> {
        SignificantNumber::of_international(self.0.strip_prefix('+')?, None)
    }

    pub(crate) fn of_spelling(
        spelling: &Spelling,
        default_region: Region,
        validation: Validation,
    ) -> Result<Self, PhoneNumberError> {
        let Spelling { has_plus, digits, zero_at, .. } = spelling;
        if *has_plus && digits == PUBLISHED_EXAMPLE && validation == Validation::Lenient {
            return Self::from_e164(&format!("+{digits}"));
        }
        let read = if *has_plus {
            SignificantNumber::of_international(digits, *zero_at)
        } else {
            SignificantNumber::of_meant(spelling, default_region)
        };
        let read = read.filter(SignificantNumber::is_possible).ok_or(PhoneNumberError)?;
        let is_short_code = || {
            let is_short = default_region.plan().is_some_and(|plan| plan.is_short_code(digits));
            is_short || (digits.len() <= MAX_SHORT_CODE_DIGITS && !read.is_of_a_person())
        };
        // Only the necessary facts are looked up: most numbers are international, and checked by their length.
        let refused = (validation == Validation::Strict && !read.is_valid())
            || (!has_plus && (is_short_code() || !is_meant(&read, digits, default_region)));
        if refused { Err(PhoneNumberError) } else { Self::from_e164(&read.e164()) }
    }

    pub(crate) fn from_e164(text: &str) -> Result<Self, PhoneNumberError> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberError)?;
        let shaped = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if shaped { Ok(Self(text.to_owned())) } else { Err(PhoneNumberError) }
    }
}

/// Whether digits without a plus sign mean the number that they were read as. An unassigned number must at least
/// look like its country's, and the digits with a plus sign must not be an assigned number. In a country whose numbers
/// are dialed with a zero, digits that lack it and are another country's mobile number are not a landline here: the
/// patterns of landlines are loose in many plans.
fn is_meant(read: &SignificantNumber, digits: &str, region: Region) -> bool {
    let with_plus =
        || SignificantNumber::of_international(digits, None).filter(SignificantNumber::is_valid);
    if !read.is_valid() {
        return read.has_outline() && with_plus().is_none();
    }
    let may_lack_its_zero =
        !read.is_mobile() && region.plan().is_some_and(Plan::is_dialed_with_zero);
    !(may_lack_its_zero && with_plus().is_some_and(|it| it != *read && it.is_mobile()))
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
mod spellings;
#[cfg(test)]
mod tests;
