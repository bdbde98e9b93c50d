//! Test requests in formats whose systems have no test event: a made-up event of the same shape.

use serde::Serialize;

use crate::{
    Event, EventKind,
    timestamp::{milliseconds, seconds},
};

#[derive(Serialize)]
pub(super) struct GatewayApiTest<'a> {
    event: Option<&'static str>,
    webhook_id: &'a str,
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SmsgateTest<'a> {
    id: &'a str,
    webhook_id: &'a str,
    event: Option<&'static str>,
    payload: SmsgatePayload,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SmsgatePayload {
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
