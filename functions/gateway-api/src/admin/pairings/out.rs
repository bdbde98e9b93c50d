//! Answers of the pairing pages. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use messaging::GatewayKind;
use serde::Serialize;
use store_d1::pairings::{PAIRING_TTL_MS, PairingRecord};
use unix_time::UnixMillis;

/// Answer of `POST /api/v1/admin/pairings`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreatedPairingOut {
    pairing: PairingOut,
    /// Always `true`.
    success: bool,
    /// Token with which one gateway joins the account. Shown only in this answer.
    token: String,
    /// Address of a page for the person with the phone. The token is behind the `#`, so that no server logs it.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "uri")))]
    url: String,
}

/// Answer of `GET /api/v1/admin/pairings/{id}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShownPairingOut {
    pub(crate) pairing: PairingOut,
}

/// A pairing.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PairingOut {
    created_at: TimeSecs,
    expires_at: TimeSecs,
    /// Number of the gateway that came of it. `null` before that, and once the gateway is deleted.
    gateway_id: Option<i64>,
    id: String,
    /// Kind of the gateway to be.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["ordinary", "test"])))]
    kind: &'static str,
    /// Label of the gateway to be. `null` if the gateway names itself.
    name: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["open", "used", "expired"])))]
    status: &'static str,
    used_at: Option<TimeSecs>,
}

impl CreatedPairingOut {
    pub(crate) fn of(pairing: PairingOut, token: &str, base: &str) -> Self {
        let url = format!("{base}/pair/#{token}");
        Self { pairing, success: true, token: token.to_owned(), url }
    }
}

impl PairingOut {
    /// Describes a pairing that was just made.
    pub(crate) fn new(
        id: String,
        name: Option<String>,
        kind: GatewayKind,
        now_ms: UnixMillis,
    ) -> Self {
        Self {
            created_at: TimeSecs(now_ms),
            expires_at: TimeSecs(now_ms.saturating_add(PAIRING_TTL_MS)),
            gateway_id: None,
            id,
            kind: kind.as_str(),
            name,
            status: "open",
            used_at: None,
        }
    }

    pub(crate) fn of(pairing: PairingRecord, now_ms: UnixMillis) -> Self {
        let status = if pairing.used_at_ms.is_some() {
            "used"
        } else if pairing.expires_at_ms <= now_ms {
            "expired"
        } else {
            "open"
        };
        Self {
            created_at: TimeSecs(pairing.created_at_ms),
            expires_at: TimeSecs(pairing.expires_at_ms),
            gateway_id: pairing.gateway_number,
            kind: pairing.kind().as_str(),
            id: pairing.id,
            name: pairing.name,
            status,
            used_at: pairing.used_at_ms.map(TimeSecs),
        }
    }
}
