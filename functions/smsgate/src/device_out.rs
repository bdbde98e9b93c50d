//! A device as shown to phones and integrators (contract 3.6).

use devices::events::{Reach, ReachFacts};
use ids::GatewayId;
use runtime::timestamp;
use serde::{Deserialize, Serialize};
use store_d1::phones::PhoneRecord;

/// A gateway on the wire.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeviceOut {
    id: GatewayId,
    /// Always a text, because clients index it.
    name: String,
    created_at: String,
    updated_at: String,
    last_seen: String,
    sim_cards: Vec<SimCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_version: Option<i64>,
    /// Way in which the device is notified, only in the integrator's listing. An extension that the original's clients
    /// ignore.
    #[serde(skip_serializing_if = "Option::is_none")]
    reached_by: Option<&'static str>,
}

/// A SIM as described by the phone, which masks the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SimCard {
    #[serde(default)]
    pub(crate) slot_index: i64,
    #[serde(default)]
    pub(crate) sim_number: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) carrier_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) iccid: Option<String>,
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
            created_at: timestamp::format_ms(phone.created_at_ms),
            updated_at: timestamp::format_ms(updated_at_ms),
            // A device that changes its own data has been seen at that time.
            last_seen: timestamp::format_ms(seen_at_ms.max(updated_at_ms)),
            sim_cards: serde_json::from_str(&phone.sim_cards).unwrap_or_default(),
            id: phone.id,
            name: phone.name,
            public_key: phone.public_key,
            key_version: phone.key_version,
            reached_by: None,
        }
    }
}
