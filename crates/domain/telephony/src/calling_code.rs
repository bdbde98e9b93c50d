//! Numbers as dialed nationally, in a country given by its calling code.

use crate::{PhoneNumber, PhoneNumberError, Region, Validation, plan};

/// A country's calling code: one to three digits that have a numbering plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallingCode {
    digits: u16,
    region: Region,
}

impl CallingCode {
    /// Parses `+237`, `00237` or `237`. `None` when no country has the code.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00")).unwrap_or(text);
        let shaped = (1..=3).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        let digits: u16 = if shaped { digits.parse().ok()? } else { return None };
        let main = plan::of_code(digits).first()?;
        Region::parse(main.region).map(|region| Self { digits, region })
    }

    /// Returns the code as it is written in front of a number: `+237`.
    pub fn prefix(self) -> String {
        format!("+{}", self.digits)
    }
}

impl PhoneNumber {
    /// Reads a number as dialed in that country, with or without the national prefix; or a whole international
    /// number if it belongs to that country.
    pub fn parse_of(
        input: &str,
        country: CallingCode,
        validation: Validation,
    ) -> Result<Self, PhoneNumberError> {
        let number = Self::parse(input, country.region, validation)?;
        // No calling code is the beginning of another one, so this compares whole codes.
        if number.as_str().starts_with(&country.prefix()) {
            Ok(number)
        } else {
            Err(PhoneNumberError)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(input: &str, country: &str) -> Option<String> {
        let country = CallingCode::parse(country).unwrap();
        let number = PhoneNumber::parse_of(input, country, Validation::Lenient);
        number.ok().map(|number| number.as_str().to_owned())
    }

    #[test]
    fn national_number_gets_its_countrys_code() {
        for (input, country, expected) in [
            ("679466332", "+237", "+237679466332"),
            ("6 79 46 63 32", "237", "+237679466332"),
            ("(202) 555-0123", "+1", "+12025550123"),
            ("07400 123456", "0044", "+447400123456"),
            ("0301234567", "+49", "+49301234567"),
            ("06 698 12345", "+39", "+390669812345"),
            ("+237679466332", "+237", "+237679466332"),
        ] {
            assert_eq!(read(input, country).as_deref(), Some(expected), "{input} {country}");
        }
    }

    #[test]
    fn number_of_another_country_is_rejected() {
        for (input, country) in [
            ("+12025550123", "+237"),
            ("+2376", "+237"),
            ("", "+237"),
            ("hello", "+237"),
            ("0012025550123", "+237"),
        ] {
            assert_eq!(read(input, country), None, "{input}");
        }
    }

    #[test]
    fn text_that_is_no_countrys_calling_code_is_rejected() {
        assert_eq!(CallingCode::parse(" +237 ").map(CallingCode::prefix), Some("+237".to_owned()));
        for text in ["", "+", "0", "+0", "+237x", "2370", "+999", "+-1", "٢٣٧", "CM", "++237"] {
            assert_eq!(CallingCode::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_input_is_a_number_of_the_country_or_refused(input in "\\PC*|[+0-9 ().-]{0,30}") {
            if let Some(number) = read(&input, "+44") {
                prop_assert!(number.starts_with("+44") && number.len() <= 16);
            }
        }

        #[test]
        fn any_text_is_a_calling_code_or_rejected(text in "\\PC*|[+0-9]{0,5}") {
            if let Some(code) = CallingCode::parse(&text) {
                prop_assert_eq!(CallingCode::parse(&code.prefix()), Some(code));
            }
        }
    }
}
