//! Requests of the relay users' pages.

use edge_kit::params::read::{self, Spelled};
use serde::Deserialize;

/// Query of `GET /api/v1/admin/relay/users`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListRelayUsersIn {
    /// Users per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
    /// Number of the only user to list.
    #[serde(deserialize_with = "read::optional_spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>", example = "+237679466332"))]
    pub(crate) phone_number: Option<Spelled>,
}

/// Body of `POST /api/v1/admin/relay/users`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateRelayUserIn {
    /// Number of the user, which counts as verified. With `country_code` also as it is dialed there.
    #[serde(deserialize_with = "read::spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", example = "+237679466332"))]
    pub(crate) phone_number: Spelled,
    /// Name of 1 to 128 characters.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 128), example = &"Ngozi"))]
    pub(crate) name: String,
    /// Calling code of the number's country, as apps send it when a user signs up.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(example = "+237"))]
    pub(crate) country_code: Option<String>,
    /// Password that fulfills the requirements of a sign-up. Without it, one is generated.
    pub(crate) password: Option<String>,
    /// Digest of the password that the original stored (HMAC-SHA512), in 128 hexadecimal digits.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 128)))]
    pub(crate) imported_hash: Option<String>,
    /// Id that the user's apps know from another system: a UUID. Without it, one is generated.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "uuid")))]
    pub(crate) id: Option<String>,
}

/// Body of `POST /api/v1/admin/relay/users/{id}/password`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SetRelayPasswordIn {
    /// Password that fulfills the requirements of a sign-up. Without it, one is generated.
    pub(crate) password: Option<String>,
}
