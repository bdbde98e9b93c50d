//! A device as shown to phones and integrators (contract 3.6).

use devices::events::{Reach, ReachFacts};
use edge_kit::TimeMs;
use ids::GatewayId;
use serde::{Deserialize, Serialize};
use store_d1::phones::PhoneRecord;

/// A phone, or another gateway of the account.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeviceOut {
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    id: GatewayId,
    /// Name, possibly empty.
    // It is always a text, because clients index it.
    name: String,
    created_at: TimeMs,
    /// Time of the last change of the device's own data.
    updated_at: TimeMs,
    last_seen: TimeMs,
    sim_cards: Vec<SimCardOut>,
    /// Key with which senders encrypt for the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    public_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    key_version: Option<i64>,
    /// Way in which the device is notified of messages, only in the integrator's list. An extension that the
    /// original's clients ignore.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schemars(required, extend("enum" = ["stream", "push", "poll", "socket", "none"]))
    )]
    reached_by: Option<&'static str>,
}

/// A SIM as described by the phone, which masks the numbers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SimCardOut {
    /// Index of the slot, from 0.
    #[serde(default)]
    slot_index: i64,
    /// Number of the SIM, from 1; 0 if the phone gave none.
    #[serde(default)]
    sim_number: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    carrier_name: Option<String>,
    /// Serial number of the SIM.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    iccid: Option<String>,
}

impl DeviceOut {
    /// Converts a gateway, including the way in which it is notified of messages.
    pub(crate) fn with_reach(phone: PhoneRecord, can_push: bool) -> Self {
        let reach = Reach::of(ReachFacts {
            fetches: phone.protocol == "poll",
            online: phone.online != 0,
            streams: phone.streams != 0,
            has_push_token: phone.push_token.as_deref().is_some_and(|token| !token.is_empty()),
            push_refused: phone.push_refused != 0,
            can_push,
        });
        Self { reached_by: Some(reach.as_str()), ..Self::from(phone) }
    }
}

impl From<PhoneRecord> for DeviceOut {
    fn from(phone: PhoneRecord) -> Self {
        let updated_at_ms = phone.updated_at_ms.unwrap_or(phone.created_at_ms);
        let seen_at_ms = phone.last_heartbeat_at_ms.unwrap_or(phone.created_at_ms);
        Self {
            created_at: TimeMs(phone.created_at_ms),
            updated_at: TimeMs(updated_at_ms),
            // A device that changes its own data has been seen at that time.
            last_seen: TimeMs(seen_at_ms.max(updated_at_ms)),
            sim_cards: serde_json::from_str(&phone.sim_cards).unwrap_or_default(),
            id: phone.id,
            name: phone.name,
            public_key: phone.public_key,
            key_version: phone.key_version,
            reached_by: None,
        }
    }
}
