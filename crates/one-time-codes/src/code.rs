//! The six digits.

use std::fmt;

use rand_core::RngCore;

const DIGITS: usize = 6;
const CODES: u32 = 1_000_000;
/// The largest multiple of the number of codes that fits: draws from here on would favor low codes.
const ACCEPTED_BELOW: u32 = u32::MAX - u32::MAX % CODES;
/// Nobody types more than this around six digits.
const MAX_INPUT_BYTES: usize = 64;

/// A six-digit code, `000000` to `999999`. It shows nothing in debug output and has no equality: a code
/// is compared by its digest, in constant time.
#[derive(Clone)]
pub struct Code(u32);

impl Code {
    /// Draws a code; each of the million is equally likely.
    pub fn random(rng: &mut impl RngCore) -> Self {
        // One draw in 4,400 is thrown away, so this ends with any generator that is one.
        loop {
            let drawn = rng.next_u32();
            if drawn < ACCEPTED_BELOW {
                return Self(drawn % CODES);
            }
        }
    }

    /// Reads what a person typed: six ASCII digits, white space around them, and spaces and hyphens
    /// between them, because many write `123 456`. Digits of other scripts are refused.
    pub fn parse(input: &str) -> Option<Self> {
        let text = input.trim();
        let ends_are_digits = text.starts_with(is_digit) && text.ends_with(is_digit);
        if input.len() > MAX_INPUT_BYTES || !ends_are_digits {
            return None;
        }
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let shaped = digits.len() == DIGITS && digits.chars().all(is_digit);
        if shaped { digits.parse().ok().map(Self) } else { None }
    }

    /// What is hashed where no code was given, so that it takes as long.
    pub(crate) fn decoy() -> Self {
        Self(0)
    }

    /// All six digits, for the message, the digest and nothing else.
    pub fn expose(&self) -> String {
        format!("{:06}", self.0)
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code(redacted)")
    }
}

#[cfg(test)]
mod tests;
