//! An account's own policy of one-time codes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};
use telephony::PhoneNumber;

use crate::{BlockRule, Code, CodeDomain, prefix_of};

/// Maximum number of countries in one list: all there are.
pub const MAX_COUNTRIES: usize = 250;
/// Maximum number of exempt numbers and blocks of numbers.
pub const MAX_EXEMPT: usize = 50;
/// Maximum number of test numbers.
pub const MAX_TEST_NUMBERS: usize = 20;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60_000;

/// Policy of an account. What it leaves open is the deployment's default. `Debug` shows no number and no code.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodesPolicy {
    /// Whether blocks of numbers with too few verified codes are blocked automatically.
    pub automatic_blocks: Option<bool>,
    pub min_sent: Option<u32>,
    pub min_verified_percent: Option<u32>,
    pub grace_secs: Option<u32>,
    pub block_minutes: Option<u32>,
    /// Countries to which codes are sent, as ISO codes; empty: all.
    pub allowed_countries: BTreeSet<String>,
    /// Countries to which no codes are sent.
    pub denied_countries: BTreeSet<String>,
    /// Numbers, and blocks of numbers, that are never blocked.
    pub exempt: BTreeSet<String>,
    /// Domain of the last line of SMS that name none.
    pub web_otp_domain: Option<CodeDomain>,
    /// Numbers to which nothing is sent, with the code that each accepts.
    pub test_numbers: BTreeMap<String, String>,
}

/// Defaults of a deployment for accounts whose policy leaves them open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockDefaults {
    pub automatic_blocks: bool,
    pub rule: BlockRule,
}

/// Check that a code passes before it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockGuard {
    /// The number is never blocked.
    Exempt,
    /// It must not be in a block that is blocked already.
    Blocks,
    /// As [`Blocks`](Self::Blocks), and its block must not violate the rule.
    Rule(BlockRule),
}

impl CodesPolicy {
    /// Whether codes may be sent to this country (an ISO code). If countries are restricted, a number of unknown
    /// country gets none.
    pub fn admits_number(&self, phone: &PhoneNumber) -> bool {
        if self.allowed_countries.is_empty() && self.denied_countries.is_empty() {
            return true;
        }
        let Some(country) = phone.region() else { return self.allowed_countries.is_empty() };
        let allowed =
            self.allowed_countries.is_empty() || self.allowed_countries.contains(&country);
        allowed && !self.denied_countries.contains(&country)
    }

    /// Returns the rule of automatic blocks, if they are on.
    pub fn rule(&self, defaults: BlockDefaults) -> Option<BlockRule> {
        let on = self.automatic_blocks.unwrap_or(defaults.automatic_blocks);
        on.then(|| self.thresholds(defaults.rule))
    }

    /// Returns the thresholds that apply while automatic blocks are on.
    pub fn thresholds(&self, defaults: BlockRule) -> BlockRule {
        let millis = |given: Option<u32>, unit_ms: i64, default_ms: i64| {
            given.map_or(default_ms, |number| i64::from(number).saturating_mul(unit_ms))
        };
        BlockRule {
            min_sent: self.min_sent.unwrap_or(defaults.min_sent),
            min_verified_percent: self
                .min_verified_percent
                .unwrap_or(defaults.min_verified_percent),
            grace_ms: millis(self.grace_secs, SECOND_MS, defaults.grace_ms),
            first_block_ms: millis(self.block_minutes, MINUTE_MS, defaults.first_block_ms),
        }
    }

    /// Returns the check of a code to this number.
    pub fn guard(&self, phone: &PhoneNumber, defaults: BlockDefaults) -> BlockGuard {
        if self.exempt.contains(phone.as_str()) || self.exempt.contains(prefix_of(phone)) {
            return BlockGuard::Exempt;
        }
        self.rule(defaults).map_or(BlockGuard::Blocks, BlockGuard::Rule)
    }

    /// Returns the code of a test number. `None`: the number is none.
    pub fn test_code(&self, phone: &PhoneNumber) -> Option<Code> {
        self.test_numbers.get(phone.as_str()).and_then(|code| Code::parse(code))
    }
}

impl fmt::Debug for CodesPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CodesPolicy")
            .field("automatic_blocks", &self.automatic_blocks)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use telephony::{Region, Validation};

    use super::*;

    fn phone(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text, Region::parse("US").unwrap(), Validation::Lenient).unwrap()
    }

    fn set(texts: &[&str]) -> BTreeSet<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn denied_country_gets_no_codes_even_if_it_is_allowed() {
        let (us, gb) = (phone("+12025550123"), phone("+447400123456"));
        let admits = |allowed: &[&str], denied: &[&str]| {
            let policy = CodesPolicy {
                allowed_countries: set(allowed),
                denied_countries: set(denied),
                ..CodesPolicy::default()
            };
            [policy.admits_number(&us), policy.admits_number(&gb)]
        };
        assert_eq!(admits(&[], &[]), [true, true]);
        assert_eq!(admits(&["US"], &[]), [true, false]);
        assert_eq!(admits(&[], &["US"]), [false, true]);
        assert_eq!(admits(&["US", "GB"], &["US"]), [false, true]);
    }

    #[test]
    fn account_without_a_policy_follows_the_deployment() {
        let policy = CodesPolicy::default();
        let to = phone("+12025550123");
        assert_eq!(policy.guard(&to, BlockDefaults::default()), BlockGuard::Blocks);
        let on = BlockDefaults { automatic_blocks: true, ..BlockDefaults::default() };
        assert_eq!(policy.guard(&to, on), BlockGuard::Rule(BlockRule::default()));
        let off = CodesPolicy { automatic_blocks: Some(false), ..CodesPolicy::default() };
        assert_eq!(off.guard(&to, on), BlockGuard::Blocks);
    }

    #[test]
    fn exempt_numbers_and_blocks_are_never_checked() {
        for exempt in ["+12025550123", "+120255"] {
            let policy = CodesPolicy {
                automatic_blocks: Some(true),
                exempt: set(&[exempt]),
                ..CodesPolicy::default()
            };
            let guard = |to: &str| policy.guard(&phone(to), BlockDefaults::default());
            assert_eq!(guard("+12025550123"), BlockGuard::Exempt);
            assert_ne!(guard("+13125550123"), BlockGuard::Exempt);
        }
    }

    #[test]
    fn policy_survives_its_record_and_an_older_record_is_read_with_defaults() {
        let policy = CodesPolicy {
            automatic_blocks: Some(true),
            grace_secs: Some(0),
            web_otp_domain: CodeDomain::parse("example.com").ok(),
            test_numbers: [("+12025550100".to_owned(), "123456".to_owned())].into(),
            ..CodesPolicy::default()
        };
        let record = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<CodesPolicy>(&record).unwrap(), policy);
        assert_eq!(serde_json::from_str::<CodesPolicy>("{}").unwrap(), CodesPolicy::default());
        assert_eq!(policy.test_code(&phone("+12025550100")).unwrap().expose(), "123456");
        assert!(policy.test_code(&phone("+12025550101")).is_none());
        assert!(!format!("{policy:?}").contains("12"));
    }
}
