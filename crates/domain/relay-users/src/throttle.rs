//! Limits on password guesses (contract 2.1): five failures block for 15 minutes, and the third block lasts a day.

use unix_time::UnixMillis;

/// Number of failures that start a block.
pub const FAILURES: u32 = 5;
pub const BLOCK_MS: i64 = 15 * 60_000;
/// Number of the long block, counted from one.
pub const LONG_BLOCK: u32 = 3;
pub const LONG_BLOCK_MS: i64 = 24 * 3_600_000;
/// Time after which failures and blocks without a successor are forgotten.
pub const FORGET_AFTER_MS: i64 = LONG_BLOCK_MS;

/// Returns the whole seconds until `until_ms`, rounded up, at least one.
pub fn retry_after_secs(until_ms: UnixMillis, now_ms: UnixMillis) -> u32 {
    let wait_ms = until_ms.since(now_ms).max(1);
    u32::try_from(wait_ms.saturating_add(999) / 1_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_rounded_up_to_whole_seconds() {
        for (until_ms, now_ms, secs) in [
            (0, 0, 1),
            (1_000, 0, 1),
            (1_001, 0, 2),
            (0, 5_000, 1),
            (BLOCK_MS, 0, 900),
            (i64::MAX, i64::MIN, u32::MAX),
        ] {
            let wait_secs = retry_after_secs(UnixMillis::new(until_ms), UnixMillis::new(now_ms));
            assert_eq!(wait_secs, secs, "{until_ms} {now_ms}");
        }
    }
}
