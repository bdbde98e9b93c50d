//! Block of numbers, as a fraud buys them from one network.

use std::fmt;

use telephony::PhoneNumber;

use crate::prefix_of;

const DIGITS: usize = 6;

/// Numbers that share their first six digits: `+` and those digits (`+120255`). `Debug` shows it, since it is no
/// person's number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberBlock(String);

impl NumberBlock {
    /// Returns the block of a number.
    pub fn of(phone: &PhoneNumber) -> Self {
        Self(prefix_of(phone).to_owned())
    }

    /// Parses a block: six digits, with or without the plus sign. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('+').unwrap_or(text);
        let shaped = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        (shaped && !digits.starts_with('0')).then(|| Self(format!("+{digits}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NumberBlock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NumberBlock({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use telephony::{Region, Validation};

    use super::*;

    #[test]
    fn block_is_a_plus_and_six_digits() {
        for text in ["+120255", "120255", " +120255 "] {
            assert_eq!(NumberBlock::parse(text).unwrap().as_str(), "+120255");
        }
        for text in
            ["", "+", "+12025", "+1202555", "+12025x", "++120255", "+020255", "+１２０２５５"]
        {
            assert_eq!(NumberBlock::parse(text), None, "{text}");
        }
    }

    #[test]
    fn block_of_a_number_is_its_prefix() {
        let us = Region::parse("US").unwrap();
        let phone = PhoneNumber::parse("+12025550123", us, Validation::Lenient).unwrap();
        assert_eq!(Some(NumberBlock::of(&phone)), NumberBlock::parse("120255"));
    }
}
