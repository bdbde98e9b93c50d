//! Request that invites a number.

use edge_kit::params::read::{self, Spelled};
use serde::Deserialize;

/// Body of `POST /api/v1/admin/relay/invitations`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InviteIn {
    /// Number that may sign up.
    #[serde(deserialize_with = "read::spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", example = "+237679466332"))]
    pub(crate) phone_number: Spelled,
    /// Days for which the number may sign up.
    #[serde(deserialize_with = "read::integer::<1, 365, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 365), extend("default" = 14)))]
    pub(crate) days: Option<i64>,
}
