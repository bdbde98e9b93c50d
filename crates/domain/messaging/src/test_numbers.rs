//! Numbers for trials, which reach no person.

use serde::{Deserialize, Serialize};
use telephony::Address;

/// Range of North American numbers that is kept free for fiction: 555-0100 to 555-0199 in every area code.
const FICTITIOUS: &str = "+1???55501??";
/// Most patterns in a list.
const MAX_PATTERNS: usize = 100;
/// Most digits of a number in E.164.
const MAX_DIGITS: usize = 15;

/// Patterns of numbers. In a pattern `?` stands for any one digit, and `*` at the end for any further digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TestNumbers(Vec<String>);

impl Default for TestNumbers {
    fn default() -> Self {
        Self(vec![FICTITIOUS.to_owned()])
    }
}

impl TestNumbers {
    /// Text of the default.
    pub const DEFAULT: &'static str = FICTITIOUS;

    /// Reads a list of at most 100 patterns, separated by commas. `none` is an empty list. `None` if one
    /// of them is no pattern, or so short that it fits most numbers of a country.
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim() == "none" {
            return Some(Self(Vec::new()));
        }
        let patterns: Vec<String> = text.split(',').map(|it| it.trim().to_owned()).collect();
        let valid = patterns.len() <= MAX_PATTERNS && patterns.iter().all(|it| is_pattern(it));
        valid.then_some(Self(patterns))
    }

    /// Whether every one of the addresses is a test number. A message to other recipients, too, is an ordinary one.
    pub fn contain_all<'a>(&self, addresses: impl IntoIterator<Item = &'a Address>) -> bool {
        addresses.into_iter().all(|address| self.contain(address))
    }

    fn contain(&self, address: &Address) -> bool {
        let Address::E164(number) = address else { return false };
        self.0.iter().any(|pattern| fits(pattern.as_bytes(), number.as_str().as_bytes()))
    }
}

/// Whether the text is a pattern that names at least five digits, so that no short prefix turns the numbers of a whole
/// country into test numbers.
fn is_pattern(text: &str) -> bool {
    const FEWEST_DIGITS: usize = 5;
    let Some(rest) = text.strip_prefix('+') else { return false };
    let places = rest.strip_suffix('*').unwrap_or(rest);
    let digits = places.bytes().filter(u8::is_ascii_digit).count();
    let begins_with_country =
        places.bytes().next().is_some_and(|byte| (b'1'..=b'9').contains(&byte));
    begins_with_country
        && (FEWEST_DIGITS..=MAX_DIGITS).contains(&places.len())
        && digits >= FEWEST_DIGITS
        && places.bytes().all(|byte| byte.is_ascii_digit() || byte == b'?')
}

fn fits(pattern: &[u8], number: &[u8]) -> bool {
    match (pattern.split_first(), number.split_first()) {
        (None, None) | (Some((b'*', [])), _) => true,
        (Some((b'?', pattern)), Some((digit, number))) if digit.is_ascii_digit() => {
            fits(pattern, number)
        }
        (Some((place, pattern)), Some((digit, number))) if place == digit => fits(pattern, number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use telephony::Region;

    use super::*;

    fn number(text: &str) -> Address {
        Address::lenient(text, Region::parse("US").unwrap())
    }

    fn contain(list: &str, text: &str) -> bool {
        TestNumbers::parse(list).unwrap().contain(&number(text))
    }

    #[test]
    fn default_has_the_fictitious_numbers_of_every_area_code_and_no_others() {
        assert_eq!(TestNumbers::parse(TestNumbers::DEFAULT), Some(TestNumbers::default()));
        for (text, expected) in [
            ("+12025550100", true),
            ("+14155550199", true),
            ("+12025550200", false),
            ("+12025551234", false),
            ("+442025550100", false),
        ] {
            assert_eq!(contain(TestNumbers::DEFAULT, text), expected, "{text}");
        }
    }

    #[test]
    fn pattern_is_a_number_or_a_prefix_with_free_digits() {
        assert!(contain("+14155552671", "+14155552671"));
        assert!(!contain("+14155552671", "+14155552672"));
        assert!(contain("+1202555*, +44770090*", "+12025559999"));
        assert!(!contain("+1202555*", "+12035559999"));
        assert!(!contain("none", "+12025550100"));
    }

    #[test]
    fn texts_that_are_no_pattern_or_fit_a_whole_country_are_refused() {
        for text in
            ["", "+", "+1*", "+49*", "2025550100", "+1?????????", "+0202555*", "+1202*5550100"]
        {
            assert_eq!(TestNumbers::parse(text), None, "{text}");
        }
        assert_eq!(TestNumbers::parse(&vec!["+12025550100"; 101].join(",")), None);
    }

    #[test]
    fn message_with_another_recipient_or_a_short_code_is_no_test() {
        let numbers = TestNumbers::default();
        let (test, other) = (number("+12025550100"), number("+14155552671"));
        assert!(numbers.contain_all([&test]));
        assert!(!numbers.contain_all([&test, &other]));
        assert!(!numbers.contain_all([&Address::Literal("+12025550100".to_owned())]));
    }
}
