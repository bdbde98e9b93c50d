//! Answer to the use of a pairing. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use serde::Serialize;
use unix_time::UnixMillis;

/// Answer of `POST /api/v1/pairings/redeem`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RedeemedOut {
    /// Key of a gateway with a socket, shown only in this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    api_key: Option<String>,
    /// Code with which the SMSGate app signs in, once. Until a phone has done so, the pairing gives further codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", example = "7hk2qx"))]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "TimeSecs"))]
    code_expires_at: Option<TimeSecs>,
    /// The gateway with a socket that has joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "PairedGatewayOut"))]
    gateway: Option<PairedGatewayOut>,
    /// The protocol of the request.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["cable", "smsgate"])))]
    protocol: &'static str,
    /// Address of the server for the settings of the SMSGate app.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", extend("format" = "uri")))]
    server_url: Option<String>,
    /// Always `true`.
    success: bool,
    /// URL of the gateway's socket, without the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", extend("format" = "uri")))]
    websocket_url: Option<String>,
}

/// A gateway that has joined by a pairing.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PairedGatewayOut {
    pub(crate) device_id: String,
    /// Number of the gateway within the account.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    pub(crate) id: i64,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["ordinary", "test"])))]
    pub(crate) kind: &'static str,
    pub(crate) name: String,
}

impl RedeemedOut {
    pub(crate) fn cable(key: &str, gateway: PairedGatewayOut, websocket_url: String) -> Self {
        Self {
            api_key: Some(key.to_owned()),
            gateway: Some(gateway),
            websocket_url: Some(websocket_url),
            ..Self::empty("cable")
        }
    }

    pub(crate) fn smsgate(code: &str, expires_at_ms: UnixMillis, base: &str) -> Self {
        Self {
            code: Some(code.to_owned()),
            code_expires_at: Some(TimeSecs(expires_at_ms)),
            server_url: Some(format!("{base}/api/mobile/v1")),
            ..Self::empty("smsgate")
        }
    }

    fn empty(protocol: &'static str) -> Self {
        Self {
            api_key: None,
            code: None,
            code_expires_at: None,
            gateway: None,
            protocol,
            server_url: None,
            success: true,
            websocket_url: None,
        }
    }
}
