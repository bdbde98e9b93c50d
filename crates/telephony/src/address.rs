//! Where a message goes to or comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{PhoneNumber, Region, Validation};

/// A phone number, or something that must be echoed byte for byte: a short code, an alphanumeric sender,
/// a ciphertext.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    E164(PhoneNumber),
    Literal(String),
}

impl Address {
    /// A phone number where it can be read as one, else a literal.
    pub fn lenient(input: &str, default_region: Region) -> Self {
        match PhoneNumber::parse(input, default_region, Validation::Lenient) {
            Ok(number) => Self::E164(number),
            Err(_) => Self::Literal(input.to_owned()),
        }
    }

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
    use super::*;

    #[test]
    fn short_codes_and_names_stay_as_they_are() {
        let region = Region::parse("US").unwrap();
        for input in ["12345", "MyBank", "$aes-256-cbc$x"] {
            assert_eq!(Address::lenient(input, region), Address::Literal(input.to_owned()));
        }
        assert_eq!(Address::lenient("(202) 555-0123", region).as_str(), "+12025550123");
    }

    #[test]
    fn addresses_are_tagged_in_records() {
        let region = Region::parse("US").unwrap();
        let address = Address::lenient("+12025550123", region);
        let json = serde_json::to_string(&address).unwrap();
        assert_eq!(json, r#"{"e164":"+12025550123"}"#);
        assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), address);
    }
}
