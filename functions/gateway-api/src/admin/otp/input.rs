//! Requests about the protection of one-time codes.

use edge_kit::params::read;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use unix_time::UnixMillis;

use super::policy::MIN_SENT;

/// Query of `GET /api/v1/admin/otp/conversions`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ConversionsIn {
    /// Time whose day (UTC) is the first one; by default the last 7 days, and at most 31.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) since: Option<UnixMillis>,
    /// Time before which the last day (UTC) begins; by default now.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) until: Option<UnixMillis>,
    /// ISO 3166 code of the only country to report.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(example = &"US"))]
    pub(crate) country: Option<String>,
    /// Whether blocks of numbers are told apart.
    #[serde(deserialize_with = "read::boolean")]
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    pub(crate) block: Option<bool>,
    /// Blocks per page; more than 100 counts as 100. Countries are on one page.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
}

/// Query of `GET /api/v1/admin/otp/blocks`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListNumberBlocksIn {
    /// Blocks per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
}

/// Body of `POST /api/v1/admin/otp/blocks`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct BlockNumbersIn {
    /// Plus sign and the first six digits of the numbers.
    #[cfg_attr(feature = "openapi", schemars(example = "+120255"))]
    pub(crate) number_block: String,
    /// Minutes after which the block ends, up to a year. Without it, the block ends when it is lifted.
    #[serde(deserialize_with = "read::integer::<1, 525_600, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 525_600)))]
    pub(crate) minutes: Option<i64>,
    /// Reason for the block, for its readers, of up to 255 characters.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) note: Option<String>,
}

/// Body of `PATCH /api/v1/admin/otp/policy`. A member that is absent does not change.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateCodesPolicyIn {
    /// Whether the policy first returns to the deployment's defaults.
    #[serde(deserialize_with = "read::boolean")]
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    pub(crate) reset: Option<bool>,
    /// Whether numbers that share their first six digits get no codes for a while once too few were verified.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) automatic_blocks: Option<bool>,
    /// Codes that must have been sent to such numbers in the last hour.
    #[serde(deserialize_with = "read::integer::<MIN_SENT, 100_000, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 3, max = 100_000)))]
    pub(crate) min_sent: Option<i64>,
    /// Percentage of verified codes below which they are blocked.
    #[serde(deserialize_with = "read::integer::<1, 100, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 100)))]
    pub(crate) min_verified_percent: Option<i64>,
    /// Seconds after sending in which a code that is not verified yet counts as if it were; of such codes, `min_sent` at
    /// most.
    #[serde(deserialize_with = "read::integer::<0, 600, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 600)))]
    pub(crate) grace_seconds: Option<i64>,
    /// Minutes of the first block; each repetition within a week doubles them, up to a week.
    #[serde(deserialize_with = "read::integer::<1, 10_080, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 10_080)))]
    pub(crate) block_minutes: Option<i64>,
    /// ISO 3166 codes of the only countries to which codes are sent, of those that the deployment serves; an empty list
    /// removes the restriction.
    #[serde(deserialize_with = "countries")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 250), example = ["US", "CA"]))]
    pub(crate) allowed_countries: Option<Vec<String>>,
    /// ISO 3166 codes of countries to which no codes are sent.
    #[serde(deserialize_with = "countries")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 250), example = ["GB"]))]
    pub(crate) denied_countries: Option<Vec<String>>,
    /// Phone numbers, and plus signs with the first six digits of numbers, that are never blocked.
    #[serde(deserialize_with = "numbers")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 50), example = ["+120255"]))]
    pub(crate) exempt: Option<Vec<String>>,
    /// Domain in the last line of SMS that name none (WebOTP); an empty text removes it.
    #[cfg_attr(feature = "openapi", schemars(length(max = 100), example = "example.com"))]
    pub(crate) web_otp_domain: Option<String>,
    /// Numbers to which nothing is sent, with the code that each accepts. Whoever knows such a code can verify its
    /// number, so remove them before the account serves real users.
    #[serde(deserialize_with = "list")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<Vec<TestNumberIn>>", length(max = 20))
    )]
    pub(crate) test_numbers: Option<Value>,
}

/// A number to which nothing is sent.
#[cfg(feature = "openapi")]
#[derive(schemars::JsonSchema)]
#[schemars(rename = "TestNumber")]
#[expect(dead_code, reason = "only its schema is used")]
struct TestNumberIn {
    /// Phone number.
    #[schemars(example = "+12025550100")]
    phone_number: String,
    /// The six digits that the number accepts, once for each code that is sent.
    #[schemars(example = "123456")]
    code: String,
}

fn countries<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    read::texts(from).map_err(|_| D::Error::custom("must be a list of countries"))
}

fn numbers<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    read::texts(from).map_err(|_| D::Error::custom("must be a list of numbers"))
}

fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Option::<Value>::deserialize(from).map_err(|_| D::Error::custom("must be a list"))
}
