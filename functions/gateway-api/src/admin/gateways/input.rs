//! Requests of the gateway pages.

use edge_kit::params::read;
use serde::Deserialize;

/// Body of `PATCH /api/v1/admin/gateways/{id}`. A member that is absent does not change.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateGatewayIn {
    /// Label under which the gateway is listed, of 1 to 255 characters.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 255)))]
    pub(crate) name: Option<String>,
    /// Gateways of higher priority are used first.
    #[serde(deserialize_with = "read::integer::<1, 10, _>")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 10)))]
    pub(crate) priority: Option<i64>,
    /// Whether the gateway gets messages.
    #[serde(deserialize_with = "read::boolean")]
    pub(crate) active: Option<bool>,
}
