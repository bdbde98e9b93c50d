//! Steps of a message that no webhook tells of, for readers that watch it live.

use ids::GatewayId;
use messaging::{Message, RecipientState};
use object_sql::{Sql, SqlError};
use serde::Serialize;
use telephony::Address;
use unix_time::UnixMillis;
use webhooks::timestamp;

use crate::{DispatcherCore, columns::to_json};

/// A message in a new state, in the envelope of the standard events.
#[derive(Serialize)]
struct Progress<'a> {
    id: String,
    r#type: &'a str,
    timestamp: String,
    data: ProgressData<'a>,
}

#[derive(Serialize)]
struct ProgressData<'a> {
    message_id: &'a str,
    client_id: Option<&'a str>,
    /// The first recipient, hashed if the message is to be hashed.
    to: Option<&'a str>,
    recipient_count: usize,
    gateway_id: Option<&'a str>,
    device_id: Option<&'a str>,
}

impl<S: Sql> DispatcherCore<S> {
    /// Adds the message's state to the feed, if that has readers and no event tells of the state.
    pub(crate) fn feed_progress(
        &mut self,
        message: &Message,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let Some(kind) = kind(message.state()).filter(|_| self.feed.is_open(now_ms)) else {
            return Ok(());
        };
        let gateway_id = message.gateway_id();
        let gateway = gateway_id.and_then(|id| self.gateways.get(id));
        let to = message.recipients.first().map(|recipient| message.lasting_address(recipient));
        let progress = Progress {
            // A message is in a state once in each version.
            id: format!("{}-{}", message.id.as_str(), message.version),
            r#type: kind,
            timestamp: timestamp::milliseconds(now_ms),
            data: ProgressData {
                message_id: message.id.as_str(),
                client_id: message.client_id.as_deref(),
                // The feed is read later, too, when a hash-when-done message has been hashed.
                to: to.as_ref().map(Address::as_str),
                recipient_count: message.recipients.len(),
                gateway_id: gateway_id.map(GatewayId::as_str),
                device_id: gateway.map(|gateway| gateway.device_id.as_str()),
            },
        };
        let body = to_json(&progress)?;
        self.append_to_feed(kind, body, now_ms)
    }
}

fn kind(state: RecipientState) -> Option<&'static str> {
    match state {
        RecipientState::Accepted => Some("message.accepted"),
        RecipientState::Dispatched => Some("message.dispatched"),
        RecipientState::Acknowledged => Some("message.acknowledged"),
        RecipientState::Cancelling => Some("message.cancelling"),
        // The recipients' own events tell of these.
        RecipientState::Sent
        | RecipientState::Delivered
        | RecipientState::Failed
        | RecipientState::Cancelled => None,
    }
}
