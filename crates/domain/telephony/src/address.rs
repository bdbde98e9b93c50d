//! The address that a message goes to or comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    MAX_SENDER_CHARS, PhoneNumber, Region, Validation,
    spelling::{Spelling, with_lost_plus},
};

/// A phone number, or a text that must be echoed byte for byte: a short code, an alphanumeric sender, a ciphertext.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    E164(PhoneNumber),
    Literal(String),
}

/// Maximum length in characters of an address that is searched for.
const MAX_SEARCH_CHARS: usize = MAX_SENDER_CHARS;
/// Minimum number of digits of a short code that a person can be reached at.
const MIN_SHORT_CODE_DIGITS: usize = 3;
/// Maximum number of digits of a short code.
const MAX_SHORT_CODE_DIGITS: usize = 8;
/// Minimum number of digits of a number in E.164.
const MIN_NUMBER_DIGITS: usize = 7;

impl Address {
    /// Reads a sender: as a phone number if it can be one that is reachable from abroad, else as a literal. Nothing
    /// is refused, since an SMS has come from it.
    pub fn lenient(input: &str, default_region: Region) -> Self {
        match PhoneNumber::parse_sender(input, default_region) {
            Ok(number) => Self::E164(number),
            Err(_) => Self::Literal(input.to_owned()),
        }
    }

    /// Reads a sender from a form or a query string, where an unescaped plus sign has become a blank.
    pub fn lenient_form(input: &str, default_region: Region) -> Self {
        if let Ok(number) = PhoneNumber::parse_form(input, default_region, Validation::Lenient) {
            return Self::E164(number);
        }
        let restored = with_lost_plus(input);
        Self::lenient(restored.as_deref().unwrap_or(input).trim(), default_region)
    }

    /// Reads a sender from a system that writes international numbers without a plus sign. Bare digits are a
    /// national number only if the international reading is unassigned.
    pub fn international(input: &str, default_region: Region) -> Self {
        match PhoneNumber::parse_reported(input, default_region) {
            Ok(number) => Self::E164(number),
            Err(_) => Self::lenient(input, default_region),
        }
    }

    /// Reads back a number in the form in which numbers are compared, digits without the plus sign. Anything else
    /// is a literal.
    pub fn of_key(key: &str) -> Self {
        match PhoneNumber::parse_key(key) {
            Ok(number) => Self::E164(number),
            Err(_) => Self::Literal(key.to_owned()),
        }
    }

    /// Reads an address to search for, from a query string or a form, into its stored form. `None` when it is an
    /// impossible number. Names and short codes stay as they are.
    pub fn search(input: &str, default_region: Region) -> Option<Self> {
        let address = Self::lenient_form(input, default_region);
        let is_readable = match &address {
            Self::Literal(text) => is_name(text),
            Self::E164(number) => number.has_calling_code(),
        };
        is_readable.then_some(address)
    }

    /// Reads an address that a person can be reached at: a phone number in any usual spelling, or a short code of three to
    /// eight digits. `None` for anything else, such as a sender's name.
    pub fn subscriber(input: &str, default_region: Region) -> Option<Self> {
        let address = Self::search(input, default_region)?;
        let is_reachable = match &address {
            Self::E164(_) => true,
            Self::Literal(text) => {
                (MIN_SHORT_CODE_DIGITS..=MAX_SHORT_CODE_DIGITS).contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_digit())
            }
        };
        is_reachable.then_some(address)
    }

    /// Reads a text that `search` refuses into the form in which an SMS from such a sender is stored. `None` when no
    /// sender can be such a text.
    pub fn search_as_stored(input: &str, default_region: Region) -> Option<Self> {
        let address = Self::lenient_form(input, default_region);
        is_sender(address.as_str()).then_some(address)
    }

    /// Returns the number, or the literal byte for byte.
    pub fn as_str(&self) -> &str {
        match self {
            Self::E164(number) => number.as_str(),
            Self::Literal(text) => text,
        }
    }
}

/// Whether the text may be an address that is no phone number: a short code, a service code such as `*100#`, or a
/// name. Letters among a phone number's digits make no name: `tel:+12025550123` or `2025550123x5`.
fn is_name(text: &str) -> bool {
    let spelling = Spelling::of(text);
    let is_short_code =
        spelling.is_some_and(|it| !it.has_plus && it.digits.len() <= MAX_SHORT_CODE_DIGITS);
    let is_service = text.starts_with(['*', '#', '$']);
    let names_something = |c: char| c.is_alphabetic() || matches!(c, '*' | '#' | '$');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_word =
        !text.starts_with('+') && digits < MIN_NUMBER_DIGITS && text.chars().any(names_something);
    is_sender(text) && (is_short_code || is_service || is_word)
}

/// Whether a stored sender may be this text.
fn is_sender(text: &str) -> bool {
    let length = text.chars().count();
    (1..=MAX_SEARCH_CHARS).contains(&length) && !text.chars().any(char::is_control)
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::E164(_) => "Address::E164(redacted)",
            Self::Literal(_) => "Address::Literal(redacted)",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(input: &str, region: &str) -> Address {
        Address::lenient(input, Region::parse(region).unwrap())
    }

    #[test]
    fn short_codes_and_names_stay_literal() {
        for (input, region) in [
            ("12345", "US"),
            ("262966", "US"),
            ("726-872", "US"),
            ("555-0123", "US"),
            ("60066", "GB"),
            ("112233", "DE"),
            ("567678", "IN"),
            ("0447911123456", "US"),
            ("MyBank", "US"),
            ("$aes-256-cbc$x", "US"),
        ] {
            assert_eq!(read(input, region), Address::Literal(input.to_owned()), "{input}");
        }
    }

    #[test]
    fn subscribers_are_phone_numbers_and_short_codes() {
        let region = Region::parse("US").unwrap();
        for (input, expected) in [
            ("+12025550123", Some("+12025550123")),
            (" (202) 555-0123 ", Some("+12025550123")),
            ("262966", Some("262966")),
            ("5", None),
            ("12", None),
            ("MyBank", None),
            ("*100#", None),
            ("+999", None),
            ("", None),
        ] {
            let read = Address::subscriber(input, region);
            assert_eq!(read.as_ref().map(Address::as_str), expected, "{input}");
        }
    }

    #[test]
    fn digits_that_begin_with_a_country_code_are_a_number_of_that_country() {
        for (input, region, expected) in [
            ("12062992129", "US", "+12062992129"),
            ("12062992129", "DE", "+12062992129"),
            ("447911123456", "US", "+447911123456"),
            ("+12062992129", "DE", "+12062992129"),
            ("12345", "US", "12345"),
            ("MyBank", "US", "MyBank"),
        ] {
            let region = Region::parse(region).unwrap();
            assert_eq!(Address::international(input, region).as_str(), expected, "{input}");
        }
    }

    #[test]
    fn bare_digits_are_national_if_the_international_number_is_unassigned() {
        for (input, region, expected) in [
            ("2065550101", "US", "+12065550101"),
            ("02079460958", "GB", "+442079460958"),
            ("3612345678", "US", "+3612345678"),
            ("5550123", "US", "5550123"),
            (" 447911123456", "US", "+447911123456"),
        ] {
            let region = Region::parse(region).unwrap();
            assert_eq!(Address::international(input, region).as_str(), expected, "{input}");
        }
    }

    #[test]
    fn sender_with_a_country_code_is_a_number_of_any_length() {
        for (input, expected) in [
            ("+1234567", "+1234567"),
            ("001234567", "+1234567"),
            ("+44 (0)7911 123456", "+447911123456"),
            ("\u{202a}+1 202 555 0123\u{202c}", "+12025550123"),
        ] {
            assert_eq!(read(input, "US").as_str(), expected, "{input}");
        }
    }

    #[test]
    fn numbers_are_read_back_from_their_comparison_form() {
        for (key, expected) in [
            ("12065550101", "+12065550101"),
            ("+12065550101", "+12065550101"),
            ("442079460958", "+442079460958"),
            ("1234567890", "+1234567890"),
            ("262966", "262966"),
            ("5550123", "5550123"),
            ("MyBank", "MyBank"),
        ] {
            assert_eq!(Address::of_key(key).as_str(), expected);
        }
    }

    #[test]
    fn search_finds_the_stored_address_in_any_spelling() {
        let us = Region::parse("US").unwrap();
        for stored in [
            "+12025550123",
            "(202) 555-0123",
            "+44 (0)7911 123456",
            "+1234567",
            "+1234567890",
            "12345",
            "MyBank",
            "Bank & Söhne",
            "*100#",
            "555-0123",
        ] {
            let found = Address::search(stored, us).unwrap();
            assert_eq!(found, Address::lenient(stored, us), "{stored}");
            if let Some(digits) = stored.strip_prefix('+') {
                assert_eq!(Address::search(&format!(" {digits}"), us), Some(found), "{stored}");
            }
        }
        assert_eq!(Address::search(" 2025550123 ", us).unwrap().as_str(), "+12025550123");
    }

    #[test]
    fn search_for_an_impossible_number_is_refused() {
        let us = Region::parse("US").unwrap();
        let long = "a".repeat(65);
        for text in [
            "",
            " ",
            "+",
            "+12",
            "+0123456789",
            "123456789",
            "447911123456",
            "???",
            "-",
            "12345678901234567890",
            "\u{661}\u{662}\u{663}",
            "a\u{0}",
            &long,
        ] {
            assert_eq!(Address::search(text, us), None, "{text:?}");
        }
    }

    #[test]
    fn letters_and_unassigned_calling_codes_around_digits_make_no_name() {
        let us = Region::parse("US").unwrap();
        for text in [
            "+12025550123x5",
            " 12025550123x5",
            "12025550123x5",
            "+12025550123 ext 5",
            "tel:+12025550123",
            "whatsapp:+12025550123",
            "+1202555O123",
            "1.2025550123E10",
            "+999123456789",
            "+CM",
        ] {
            assert_eq!(Address::search(text, us), None, "{text:?}");
            let stored = Address::lenient(text.trim(), us);
            if !text.starts_with(' ') {
                assert_eq!(Address::search_as_stored(text, us), Some(stored), "{text:?}");
            }
        }
        for text in ["MyBank", "Bank 24", "A1", "*100*12345678#", "$aes-256-cbc$1$2$3456789012"] {
            assert_eq!(Address::search(text, us), Some(Address::Literal(text.to_owned())));
        }
    }

    #[test]
    fn unreadable_sender_is_searched_for_as_it_was_stored() {
        let us = Region::parse("US").unwrap();
        for text in ["555012345", "+1234", "07400 123456", "447911123456"] {
            assert_eq!(Address::search(text, us), None, "{text:?}");
            let stored = Address::Literal(text.to_owned());
            assert_eq!(Address::search_as_stored(text, us), Some(stored), "{text:?}");
        }
        let unescaped = Address::search_as_stored(" 1234", us);
        assert_eq!(unescaped, Some(Address::Literal("+1234".to_owned())));
        for text in ["", " ", "a\u{0}1", &"1".repeat(65)] {
            assert_eq!(Address::search_as_stored(text, us), None, "{text:?}");
        }
    }

    #[test]
    fn short_code_that_sends_keeps_its_digits() {
        for (input, region) in [
            ("10620000", "CN"),
            ("10658888", "CN"),
            ("1069012345", "CN"),
            ("106575258192", "CN"),
            ("95588", "CN"),
            ("118118", "JE"),
            ("262966", "DE"),
            ("262966", "RO"),
            ("22922", "FI"),
            ("33113", "FI"),
            ("12345", "AT"),
            ("82200", "ZA"),
        ] {
            let region = Region::parse(region).unwrap();
            let kept = Address::Literal(input.to_owned());
            assert_eq!(Address::lenient(input, region), kept, "{input}");
            assert_eq!(Address::international(input, region), kept, "{input}");
        }
    }

    #[test]
    fn phone_number_is_the_same_address_in_any_spelling() {
        for (input, region, expected) in [
            ("(202) 555-0123", "US", "+12025550123"),
            ("+1 202 555 0123", "MM", "+12025550123"),
            ("011447911123456", "US", "+447911123456"),
            ("09123456789", "MM", "+959123456789"),
            ("51234", "FK", "+50051234"),
            ("+1234567890", "US", "+1234567890"),
        ] {
            let address = read(input, region);
            assert!(matches!(address, Address::E164(_)), "{input}");
            assert_eq!(address.as_str(), expected);
        }
    }

    #[test]
    fn debug_output_hides_the_address() {
        for address in [read("+12025550123", "US"), read("MyBank", "US")] {
            let shown = format!("{address:?}");
            assert!(shown.contains("redacted") && !shown.contains(address.as_str()), "{shown}");
        }
    }

    proptest! {
        #[test]
        fn every_address_is_a_number_or_the_input_itself(input in "\\PC*|[+0-9 ().-]{0,30}") {
            if let Address::Literal(text) = read(&input, "US") {
                prop_assert_eq!(text, input);
            }
        }
    }

    #[test]
    fn addresses_are_tagged_in_records() {
        let address = read("+12025550123", "US");
        let json = serde_json::to_string(&address).unwrap();
        assert_eq!(json, r#"{"e164":"+12025550123"}"#);
        assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), address);
    }
}
