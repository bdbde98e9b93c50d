//! Numbers that can receive an SMS, checked as strictly as SMSGate does (smsgate contract 3.1).

use crate::{PhoneNumber, Region, Validation, plan::Kind, spelling::Spelling};

/// Reason why a text is no mobile number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MobileNumberError {
    /// The text cannot be read as a number at all.
    #[error("the phone number supplied is not a number")]
    Unparsable,
    /// The number includes its country, and no numbering plan assigns it.
    #[error("no numbering plan assigns it")]
    Invalid,
    /// The number does not include its country, and is no number of the region it was read in.
    #[error("it is no number of {}", .0.as_str())]
    InvalidAtHome(Region),
    /// The number belongs to a landline or a service.
    #[error("it is not a mobile phone's")]
    NotMobile,
}

impl PhoneNumber {
    /// Reads a mobile number, or one for which the plan does not distinguish mobile and fixed lines. Without a plus
    /// sign it is read as dialed in `default_region`.
    pub fn parse_mobile(input: &str, default_region: Region) -> Result<Self, MobileNumberError> {
        let spelling = Spelling::of(input).ok_or(MobileNumberError::Unparsable)?;
        let says_its_country = spelling.has_plus || spelling.digits.starts_with("00");
        let read = Self::of_spelling(&spelling, default_region, Validation::Strict);
        let number = read.map_err(|_| {
            if says_its_country {
                MobileNumberError::Invalid
            } else {
                MobileNumberError::InvalidAtHome(default_region)
            }
        })?;
        match number.significant().and_then(|it| it.kind()) {
            Some(Kind::Mobile | Kind::FixedLineOrMobile) => Ok(number),
            _ => Err(MobileNumberError::NotMobile),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(input: &str, region: &str) -> Result<String, MobileNumberError> {
        let number = PhoneNumber::parse_mobile(input, Region::parse(region).unwrap());
        number.map(|number| number.as_str().to_owned())
    }

    #[test]
    fn mobile_numbers_are_read_in_common_spellings() {
        for (input, region, expected) in [
            ("+79999999999", "US", "+79999999999"),
            ("8 (999) 000-12-34", "RU", "+79990001234"),
            ("79990001234", "RU", "+79990001234"),
            ("+7 (0) 999 000-12-34", "US", "+79990001234"),
            ("\u{202a}+44 (0)7400\u{a0}123456\u{202c}", "RU", "+447400123456"),
            ("(202) 555-0123", "US", "+12025550123"),
        ] {
            assert_eq!(read(input, region), Ok(expected.to_owned()), "{input}");
        }
    }

    #[test]
    fn errors_of_other_numbers_are_distinguished() {
        let us = Region::parse("US").unwrap();
        for text in ["hello", "", "+", "*100#"] {
            assert_eq!(read(text, "US"), Err(MobileNumberError::Unparsable), "{text}");
        }
        for text in ["+1234567890", "+7999", "+70000000000", "+0123456789", "007999"] {
            assert_eq!(read(text, "US"), Err(MobileNumberError::Invalid), "{text}");
        }
        for text in ["79990001234", "447400123456", "5550123", "12345"] {
            assert_eq!(read(text, "US"), Err(MobileNumberError::InvalidAtHome(us)), "{text}");
        }
        for text in ["+74951234567", "+18005550123"] {
            assert_eq!(read(text, "US"), Err(MobileNumberError::NotMobile), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_input_is_a_number_or_refused(input in "\\PC*|[+0-9 ().-]{0,30}") {
            if let Ok(number) = read(&input, "RU") {
                prop_assert!(number.starts_with('+') && number.len() <= 16);
            }
        }
    }
}
