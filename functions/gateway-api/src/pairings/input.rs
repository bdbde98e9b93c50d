//! Request that uses a pairing.

use edge_kit::params::read;
use serde::{Deserialize, Deserializer, de::Error};

/// Body of `POST /api/v1/pairings/redeem`.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RedeemIn {
    /// Token of the pairing.
    pub(crate) token: String,
    /// `cable` for a gateway with a socket, `smsgate` for a phone with the SMSGate app.
    #[serde(deserialize_with = "protocol")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", extend("enum" = ["cable", "smsgate"]))
    )]
    pub(crate) protocol: PairedProtocol,
    /// Id that a gateway with a socket gives itself, unique in the account. Without it, it gets one.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) device_id: Option<String>,
    /// Label of a gateway with a socket, unless the pairing has one.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub(crate) name: Option<String>,
}

/// Protocol of the gateway that joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PairedProtocol {
    Cable,
    Smsgate,
}

fn protocol<'de, D: Deserializer<'de>>(from: D) -> Result<PairedProtocol, D::Error> {
    match String::deserialize(from)?.trim() {
        "cable" => Ok(PairedProtocol::Cable),
        "smsgate" => Ok(PairedProtocol::Smsgate),
        _ => Err(D::Error::custom("must be one of cable, smsgate")),
    }
}
