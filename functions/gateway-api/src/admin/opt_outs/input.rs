//! Requests of the list of opt-outs.

use edge_kit::params::read;
use serde::Deserialize;

/// Query of `GET /api/v1/admin/opt-outs`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListOptOutsIn {
    /// Only this number, in any usual spelling.
    #[cfg_attr(feature = "openapi", schemars(example = "+12025550123"))]
    pub(crate) number: Option<String>,
    /// Numbers per page; more than 500 counts as 500.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 100)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
}

/// Body of `POST /api/v1/admin/opt-outs`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateOptOutIn {
    /// Phone number in any usual spelling, or short code.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64), example = "+12025550123"))]
    pub(crate) number: String,
    /// Reason that is kept with the evidence, of up to 255 characters.
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) reason: Option<String>,
}

/// Parameters of `DELETE /api/v1/admin/opt-outs/{number}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeleteOptOutIn {
    /// Reason that is kept with the evidence, of up to 255 characters.
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) reason: Option<String>,
}

/// Body of `POST /api/v1/admin/opt-outs/import`, with either `numbers` or `csv`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ImportOptOutsIn {
    /// Phone numbers in any usual spelling, or short codes.
    #[serde(deserialize_with = "read::texts")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 10_000), example = ["+12025550123"]))]
    pub(crate) numbers: Option<Vec<String>>,
    /// CSV text of up to 10,000 lines. The columns may be separated by commas, semicolons or tabs, and the first line may
    /// be a heading. The column of the numbers is the one with a heading such as `number` or `phone`, or else the one
    /// that has phone numbers.
    #[cfg_attr(feature = "openapi", schemars(example = "number\n+12025550123\n"))]
    pub(crate) csv: Option<String>,
    /// Reason that is kept with the evidence, of up to 255 characters.
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) reason: Option<String>,
}
