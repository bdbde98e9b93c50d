//! A gateway as D1 has it, for the Dispatcher.

use ids::GatewayId;
use messaging::{GatewayKind, PacingRule, Protocol, RouteUse, SendWindow};
use serde::{Deserialize, Serialize};
use telephony::Address;
use unix_time::UnixMillis;

/// A gateway's settings as D1 has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewaySettings {
    pub id: GatewayId,
    /// Name that the client chose for the device.
    pub device_id: String,
    pub priority: i32,
    /// Whether the gateway is switched on and approved.
    pub active: bool,
    pub protocol: Protocol,
    pub kind: GatewayKind,
    /// Rate limit of its SIMs. `None` for the deployment's.
    pub pacing: Option<PacingRule>,
    /// Hours in which it is given ordinary messages. `None` for no limit.
    pub send_window: Option<SendWindow>,
    /// Push service token of the device.
    pub push_token: Option<String>,
    /// Kind of unpinned messages that may go out through it.
    pub usage: RouteUse,
    /// The provider's number that this gateway stands for, if it is one.
    pub number: Option<ProviderNumber>,
    /// Whether it is a masking number.
    pub is_masking: bool,
    /// Time of the last sign of life that D1 knows of: registration, an update of its own data, or a
    /// heartbeat.
    pub seen_at_ms: UnixMillis,
}

/// A number for which a provider sends and receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderNumber {
    /// Provider name as in `provider_numbers`.
    pub provider: String,
    pub address: Address,
}
