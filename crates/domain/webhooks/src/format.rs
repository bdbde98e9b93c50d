//! Bodies of webhook requests, in the format of the system that the receiver was written for.

#[cfg(feature = "openapi")]
pub mod described;
mod gateway_api;
mod smsgate;
mod standard;
mod test;

use serde::{Deserialize, Serialize};

use crate::{Event, EventKind};

/// The content type of every body.
pub const CONTENT_TYPE: &str = "application/json";

/// Body format of an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// The SMS Gateway API's bodies (contract A.7).
    GatewayApi,
    /// Bodies as SMSGate's phones send them (smsgate contract 5).
    Smsgate,
    /// Standard Webhooks 1.0.0.
    #[default]
    Standard,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::GatewayApi, Self::Smsgate, Self::Standard];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::GatewayApi => "gateway-api",
            Self::Smsgate => "smsgate",
            Self::Standard => "standard",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// Whether the format has a body for this kind of event.
    pub fn has(self, kind: EventKind) -> bool {
        match self {
            Self::GatewayApi => kind.gateway_api_name().is_some(),
            Self::Smsgate => kind.smsgate_name().is_some(),
            Self::Standard => true,
        }
    }

    /// Renders the JSON body of `event` for the endpoint. The same input gives the same bytes. `None` if the format has
    /// no such event.
    pub fn render(self, event: &Event, endpoint_id: &str) -> Option<Vec<u8>> {
        let is_test = event.kind() == EventKind::EndpointTest;
        match self {
            Self::GatewayApi if is_test => encoded(&test::GatewayApiTest::of(event, endpoint_id)),
            Self::GatewayApi => encoded(&gateway_api::body(event)?),
            Self::Smsgate if is_test => encoded(&test::SmsgateTest::of(event, endpoint_id)),
            Self::Smsgate => encoded(&smsgate::body(event, endpoint_id)?),
            Self::Standard => encoded(&standard::body(event)),
        }
    }
}

/// Serialization fails only for maps with keys that are not strings, and the bodies have no maps.
fn encoded(body: &impl Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(body).ok()
}

#[cfg(test)]
mod tests;
