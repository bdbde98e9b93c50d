//! `POST /3rdparty/v1/inbox/refresh` and `…/inbox/export`: phones are asked to report their inboxes again.

use axum::response::{IntoResponse, Response};
use edge_kit::RequestContext;
use http::{HeaderName, StatusCode};
use ids::{AccountId, GatewayId};
use object_commands::gateway_connection::DeviceEvent;
use runtime::timestamp;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    access::Scoped,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    notify::{self, NotifiedPhones},
    scopes::{InboxRefresh, MessagesExport},
};

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const MAX_DEVICE_ID_CHARS: usize = 21;
const TYPES: [&str; 2] = ["SMS", "MMS"];
const DELIVERIES: [&str; 3] = ["Disabled", "Individual", "Batch"];

/// Range of received messages that phones are asked to report again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RefreshIn {
    /// Id of the device that is asked. Without it, or if it is empty, all of the account's devices are.
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_DEVICE_ID_CHARS)))]
    device_id: Option<String>,
    /// Time from which on the messages were received.
    #[cfg_attr(feature = "openapi", schemars(required, with = "edge_kit::TimeMs"))]
    since: Option<String>,
    /// Time until which the messages were received, not before `since`.
    #[cfg_attr(feature = "openapi", schemars(required, with = "edge_kit::TimeMs"))]
    until: Option<String>,
    /// Kinds of messages; without it, all. An export is always of `SMS`.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            length(min = 1),
            extend("items" = serde_json::json!({ "type": "string", "enum": TYPES }))
        )
    )]
    message_types: Option<Vec<String>>,
    /// Whether and how phones deliver webhooks of the messages. An export is always `Individual`.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["Disabled", "Individual", "Batch", "", null]))
    )]
    webhook_delivery: Option<String>,
    /// Deprecated: `true` is `Individual` as the `webhookDelivery` if that is not given.
    #[cfg_attr(feature = "openapi", schemars(extend("deprecated" = true)))]
    trigger_webhooks: Option<bool>,
}

/// `POST /inbox/refresh`: 202 whether or not the device is known.
#[worker::send]
pub(crate) async fn refresh(
    context: RequestContext,
    caller: Scoped<InboxRefresh>,
    JsonBody(body): JsonBody<RefreshIn>,
) -> ApiResult<StatusCode> {
    ask(&context, &caller.account_id, body)?;
    Ok(StatusCode::ACCEPTED)
}

/// `POST /messages/inbox/export`, and `POST /inbox/export` as published clients call it (checklist 6): a refresh of
/// SMS with a webhook for each.
#[worker::send]
pub(crate) async fn export(
    context: RequestContext,
    caller: Scoped<MessagesExport>,
    JsonBody(body): JsonBody<RefreshIn>,
) -> ApiResult<Response> {
    let body = RefreshIn {
        message_types: Some(vec!["SMS".to_owned()]),
        webhook_delivery: Some("Individual".to_owned()),
        trigger_webhooks: None,
        ..body
    };
    ask(&context, &caller.account_id, body)?;
    Ok((StatusCode::ACCEPTED, [(DEPRECATION, "true")]).into_response())
}

fn ask(context: &RequestContext, account_id: &AccountId, body: RefreshIn) -> ApiResult<()> {
    let (whom, event) = read(body)?;
    notify::after_answer(context, account_id, whom, event);
    Ok(())
}

fn read(body: RefreshIn) -> ApiResult<(NotifiedPhones, DeviceEvent)> {
    let since = moment("since", body.since.as_deref())?;
    let until = moment("until", body.until.as_deref())?;
    if since.at_ms > until.at_ms {
        return Err(ApiError::invalid("since must not be after until"));
    }
    let device_id = body.device_id.filter(|id| !id.is_empty());
    if device_id.as_ref().is_some_and(|id| id.chars().count() > MAX_DEVICE_ID_CHARS) {
        return Err(ApiError::invalid("deviceId must have at most 21 characters"));
    }
    let message_types = body.message_types.as_deref().map(types).transpose()?;
    let webhook_delivery = match body.webhook_delivery.filter(|it| !it.is_empty()) {
        Some(named) if DELIVERIES.contains(&named.as_str()) => named,
        Some(_) => {
            let cause = format!("webhookDelivery must be one of {}", DELIVERIES.join(", "));
            return Err(ApiError::invalid(&cause));
        }
        None if body.trigger_webhooks == Some(true) => "Individual".to_owned(),
        None => "Disabled".to_owned(),
    };
    let event = DeviceEvent::MessagesExportRequested {
        since: since.shown,
        until: until.shown,
        message_types,
        trigger_webhooks: webhook_delivery != "Disabled",
        webhook_delivery,
    };
    Ok((
        device_id.map(GatewayId::from_text).map_or(NotifiedPhones::All, NotifiedPhones::One),
        event,
    ))
}

/// A time in the form sent to phones: whole seconds, with the request's UTC offset.
struct OffsetTime {
    at_ms: UnixMillis,
    shown: String,
}

fn moment(name: &str, text: Option<&str>) -> ApiResult<OffsetTime> {
    let text = text.filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| ApiError::missing(name))?;
    let unparsable = || ApiError::unparsable_member(&format!("{name} is not a time"));
    let at_ms = timestamp::parse_ms(text).ok_or_else(unparsable)?;
    let shown = timestamp::format_secs_at(at_ms, timestamp::offset_mins(text));
    Ok(OffsetTime { at_ms, shown })
}

/// Joins the types with commas, each once.
fn types(named: &[String]) -> ApiResult<String> {
    if named.is_empty() || !named.iter().all(|it| TYPES.contains(&it.as_str())) {
        let cause = format!("messageTypes must be some of {}", TYPES.join(", "));
        return Err(ApiError::invalid(&cause));
    }
    let wanted = TYPES.into_iter().filter(|it| named.iter().any(|named| named == it));
    Ok(wanted.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(more: &Value) -> ApiResult<DeviceEvent> {
        let mut body =
            json!({ "since": "2026-01-01T00:00:00Z", "until": "2026-01-02T01:00:00.123456+01:00" });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        read(serde_json::from_value(body).unwrap()).map(|(_, event)| event)
    }

    fn asked(more: &Value) -> (Option<String>, String, bool) {
        match event(more).unwrap() {
            DeviceEvent::MessagesExportRequested {
                since,
                until,
                message_types,
                webhook_delivery,
                trigger_webhooks,
            } => {
                assert_eq!(since, "2026-01-01T00:00:00Z");
                assert_eq!(until, "2026-01-02T01:00:00+01:00");
                (message_types, webhook_delivery, trigger_webhooks)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn how_webhooks_are_delivered_is_said_in_the_newer_way_or_the_older_or_not_at_all() {
        let disabled = (None, "Disabled".to_owned(), false);
        let individual = (None, "Individual".to_owned(), true);
        assert_eq!(asked(&json!({})), disabled);
        assert_eq!(asked(&json!({ "triggerWebhooks": false, "messageTypes": null })), disabled);
        assert_eq!(asked(&json!({ "triggerWebhooks": true })), individual);
        assert_eq!(
            asked(&json!({ "webhookDelivery": "Disabled", "triggerWebhooks": true })),
            disabled
        );
        assert_eq!(asked(&json!({ "webhookDelivery": "Batch" })), (None, "Batch".to_owned(), true));
        assert_eq!(asked(&json!({ "webhookDelivery": "" })), disabled);
    }

    #[test]
    fn types_are_named_once_with_commas() {
        let types = |types: Value| asked(&json!({ "messageTypes": types })).0;
        assert_eq!(types(json!(["MMS", "SMS", "MMS"])).as_deref(), Some("SMS,MMS"));
        assert_eq!(types(json!(["MMS"])).as_deref(), Some("MMS"));
    }

    #[test]
    fn what_is_not_acceptable_is_refused() {
        for more in [
            json!({ "since": null }),
            json!({ "since": "" }),
            json!({ "until": "tomorrow" }),
            json!({ "since": "2026-01-03T00:00:00Z" }),
            json!({ "messageTypes": [] }),
            json!({ "messageTypes": ["sms"] }),
            json!({ "webhookDelivery": "Sometimes" }),
            json!({ "deviceId": "x".repeat(22) }),
        ] {
            assert_eq!(event(&more).unwrap_err().status(), StatusCode::BAD_REQUEST, "{more}");
        }
        assert!(event(&json!({ "since": "2026-01-02T00:00:00.123Z" })).is_ok());
    }
}
