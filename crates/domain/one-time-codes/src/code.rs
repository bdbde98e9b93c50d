//! The six digits of a one-time code.

use std::fmt;

use rand_core::RngCore;

const DIGITS: usize = 6;
const CODES: u32 = 1_000_000;
/// The largest multiple of the number of codes that fits in a draw. Draws from here on would favor low codes.
const ACCEPTED_BELOW: u32 = u32::MAX - u32::MAX % CODES;
/// Maximum length of an input in bytes; no person types more around six digits.
const MAX_INPUT_BYTES: usize = 64;

/// A six-digit code, `000000` to `999999`. `Debug` does not show it. It has no equality, because codes are compared
/// by digest in constant time.
#[derive(Clone)]
pub struct Code(u32);

impl Code {
    /// Draws a code. Each of the million is equally likely.
    pub fn random(rng: &mut impl RngCore) -> Self {
        // One draw in 4,400 is rejected, so any random generator ends this loop.
        loop {
            let drawn = rng.next_u32();
            if drawn < ACCEPTED_BELOW {
                return Self(drawn % CODES);
            }
        }
    }

    /// Parses a code as typed: six ASCII digits, with white space around them, and spaces and hyphens between them,
    /// because many people write `123 456`. `None` for anything else, including digits of other scripts.
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

    /// Returns the code that is hashed when none was given, so that the check takes as long.
    pub(crate) fn decoy() -> Self {
        Self(0)
    }

    /// Returns all six digits, for the message and the digest only.
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
