//! Requests of the deletions' routes.

use serde::Deserialize;

/// Body of `DELETE /api/v1/operator/accounts/{id}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeleteAccountIn {
    /// Name of the account, exactly, to confirm that this is the account to be deleted.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64), example = &"Acme"))]
    pub(crate) name: String,
}
