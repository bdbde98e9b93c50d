//! Signs of SMS pumping: an attacker has codes sent to numbers that earn money for each SMS, and verifies none.
//!
//! The numbers of such an attack are usually one block of a network, so sends are also limited by prefix. No person
//! reads the codes, so the share of verified ones collapses.

use telephony::PhoneNumber;

/// Thresholds at which the share of verified codes is alarming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConversionAlarm {
    /// Minimum number of sent codes; a share of fewer means nothing.
    pub min_sent: u32,
    /// Minimum percentage of verified codes. Most people who request a code also enter it, so a lower share is
    /// suspicious.
    pub min_verified_percent: u32,
}

const PREFIX_CHARS: usize = 7;

/// Returns the country code and the digits after it: the first 7 characters, `+` included (`+120255` of
/// `+12025550123`). Six digits are an area or a network's block in large countries, and up to 10,000 numbers in
/// small ones.
pub fn prefix_of(phone: &PhoneNumber) -> &str {
    phone.as_str().get(..PREFIX_CHARS).unwrap_or(phone.as_str())
}

/// Age at which an unverified code starts to count as one that was never entered. A code that was just sent says
/// nothing yet.
pub const CONVERSION_GRACE_MS: i64 = 2 * 60_000;

impl Default for ConversionAlarm {
    fn default() -> Self {
        Self { min_sent: 20, min_verified_percent: 20 }
    }
}

impl ConversionAlarm {
    /// Whether the codes sent and verified, in a day or to a prefix, look like pumping.
    pub fn is_raised(self, sent: u64, verified: u64) -> bool {
        let enough = u128::from(sent) * u128::from(self.min_verified_percent);
        sent >= u64::from(self.min_sent) && u128::from(verified) * 100 < enough
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use telephony::{Region, Validation};

    use super::*;

    fn phone(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text, Region::parse("US").unwrap(), Validation::Lenient).unwrap()
    }

    #[test]
    fn prefix_is_the_first_seven_characters() {
        assert_eq!(prefix_of(&phone("+12025550123")), "+120255");
        assert_eq!(prefix_of(&phone("+6581234567")), "+658123");
        assert_eq!(prefix_of(&phone("+6834002")), "+683400");
    }

    #[test]
    fn default_alarm_needs_twenty_codes_with_fewer_than_a_fifth_verified() {
        for (sent, verified, alarm) in [
            (0, 0, false),
            (19, 0, false),
            (20, 0, true),
            (20, 3, true),
            (20, 4, false),
            (101, 20, true),
            (45, 42, false),
            (20, u64::MAX, false),
            (u64::MAX, 0, true),
            (u64::MAX, u64::MAX, false),
        ] {
            let raised = ConversionAlarm::default().is_raised(sent, verified);
            assert_eq!(raised, alarm, "{verified} of {sent}");
        }
    }

    #[test]
    fn alarm_thresholds_can_be_set() {
        let alarm = ConversionAlarm { min_sent: 4, min_verified_percent: 50 };
        let raised =
            [(3, 0), (4, 1), (4, 2)].map(|(sent, verified)| alarm.is_raised(sent, verified));
        assert_eq!(raised, [false, true, false]);
    }

    proptest! {
        #[test]
        fn one_more_verified_code_never_raises_the_alarm(sent: u64, verified in 0..u64::MAX) {
            let raised = |verified| ConversionAlarm::default().is_raised(sent, verified);
            prop_assert!(raised(verified) || !raised(verified + 1));
        }
    }
}
