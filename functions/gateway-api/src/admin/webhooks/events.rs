//! `GET /api/v1/admin/webhooks/events`.

use axum::Json;
use edge_kit::RequestContext;
use serde::Serialize;
use serde_json::Value;
use webhooks::{CataloguedEvent, EventKind, catalogue};

use crate::access::{Client, MayManageGateways};

/// Answer of `GET /api/v1/admin/webhooks/events`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookEventsOut {
    events: Vec<WebhookEventOut>,
}

/// An event that endpoints can get.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookEventOut {
    /// When the event happens.
    description: &'static str,
    /// Body in the format `standard`.
    #[cfg_attr(feature = "openapi", schemars(with = "serde_json::Map<String, Value>"))]
    example: Value,
    /// Name in the format `gateway-api`; `null` if endpoints of that format do not get the event.
    gateway_api_name: Option<&'static str>,
    /// Name in the format `standard`, by which any endpoint can subscribe.
    name: &'static str,
    /// JSON Schema of the body in the format `standard`.
    #[cfg_attr(feature = "openapi", schemars(with = "serde_json::Map<String, Value>"))]
    schema: Value,
    /// Name in the format `smsgate`; `null` if endpoints of that format do not get the event.
    smsgate_name: Option<&'static str>,
    /// Whether `*` selects the event.
    subscribed_by_star: bool,
}

/// Lists the events that endpoints can get.
pub(crate) async fn list(
    _context: RequestContext,
    _client: Client<MayManageGateways>,
) -> Json<WebhookEventsOut> {
    Json(WebhookEventsOut { events: catalogue().into_iter().map(WebhookEventOut::of).collect() })
}

impl WebhookEventOut {
    fn of(event: CataloguedEvent) -> Self {
        let CataloguedEvent { kind, description, example, schema } = event;
        Self {
            description,
            example,
            gateway_api_name: kind.gateway_api_name(),
            name: kind.as_str(),
            schema,
            smsgate_name: kind.smsgate_name(),
            // A test goes to its endpoint alone, and to any.
            subscribed_by_star: !kind.is_question() && kind != EventKind::EndpointTest,
        }
    }
}
