//! Rule by which a block of numbers gets no more codes: many were sent to it, and too few of them were verified.
//!
//! The rule only ever judges codes of its own block, so an attack on one network stops nobody else's codes. A code
//! that is young may still be verified, so it counts as if it were; but only so many do, since an attack is quick.

use unix_time::UnixMillis;

/// Thresholds and duration of automatic blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRule {
    /// Minimum number of codes sent to the block in the last hour; a share of fewer means nothing. Also the number of
    /// young codes that count as verified.
    pub min_sent: u32,
    /// Minimum percentage of verified codes, 1 to 100.
    pub min_verified_percent: u32,
    /// Age up to which an unverified code is young.
    pub grace_ms: i64,
    /// Duration of the first block; each repetition doubles it.
    pub first_block_ms: i64,
}

/// Codes sent to a block of numbers in the last hour, since its last block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockCounts {
    /// All of them.
    pub sent: u32,
    pub verified: u32,
    /// Those of `sent` that are young and not verified.
    pub pending: u32,
}

/// Maximum duration of an automatic block.
const MAX_BLOCK_MS: i64 = 7 * 24 * 3_600_000;
/// Time after the end of a block for which a further one counts as its repetition.
pub const REPEATS_WITHIN_MS: i64 = 7 * 24 * 3_600_000;
/// Time after an administrator lifted a block in which the rule does not judge it.
pub const LIFTED_GRACE_MS: i64 = 3_600_000;

impl Default for BlockRule {
    fn default() -> Self {
        Self {
            min_sent: 20,
            min_verified_percent: 20,
            grace_ms: crate::CONVERSION_GRACE_MS,
            first_block_ms: 3_600_000,
        }
    }
}

impl BlockRule {
    /// Whether the block gets no further code. A verification never turns this from `false` to `true`.
    pub fn is_violated(self, counts: BlockCounts) -> bool {
        let BlockCounts { sent, verified, pending } = counts;
        let benefit = u64::from(verified).saturating_add(pending.min(self.min_sent).into());
        let enough = u64::from(sent).saturating_mul(self.min_verified_percent.into());
        sent >= self.min_sent && benefit.saturating_mul(100) < enough
    }

    /// Returns the time from which young codes are counted.
    pub fn pending_since_ms(self, now_ms: UnixMillis) -> UnixMillis {
        now_ms.saturating_sub(self.grace_ms)
    }

    /// Returns the end of a block that begins now: the `repeats`th in a row, from 1.
    pub fn blocked_until_ms(self, repeats: u32, now_ms: UnixMillis) -> UnixMillis {
        let doublings = repeats.saturating_sub(1).min(20);
        let duration_ms = self.first_block_ms.saturating_mul(1_i64 << doublings);
        now_ms.saturating_add(duration_ms.min(MAX_BLOCK_MS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(sent: u32, verified: u32, pending: u32) -> BlockCounts {
        BlockCounts { sent, verified, pending }
    }

    fn rule() -> impl Strategy<Value = BlockRule> {
        (1_u32..50, 1_u32..=100).prop_map(|(min_sent, min_verified_percent)| BlockRule {
            min_sent,
            min_verified_percent,
            ..BlockRule::default()
        })
    }

    fn any_counts() -> impl Strategy<Value = BlockCounts> {
        (0_u32..200, 0_u32..200, 0_u32..200).prop_map(|(verified, pending, lost)| {
            counts(verified + pending + lost, verified, pending)
        })
    }

    #[test]
    fn default_rule_needs_twenty_codes_with_fewer_than_a_fifth_verified() {
        for (sent, verified, pending, violated) in [
            (0, 0, 0, false),
            (19, 0, 0, false),
            (20, 0, 0, true),
            (20, 3, 0, true),
            (20, 4, 0, false),
            // Young codes count as verified, but no more than twenty of them.
            (20, 0, 20, false),
            (23, 0, 3, true),
            (100, 0, 100, false),
            (101, 0, 101, true),
            (u32::MAX, 0, 0, true),
            (u32::MAX, u32::MAX, u32::MAX, false),
        ] {
            let judged = BlockRule::default().is_violated(counts(sent, verified, pending));
            assert_eq!(judged, violated, "{verified} of {sent}, {pending} young");
        }
    }

    #[test]
    fn repeated_block_lasts_twice_as_long_and_a_week_at_most() {
        let hours = |repeats| {
            let until_ms = BlockRule::default().blocked_until_ms(repeats, UnixMillis::EPOCH);
            until_ms.as_i64() / 3_600_000
        };
        assert_eq!([0, 1, 2, 3, 8, 9, u32::MAX].map(hours), [1, 1, 2, 4, 128, 168, 168]);
        let endless = BlockRule { first_block_ms: i64::MAX, ..BlockRule::default() };
        assert_eq!(endless.blocked_until_ms(9, UnixMillis::EPOCH).as_i64(), MAX_BLOCK_MS);
    }

    proptest! {
        #[test]
        fn verified_code_never_blocks_its_own_block(rule in rule(), before in any_counts()) {
            let (lost, young) = (before.sent - before.verified - before.pending, before.pending);
            if lost > 0 || young > 0 {
                // A young code is verified if there is one, else one that was taken for lost.
                let pending = young.saturating_sub(1);
                let after = counts(before.sent, before.verified + 1, pending);
                prop_assert!(rule.is_violated(before) || !rule.is_violated(after));
            }
        }

        #[test]
        fn block_with_few_codes_or_a_good_share_is_never_blocked(
            rule in rule(), counted in any_counts(),
        ) {
            let share = counted.verified * 100 >= counted.sent * rule.min_verified_percent;
            if counted.sent < rule.min_sent || share {
                prop_assert!(!rule.is_violated(counted));
            }
        }

        #[test]
        fn codes_that_nobody_enters_are_stopped_at_the_threshold(rule in rule()) {
            prop_assert!(rule.is_violated(counts(rule.min_sent, 0, 0)));
            // Even while all of them are young, their number has a bound.
            let most = rule.min_sent * 100 / rule.min_verified_percent + 1;
            prop_assert!(rule.is_violated(counts(most, 0, most)));
        }

        #[test]
        fn later_repetition_never_ends_earlier(rule in rule(), repeats in 1_u32..100) {
            let until_ms = |repeats| rule.blocked_until_ms(repeats, UnixMillis::EPOCH);
            prop_assert!(until_ms(repeats) <= until_ms(repeats + 1));
        }
    }
}
