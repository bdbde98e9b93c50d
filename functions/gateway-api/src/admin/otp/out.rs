//! Answers about the protection of one-time codes. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use one_time_codes::{BlockDefaults, CodesPolicy};
use serde::Serialize;
use store_d1::one_time_codes::{
    blocks::CodeBlockRecord,
    conversions::{ConversionSum, NO_COUNTRY},
};
use unix_time::UnixMillis;

/// Answer of `GET /api/v1/admin/otp/conversions`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ConversionsOut {
    /// Sums with at least one code, by country and block.
    pub(crate) conversions: Vec<ConversionOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
    /// Start of the first day.
    pub(crate) since: TimeSecs,
    pub(crate) test_numbers: CodeCountOut,
    /// End of the last day.
    pub(crate) until: TimeSecs,
}

/// Codes of one country, or of one block of numbers.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ConversionOut {
    /// Percentage of the codes that were verified.
    conversion_rate: f64,
    /// ISO 3166 code; `null` for numbers of no country.
    country: Option<String>,
    /// First seven characters of the numbers. `null` for a whole country, and for the blocks of a day beyond its first
    /// 200, which are summed together.
    number_block: Option<String>,
    /// At least 1.
    sent: u64,
    verified: u64,
}

/// Codes of test numbers, which no SMS carried.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CodeCountOut {
    pub(crate) sent: u64,
    pub(crate) verified: u64,
}

/// Answer of `GET /api/v1/admin/otp/blocks`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NumberBlocksOut {
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
    pub(crate) number_blocks: Vec<NumberBlockOut>,
}

/// Numbers that get no codes, or recently got none.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct NumberBlockOut {
    /// Whether the numbers get no codes now.
    active: bool,
    blocked_at: TimeSecs,
    /// `null` if the block ends when it is lifted.
    blocked_until: Option<TimeSecs>,
    /// `automatic` or `manual`.
    kind: String,
    lifted_at: Option<TimeSecs>,
    note: Option<String>,
    /// First seven characters of the numbers.
    number_block: String,
    reason: Option<BlockReasonOut>,
    /// Time until which no codes count for an automatic block, if it is later than the end of the block.
    unjudged_until: Option<TimeSecs>,
}

/// Reason for an automatic block: the codes to the numbers in the hour before.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct BlockReasonOut {
    /// Always `low_conversion`.
    code: &'static str,
    /// Percentage of the codes that were verified.
    conversion_rate: f64,
    /// Automatic blocks in a row, this one included.
    repeats: u32,
    sent: u32,
    verified: u32,
}

/// Answer of routes that change a block.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ChangedNumberBlockOut {
    pub(crate) number_block: NumberBlockOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// Answer of `GET /api/v1/admin/otp/policy`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShowCodesPolicyOut {
    pub(crate) policy: CodesPolicyOut,
}

/// Answer of `PATCH /api/v1/admin/otp/policy`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateCodesPolicyOut {
    pub(crate) policy: CodesPolicyOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// An account's policy of one-time codes, with the deployment's defaults where it leaves something open.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CodesPolicyOut {
    /// ISO 3166 codes; empty if no country is left out.
    allowed_countries: Vec<String>,
    automatic_blocks: bool,
    /// Minutes of the first block.
    block_minutes: i64,
    denied_countries: Vec<String>,
    /// Numbers and blocks of numbers that are never blocked.
    exempt: Vec<String>,
    grace_seconds: i64,
    min_sent: u32,
    min_verified_percent: u32,
    test_numbers: Vec<TestNumberOut>,
    web_otp_domain: Option<String>,
}

/// A number to which nothing is sent.
#[derive(Serialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "TestNumberOfPolicy")
)]
pub(crate) struct TestNumberOut {
    /// `null` for people whose role cannot change the policy.
    code: Option<String>,
    phone_number: String,
}

impl ConversionOut {
    pub(crate) fn of(sum: &ConversionSum, by_block: bool) -> Self {
        let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            conversion_rate: percentage(sum.verified, sum.sent),
            country: named(&sum.country).filter(|it| it != NO_COUNTRY),
            number_block: named(&sum.number_block).filter(|_| by_block),
            sent: sum.sent,
            verified: sum.verified,
        }
    }
}

impl NumberBlockOut {
    pub(crate) fn of(block: &CodeBlockRecord, now_ms: UnixMillis) -> Self {
        let reason = (block.kind == "automatic").then(|| BlockReasonOut {
            code: "low_conversion",
            conversion_rate: percentage(block.verified.into(), block.sent.into()),
            repeats: block.repeats,
            sent: block.sent,
            verified: block.verified,
        });
        let until_ms = block.until_ms();
        let unjudged = block.lifted_at_ms.map(|_| block.counts_from_ms);
        Self {
            active: block.is_active_at(now_ms),
            blocked_at: TimeSecs(block.blocked_at_ms),
            blocked_until: until_ms.map(TimeSecs),
            kind: block.kind.clone(),
            lifted_at: block.lifted_at_ms.map(TimeSecs),
            note: block.note.clone(),
            number_block: block.number_block.clone(),
            reason,
            unjudged_until: unjudged.map(TimeSecs),
        }
    }
}

impl CodesPolicyOut {
    pub(crate) fn of(policy: &CodesPolicy, defaults: BlockDefaults) -> Self {
        let rule = policy.thresholds(defaults.rule);
        let tests = policy.test_numbers.iter().map(|(phone_number, code)| TestNumberOut {
            code: Some(code.clone()),
            phone_number: phone_number.clone(),
        });
        Self {
            allowed_countries: policy.allowed_countries.iter().cloned().collect(),
            automatic_blocks: policy.rule(defaults).is_some(),
            block_minutes: rule.first_block_ms / 60_000,
            denied_countries: policy.denied_countries.iter().cloned().collect(),
            exempt: policy.exempt.iter().cloned().collect(),
            grace_seconds: rule.grace_ms / 1_000,
            min_sent: rule.min_sent,
            min_verified_percent: rule.min_verified_percent,
            test_numbers: tests.collect(),
            web_otp_domain: policy.web_otp_domain.as_ref().map(|it| it.as_str().to_owned()),
        }
    }
}

impl CodesPolicyOut {
    /// Returns the policy without the codes of its test numbers.
    pub(crate) fn without_codes(self) -> Self {
        let hidden = |number| TestNumberOut { code: None, ..number };
        Self { test_numbers: self.test_numbers.into_iter().map(hidden).collect(), ..self }
    }
}

/// Percentage with two decimals; 0.0 if the whole is zero.
#[expect(clippy::cast_precision_loss, reason = "counts of days")]
fn percentage(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 10_000.0).round() / 100.0 }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sums_have_a_rate_and_no_name_where_blocks_are_not_told_apart() {
        let sum = ConversionSum {
            country: NO_COUNTRY.to_owned(),
            number_block: String::new(),
            sent: 3,
            verified: 1,
        };
        assert_eq!(
            serde_json::to_string(&ConversionOut::of(&sum, true)).unwrap(),
            r#"{"conversion_rate":33.33,"country":null,"number_block":null,"sent":3,"verified":1}"#
        );
    }

    #[test]
    fn policy_without_members_shows_the_defaults() {
        let shown = CodesPolicyOut::of(&CodesPolicy::default(), BlockDefaults::default());
        assert_eq!(
            serde_json::to_value(shown).unwrap(),
            json!({
                "allowed_countries": [], "automatic_blocks": false, "block_minutes": 60,
                "denied_countries": [], "exempt": [], "grace_seconds": 120, "min_sent": 20,
                "min_verified_percent": 20, "test_numbers": [], "web_otp_domain": null,
            })
        );
    }
}
