//! Ceilings on the SMS that requests may cause, which bound the cost that callers can impose on a deployment.
//!
//! Limits by number and by network stop one person. An attacker with many numbers and many networks is stopped by
//! what these have in common: a provider's customer (/48), a block of numbers, and the account that pays.

use unix_time::UnixMillis;

use crate::{Network, NetworkKey, Window};

const HOUR_SECS: u32 = 3_600;
const DAY_SECS: u32 = 86_400;

/// Group of SMS that are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ceiling {
    /// Requests from one IPv6 /48 in an hour.
    Site,
    /// SMS to one block of numbers in an hour.
    NumberBlock,
    /// SMS of one account in an hour.
    AccountHour,
    /// SMS of one account in a day.
    AccountDay,
}

/// Quotas of the ceilings. `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ceilings {
    pub site_per_hour: Option<u32>,
    pub block_per_hour: Option<u32>,
    pub account_per_hour: Option<u32>,
    pub account_per_day: Option<u32>,
}

/// One counter that a request increments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub ceiling: Ceiling,
    /// Keyed digest of the counted group, 32 hex characters.
    pub subject: String,
    /// End of the window, which begins and ends by the clock.
    pub ends_at_ms: UnixMillis,
    pub quota: u32,
}

impl Ceiling {
    /// Name of the ceiling in events and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "network_hour",
            Self::NumberBlock => "number_block_hour",
            Self::AccountHour => "account_hour",
            Self::AccountDay => "account_day",
        }
    }

    /// Whether reaching the ceiling stops other callers too, so that the account's owner is told.
    pub fn stops_others(self) -> bool {
        self != Self::Site
    }
}

impl Ceilings {
    /// Returns the ceilings for SMS that unauthenticated callers cause to numbers whose ownership is proven. A
    /// single network has the quota of unauthenticated callers; the account has that of codes requested with a key.
    /// Number blocks are not counted, so that a block ceiling reached by strangers does not stop users.
    #[must_use]
    pub fn to_proven_numbers(self, codes: Self) -> Self {
        Self { site_per_hour: self.site_per_hour, block_per_hour: None, ..codes }
    }

    /// Returns the counters that one SMS increments. `purpose` names the reason for the SMS; different purposes are
    /// never counted together.
    pub fn buckets(
        self,
        purpose: &str,
        key: &NetworkKey,
        network: Option<&Network>,
        number_block: &str,
        now_ms: UnixMillis,
    ) -> Vec<Bucket> {
        let site = network.and_then(Network::site);
        let site = site.as_ref().map(Network::expose);
        [
            (Ceiling::Site, site, self.site_per_hour, HOUR_SECS),
            (Ceiling::NumberBlock, Some(number_block), self.block_per_hour, HOUR_SECS),
            // The counters are stored by account, so the account needs no part in the subject.
            (Ceiling::AccountHour, Some(""), self.account_per_hour, HOUR_SECS),
            (Ceiling::AccountDay, Some(""), self.account_per_day, DAY_SECS),
        ]
        .into_iter()
        .filter_map(|(ceiling, counted, quota, window_secs)| {
            let policy = format!("sms ceiling {purpose} {}", ceiling.as_str());
            Some(Bucket {
                ceiling,
                subject: key.subject_of(&policy, counted?),
                ends_at_ms: Window::at(now_ms, window_secs).ends_at_ms,
                quota: quota?,
            })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Ceilings = Ceilings {
        site_per_hour: Some(4),
        block_per_hour: Some(3),
        account_per_hour: Some(2),
        account_per_day: Some(1),
    };
    const NOW_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);

    fn buckets(purpose: &str, address: &str, block: &str) -> Vec<Bucket> {
        let key = NetworkKey::new(b"a secret that only tests use").unwrap();
        ALL.buckets(purpose, &key, Some(&Network::of(address)), block, NOW_MS)
    }

    #[test]
    fn networks_of_one_site_and_numbers_of_one_block_share_every_bucket() {
        let one = buckets("codes", "2001:db8:1:2::1", "+237679");
        assert_eq!(one, buckets("codes", "2001:db8:1:ffff::1", "+237679"));
        let quotas: Vec<_> = one.iter().map(|bucket| (bucket.ceiling, bucket.quota)).collect();
        let expected = [
            (Ceiling::Site, 4),
            (Ceiling::NumberBlock, 3),
            (Ceiling::AccountHour, 2),
            (Ceiling::AccountDay, 1),
        ];
        assert_eq!(quotas, expected);
        let mut ends = one.iter().map(|bucket| bucket.ends_at_ms - NOW_MS);
        assert!(ends.clone().take(3).all(|left| left > 0 && left <= 3_600_000));
        assert!(ends.next_back().is_some_and(|left| left > 0 && left <= 86_400_000));
    }

    #[test]
    fn different_sites_blocks_and_purposes_are_counted_separately() {
        let one = buckets("codes", "2001:db8:1::1", "+237679");
        let same = |other: &[Bucket]| -> Vec<bool> {
            one.iter().zip(other).map(|(left, right)| left.subject == right.subject).collect()
        };
        assert_eq!(same(&buckets("codes", "2001:db8:2::1", "+237679")), [false, true, true, true]);
        assert_eq!(same(&buckets("codes", "2001:db8:1::1", "+237650")), [true, false, true, true]);
        assert_eq!(same(&buckets("masking", "2001:db8:1::1", "+237679")), [false; 4]);
    }

    #[test]
    fn ceiling_without_a_quota_or_a_site_is_not_counted() {
        assert_eq!(buckets("codes", "192.0.2.1", "+237679").len(), 3);
        let key = NetworkKey::new(b"a secret that only tests use").unwrap();
        let network = Network::of("2001:db8:1::1");
        let proven = ALL.to_proven_numbers(Ceilings { account_per_hour: Some(9), ..ALL });
        let proven = proven.buckets("codes", &key, Some(&network), "+237679", NOW_MS);
        let quotas: Vec<_> = proven.iter().map(|bucket| (bucket.ceiling, bucket.quota)).collect();
        let expected = [(Ceiling::Site, 4), (Ceiling::AccountHour, 9), (Ceiling::AccountDay, 1)];
        assert_eq!(quotas, expected, "blocks of numbers do not stop users");
        assert_eq!(Ceilings::default().buckets("codes", &key, None, "+237679", NOW_MS), []);
    }
}
