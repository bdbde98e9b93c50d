//! An endpoint as shown to its account.

use object_commands::webhook_delivery::QueueState;
use runtime::timestamp;
use serde_json::{Map, Value, json};
use store_d1::webhook_endpoints::EndpointRecord;
use unix_time::UnixMillis;
use webhooks::{EventKind, Format, SigningSecret};

const SHORT_SECRET: &str = "The secret is shorter than 24 bytes, so requests carry X-Webhook-Signature and no webhook-signature";

pub(super) fn endpoint(endpoint: &EndpointRecord) -> Value {
    Value::Object(fields(endpoint))
}

pub(super) fn endpoint_with_queue(endpoint: &EndpointRecord, queue: QueueState) -> Value {
    let mut fields = fields(endpoint);
    fields.insert("queued".to_owned(), json!(queue.queued));
    fields.insert("in_flight".to_owned(), json!(queue.in_flight));
    fields.insert("failed".to_owned(), json!(queue.failed));
    fields.insert("circuit_open".to_owned(), json!(queue.breaker_open));
    Value::Object(fields)
}

/// Renders the answer after a secret was created, the only one that shows the secret.
pub(super) fn with_secret(endpoint: &EndpointRecord, secret: &SigningSecret) -> Value {
    let mut body = json!({
        "success": true,
        "webhook": self::endpoint(endpoint),
        "secret_key": secret.expose(),
    });
    if !secret.signs_v1()
        && let Some(fields) = body.as_object_mut()
    {
        fields.insert("warning".to_owned(), Value::from(SHORT_SECRET));
    }
    body
}

/// Returns the format's name of an event kind, or Wireroom's if the format has none.
pub(super) fn event_name(kind: EventKind, format: Option<Format>) -> &'static str {
    let own = match format {
        Some(Format::GatewayApi) => kind.gateway_api_name(),
        Some(Format::Smsgate) => kind.smsgate_name(),
        Some(Format::Standard) | None => None,
    };
    own.unwrap_or(kind.as_str())
}

fn fields(endpoint: &EndpointRecord) -> Map<String, Value> {
    let time = |at_ms: Option<UnixMillis>| at_ms.map(timestamp::format_secs);
    let format = Format::parse(&endpoint.format);
    let events: Vec<&str> = endpoint
        .events
        .split(' ')
        .map(|name| EventKind::parse(name).map_or(name, |kind| event_name(kind, format)))
        .collect();
    let schedule: Vec<u32> = serde_json::from_str(&endpoint.schedule).unwrap_or_default();
    let shown = json!({
        "id": endpoint.id,
        "name": endpoint.name,
        "url": endpoint.url,
        "format": endpoint.format,
        "events": events,
        "active": endpoint.active != 0,
        "disabled_reason": endpoint.disabled_reason,
        "disabled_at": time(endpoint.disabled_at_ms),
        "timeout": endpoint.timeout_secs,
        "retry_count": schedule.len().saturating_sub(1),
        "retry_schedule": schedule,
        "standard_signature": endpoint.signs_v1 != 0,
        "previous_secret_until": time(endpoint.previous_secret_until_ms),
        "created_at": timestamp::format_secs(endpoint.created_at_ms),
        "updated_at": timestamp::format_secs(endpoint.updated_at_ms),
    });
    match shown {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
