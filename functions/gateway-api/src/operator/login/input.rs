//! Request that sets a login.

use edge_kit::params::read;
#[cfg(feature = "openapi")]
use identity::password::{MAX_CHARS, MIN_CHARS};
use serde::Deserialize;

/// Body of `PUT /api/v1/operator/accounts/{id}/login`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SetLoginIn {
    /// User name of 1 to 64 letters, digits or `-._@`; case does not count. Without it, the account keeps the one it
    /// has, or one is generated.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 64)))]
    pub(crate) login: Option<String>,
    /// Password. Without it, one is generated.
    #[cfg_attr(feature = "openapi", schemars(length(min = MIN_CHARS, max = MAX_CHARS)))]
    pub(crate) password: Option<String>,
}
