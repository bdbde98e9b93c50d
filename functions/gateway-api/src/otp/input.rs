//! Requests for one-time codes.

use edge_kit::params::read::{self, Spelled};
use serde::Deserialize;

/// Body of `POST /api/v1/otp/send`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendCodeIn {
    /// Phone number to which the code is sent, in international form or as it is dialed in the account's country.
    #[serde(deserialize_with = "read::spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", example = "+12025550123"))]
    pub(crate) phone_number: Spelled,
    /// Purpose of the code, in visible characters. A code of one purpose is wrong for another.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(length(max = 64), extend("default" = "authentication"))
    )]
    pub(crate) purpose: Option<String>,
    /// Minutes for which the code is valid.
    #[serde(deserialize_with = "read::integer::<1, 10, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 10), extend("default" = 5)))]
    pub(crate) expiry_minutes: Option<i64>,
}

/// Body of `POST /api/v1/otp/verify`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct VerifyCodeIn {
    /// Phone number to which the code was sent.
    #[serde(deserialize_with = "read::spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", example = "+12025550123"))]
    pub(crate) phone_number: Spelled,
    /// The six digits that the user has entered, possibly with spaces and hyphens. A JSON number would lose leading
    /// zeros.
    #[cfg_attr(feature = "openapi", schemars(example = "012345"))]
    pub(crate) code: String,
    /// Purpose for which the code was sent. Without it, that of the number's newest code.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 64)))]
    pub(crate) purpose: Option<String>,
}
