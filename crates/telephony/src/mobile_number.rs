//! Numbers that can receive an SMS, as strictly as SMSGate takes them (smsgate contract 3.1).

use rlibphonenumber::PhoneNumberType;

use crate::{PhoneNumber, Region};

/// Why it is no number of a mobile phone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MobileNumberError {
    /// It cannot be read as a number at all. The text says why and does not repeat the input.
    #[error("{0}")]
    Unparsable(String),
    /// No numbering plan assigns it.
    #[error("no numbering plan assigns it")]
    Invalid,
    /// It is a landline's, or a service's.
    #[error("it is not a mobile phone's")]
    NotMobile,
}

impl PhoneNumber {
    /// Reads a number of a mobile phone, or one of which the plan does not tell whether it is one. Without a
    /// plus sign it is read as it would be dialed in `default_region`.
    pub fn parse_mobile(input: &str, default_region: Region) -> Result<Self, MobileNumberError> {
        let region = Some(default_region.library());
        let parsed = rlibphonenumber::PhoneNumber::parse(input, region)
            .map_err(|error| MobileNumberError::Unparsable(error.to_string()))?;
        if !parsed.is_valid() {
            return Err(MobileNumberError::Invalid);
        }
        let mobile = [PhoneNumberType::Mobile, PhoneNumberType::FixedLineOrMobile];
        if !mobile.contains(&parsed.get_type()) {
            return Err(MobileNumberError::NotMobile);
        }
        Self::from_library(&parsed).map_err(|_| MobileNumberError::Invalid)
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
    fn mobile_numbers_are_read_in_the_spellings_people_use() {
        for (input, region, expected) in [
            ("+79999999999", "US", "+79999999999"),
            ("8 (999) 000-12-34", "RU", "+79990001234"),
            ("79990001234", "RU", "+79990001234"),
            ("(202) 555-0123", "US", "+12025550123"),
        ] {
            assert_eq!(read(input, region), Ok(expected.to_owned()), "{input}");
        }
    }

    #[test]
    fn what_is_wrong_with_the_others_is_told_apart() {
        assert!(matches!(read("hello", "US"), Err(MobileNumberError::Unparsable(_))));
        assert!(matches!(read("", "US"), Err(MobileNumberError::Unparsable(_))));
        assert_eq!(read("+1234567890", "US"), Err(MobileNumberError::Invalid));
        assert_eq!(read("+74951234567", "US"), Err(MobileNumberError::NotMobile));
        assert_eq!(read("+18005550123", "US"), Err(MobileNumberError::NotMobile));
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
