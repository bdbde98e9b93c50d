//! Answer with a relay user's grants. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeMs;
use serde::Serialize;
use store_d1::relay::grants::ListedGrant;

/// Answer of `GET /api/v1/admin/relay/users/{id}/grants`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GrantsOut {
    /// Grants by platform; a user has at most one for each.
    pub(crate) grants: Vec<GrantOut>,
}

/// A user's grant for an online platform, without its tokens.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GrantOut {
    created_at: TimeMs,
    platform: String,
    /// Time at which the platform last issued tokens.
    updated_at: TimeMs,
}

impl GrantOut {
    pub(crate) fn of(grant: ListedGrant) -> Self {
        Self {
            created_at: TimeMs(grant.created_at_ms),
            platform: grant.platform,
            updated_at: TimeMs(grant.updated_at_ms),
        }
    }
}
