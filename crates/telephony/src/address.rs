//! Where a message goes to or comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{PhoneNumber, Region};

/// A phone number, or something that must be echoed byte for byte: a short code, an alphanumeric sender,
/// a ciphertext.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    E164(PhoneNumber),
    Literal(String),
}

impl Address {
    /// A phone number where it can be read as one that is reachable from abroad, else a literal.
    pub fn lenient(input: &str, default_region: Region) -> Self {
        match PhoneNumber::parse_sender(input, default_region) {
            Ok(number) => Self::E164(number),
            Err(_) => Self::Literal(input.to_owned()),
        }
    }

    /// The same for a number that may be written in international form without its plus sign, as systems that
    /// know no other form write it: digits that begin with a country code are read so.
    pub fn international(input: &str, default_region: Region) -> Self {
        let bare = !input.is_empty() && input.bytes().all(|it| it.is_ascii_digit());
        if bare && let Ok(number) = PhoneNumber::parse_sender(&format!("+{input}"), default_region)
        {
            return Self::E164(number);
        }
        Self::lenient(input, default_region)
    }

    /// The number, or the literal byte for byte.
    pub fn as_str(&self) -> &str {
        match self {
            Self::E164(number) => number.as_str(),
            Self::Literal(text) => text,
        }
    }
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
    fn short_codes_and_names_stay_as_they_are() {
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
    fn a_phone_number_is_the_same_address_however_it_is_written() {
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
    fn an_address_does_not_show_in_debug_output() {
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
