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
    /// Domain of the page on which the code is entered: the last line of the SMS is `@example.com #123456`, by which
    /// browsers fill in the code (WebOTP). Without it, the one in the account's policy.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 100), example = "example.com"))]
    pub(crate) web_otp_domain: Option<String>,
    /// Domain of the frame in which the code is entered: adds ` %pay.example` to the last line. Needs
    /// `web_otp_domain`.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 100)))]
    pub(crate) web_otp_embedded_domain: Option<String>,
    /// Hash of the Android app in which the code is entered, as the last line of the SMS (SMS Retriever). Excludes
    /// `web_otp_domain`.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(regex(pattern = "^[A-Za-z0-9+/]{11}$")))]
    pub(crate) app_hash: Option<String>,
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
