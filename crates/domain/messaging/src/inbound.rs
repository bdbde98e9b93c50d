//! An SMS that arrived at one of the account's gateways.

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use telephony::MessageText;
use unix_time::UnixMillis;

/// One received SMS. `id` is derived from its content, so a repeated report is the same message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundMessage {
    pub id: String,
    pub gateway_id: GatewayId,
    /// E.164 if the sender is a phone number, else as reported (alphanumeric senders, short codes).
    pub sender: telephony::Address,
    pub body: MessageText,
    pub received_at_ms: UnixMillis,
    pub created_at_ms: UnixMillis,
    /// The provider's own id of the SMS. `None` if a phone received it, or the provider gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}
