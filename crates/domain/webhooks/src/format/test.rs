//! Test requests in formats whose systems have no test event: a made-up event of the same shape.

use serde::Serialize;

use crate::{
    Event, EventKind,
    timestamp::{milliseconds, seconds},
};

/// The owner requested a test.
#[derive(Serialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "GatewayApiTestEvent")
)]
pub(super) struct GatewayApiTest<'a> {
    #[cfg_attr(feature = "openapi", schemars(with = "&'static str", extend("enum" = ["webhook_test"])))]
    event: Option<&'static str>,
    webhook_id: &'a str,
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    sent_at: String,
}

impl<'a> GatewayApiTest<'a> {
    pub(super) fn of(event: &Event, webhook_id: &'a str) -> Self {
        Self {
            event: EventKind::EndpointTest.gateway_api_name(),
            webhook_id,
            sent_at: seconds(event.occurred_at_ms),
        }
    }
}

/// The owner requested a test.
#[derive(Serialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "SmsgateTestEvent")
)]
#[serde(rename_all = "camelCase")]
pub(super) struct SmsgateTest<'a> {
    /// The same on every try.
    id: &'a str,
    webhook_id: &'a str,
    #[cfg_attr(feature = "openapi", schemars(with = "&'static str", extend("enum" = ["webhook:test"])))]
    event: Option<&'static str>,
    payload: SmsgatePayload,
}

/// Contents of a test.
#[derive(Serialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "SmsgateTestPayload")
)]
#[serde(rename_all = "camelCase")]
struct SmsgatePayload {
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    sent_at: String,
}

impl<'a> SmsgateTest<'a> {
    pub(super) fn of(event: &'a Event, webhook_id: &'a str) -> Self {
        let payload = SmsgatePayload { sent_at: milliseconds(event.occurred_at_ms) };
        Self {
            id: event.id.as_str(),
            webhook_id,
            event: EventKind::EndpointTest.smsgate_name(),
            payload,
        }
    }
}
