//! Requests of the pairing pages.

use edge_kit::params::read;
use messaging::GatewayKind;
use serde::Deserialize;

use crate::gateway::input::kind;

/// Body of `POST /api/v1/admin/pairings`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreatePairingIn {
    /// Label of the gateway to be, of up to 255 characters. Without it, the gateway names itself.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) name: Option<String>,
    /// `test` for a gateway that is to get only messages to test numbers and messages that name it.
    #[serde(deserialize_with = "kind")]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            extend("enum" = ["ordinary", "test", null], "default" = "ordinary")
        )
    )]
    pub(crate) kind: Option<GatewayKind>,
}
