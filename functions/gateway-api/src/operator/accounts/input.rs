//! Requests of the accounts' routes.

use edge_kit::params::read;
use serde::Deserialize;

/// Query of `GET /api/v1/operator/accounts`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListAccountsIn {
    /// Accounts per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) cursor: Option<String>,
    /// Exact name of the only account to list. Names are unique.
    #[serde(deserialize_with = "read::search_text")]
    pub(crate) name: Option<String>,
}

/// Body of `POST /api/v1/operator/accounts`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateAccountIn {
    /// Name of 1 to 64 letters, digits, spaces or `._@-`, which begins with a letter or a digit and is unique.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64), example = &"Acme"))]
    pub(crate) name: String,
    /// ISO 3166 code of the country in which the account's national numbers are read. Without it, or with `default`,
    /// that of the deployment.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(example = &"GB"))]
    pub(crate) country: Option<String>,
    /// Whether registrations without an account of their own join it, if there is no such account yet. The first account
    /// of a deployment is that one in any case.
    #[serde(deserialize_with = "read::boolean")]
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    pub(crate) default: Option<bool>,
}

/// Body of `PATCH /api/v1/operator/accounts/{id}`. A member that is absent does not change.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateAccountIn {
    /// Name of 1 to 64 letters, digits, spaces or `._@-`, which begins with a letter or a digit and is unique.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64), example = &"Acme"))]
    pub(crate) name: Option<String>,
    /// ISO 3166 code of the country in which the account's national numbers are read; `default` restores that of the
    /// deployment.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(example = &"GB"))]
    pub(crate) country: Option<String>,
}
