//! Answer to setting a login.

use serde::Serialize;

/// Answer of `PUT /api/v1/operator/accounts/{id}/login`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SetLoginOut {
    /// User name in the form in which it is stored.
    pub(crate) login: String,
    /// Generated password, which is shown only here; `null` if the request had one.
    pub(crate) password: Option<String>,
}
