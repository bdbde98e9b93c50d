//! Parts of answers that several families share.

use serde::Serialize;

/// Confirmation of a change.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SuccessOut {
    /// Always `true`.
    success: bool,
}

impl SuccessOut {
    pub(crate) const DONE: Self = Self { success: true };
}
