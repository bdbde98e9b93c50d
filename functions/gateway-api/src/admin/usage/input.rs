//! Request for a report of usage.

use edge_kit::params::read::{self, Spelled};
use serde::Deserialize;
use unix_time::UnixMillis;

/// Query of `GET /api/v1/admin/usage`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UsageIn {
    /// Time whose UTC day is the first of the report. Without it, the 30 days up to the last one.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) since: Option<UnixMillis>,
    /// Time, exclusive, whose UTC day is the last of the report. Without it, now.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) until: Option<UnixMillis>,
    /// Only this gateway: a phone's device id, or a provider's number by its id or in any usual spelling.
    #[serde(deserialize_with = "read::optional_spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) gateway_id: Option<Spelled>,
}
