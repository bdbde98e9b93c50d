//! Requests about people.

use edge_kit::params::read;
use serde::Deserialize;

/// Body of `POST /api/v1/admin/people`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreatePersonIn {
    /// Name, which no other person of the account has.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 100))
    )]
    pub(crate) name: Option<String>,
    /// `owner` for everything, `operator` for everything but keys, providers and people, `viewer` for reading.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", extend("enum" = ["owner", "operator", "viewer"]))
    )]
    pub(crate) role: Option<String>,
}

/// Body of `PATCH /api/v1/admin/people/:id`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ChangePersonIn {
    /// New name.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 100)))]
    pub(crate) name: Option<String>,
    /// New role, everywhere within ten seconds.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["owner", "operator", "viewer", null]))
    )]
    pub(crate) role: Option<String>,
}
