//! Validation of a webhook's input.

use devices::webhooks::{DeviceHookEvent, HookUrl, LanHttp};
use edge_kit::{ErrorCode, original_url};
use http::HeaderMap;
use ids::GatewayId;
use outbound::OutboundUrl;
use runtime::Settings;
use serde::Deserialize;
use webhooks::{EventFilter, EventKind, Format, SigningSecret};

use crate::error::{ApiError, ApiResult};

const MAX_ID_CHARS: usize = 36;

/// Body of `POST /3rdparty/v1/webhooks`. Both spellings of the device's id are read, because a client may send both
/// back.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookIn {
    /// Id of the webhook, which replaces one with the same id. Without it, or if it is empty, the server chooses one.
    /// One that the server delivers may only have letters, digits, `_` and `-`.
    #[cfg_attr(feature = "openapi", schemars(length(max = MAX_ID_CHARS)))]
    id: Option<String>,
    /// Id of the only device that delivers the webhook. Without it, all of the account's devices do. Not for webhooks
    /// that the server delivers.
    device_id: Option<String>,
    /// Another spelling of `deviceId`, read if that is absent.
    #[serde(rename = "device_id")]
    device_id_in_snake_case: Option<String>,
    /// Address to which the event is sent. Phones take only `https`, of at most 256 characters.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            required,
            with = "String",
            extend("format" = "uri"),
            example = "https://example.com/hook"
        )
    )]
    url: Option<String>,
    /// Event that the webhook is for. The server delivers `sms:received`, `sms:sent`, `sms:delivered`, `sms:failed`
    /// and `sms:cancelled`.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", extend("enum" = event_names()))
    )]
    event: Option<String>,
    /// Deliverer of the webhook: the phones (`device`), or the `server`, which is an extension.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["device", "server", "", null], "default" = "device"))
    )]
    delivery: Option<String>,
    /// Key with which the server signs, of at most 256 bytes, only read with delivery by the server. Without it, a new
    /// webhook gets a random one, and another one keeps its own.
    signing_key: Option<String>,
}

/// A valid webhook, whose device is still to be checked.
pub(super) struct ParsedWebhook {
    /// `None` for a new webhook.
    pub(super) id: Option<String>,
    pub(super) event: String,
    pub(super) delivery: Delivery,
}

/// Deliverer of the webhook, with its specific data.
pub(super) enum Delivery {
    ByPhones {
        url: HookUrl,
        /// `None` for all of the account's devices.
        device_id: Option<GatewayId>,
    },
    ByServer {
        url: OutboundUrl,
        kind: EventKind,
        signing_key: Option<SigningSecret>,
    },
}

impl ParsedWebhook {
    pub(super) fn read(
        body: WebhookIn,
        settings: &Settings,
        headers: &HeaderMap,
    ) -> ApiResult<Self> {
        let id = body.id.filter(|id| !id.is_empty());
        if id.as_ref().is_some_and(|id| id.chars().count() > MAX_ID_CHARS) {
            return Err(ApiError::invalid("id must have at most 36 characters"));
        }
        let url = body.url.ok_or_else(|| ApiError::missing("url"))?;
        let event = body.event.ok_or_else(|| ApiError::missing("event"))?;
        let device_id = body.device_id.or(body.device_id_in_snake_case);
        if device_id.as_deref() == Some("") {
            // No device has this id, which the original finds out by looking for it.
            return Err(not_owned());
        }
        let known = DeviceHookEvent::parse(&event);
        let known = known.ok_or_else(|| ApiError::invalid("event is not a known one"))?;
        let event = known.as_str().to_owned();
        let delivery = match body.delivery.as_deref() {
            None | Some("" | "device") => Delivery::ByPhones {
                url: hook_url(&url, settings)?,
                device_id: device_id.map(GatewayId::from_text),
            },
            Some("server") => {
                check_server_id(id.as_deref())?;
                if device_id.is_some() {
                    let cause = "deviceId cannot be combined with delivery by the server";
                    return Err(ApiError::invalid(cause));
                }
                Delivery::ByServer {
                    url: server_url(&url, settings, headers)?,
                    kind: server_kind(&event)?,
                    signing_key: signing_key(body.signing_key.as_deref())?,
                }
            }
            Some(_) => return Err(ApiError::invalid("delivery must be device or server")),
        };
        Ok(Self { id, event, delivery })
    }
}

/// Returns the names of all events, for the description of the API.
#[cfg(feature = "openapi")]
pub(super) fn event_names() -> Vec<&'static str> {
    DeviceHookEvent::ALL.into_iter().map(DeviceHookEvent::as_str).collect()
}

/// 400: the account does not have the webhook's device.
pub(super) fn not_owned() -> ApiError {
    let error = ApiError::invalid("deviceId is not a device of this user");
    error.with_code(ErrorCode::GatewayNotFound)
}

/// Returns SMSGate's event for an endpoint's filter, if it is a single one.
pub(super) fn single_event(events: &str) -> Option<&'static str> {
    let wanted = EventFilter::parse(events.split(' ')).ok()?;
    let mut kinds = EventKind::ALL.into_iter().filter(|kind| wanted.wants(*kind));
    let kind = kinds.next().filter(|_| kinds.next().is_none())?;
    DeviceHookEvent::parse(kind.smsgate_name()?).map(DeviceHookEvent::as_str)
}

fn hook_url(text: &str, settings: &Settings) -> ApiResult<HookUrl> {
    let lan_http =
        if settings.smsgate.device_webhooks_lan_http { LanHttp::Allowed } else { LanHttp::Refused };
    HookUrl::parse(text, lan_http).map_err(|refused| invalid_url(&refused.to_string()))
}

fn server_url(text: &str, settings: &Settings, headers: &HeaderMap) -> ApiResult<OutboundUrl> {
    webhook_endpoints::parse_url(text, settings, original_url::host(headers))
        .map_err(|refused| invalid_url(&format!("url: {refused}")))
}

fn invalid_url(cause: &str) -> ApiError {
    ApiError::invalid(cause).with_code(ErrorCode::InvalidUrl)
}

/// Checks an id for an endpoint, which is used in paths and in its object's name.
fn check_server_id(id: Option<&str>) -> ApiResult<()> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if id.is_none_or(|id| id.bytes().all(is_letter)) {
        return Ok(());
    }
    Err(ApiError::invalid("id must consist of letters, digits, _ and - for delivery by the server"))
}

fn server_kind(event: &str) -> ApiResult<EventKind> {
    let known = EventKind::ALL.into_iter().find(|kind| kind.smsgate_name() == Some(event));
    let known = known.filter(|kind| Format::Smsgate.has(*kind));
    known.ok_or_else(|| ApiError::invalid("event is one that only the device knows of"))
}

fn signing_key(text: Option<&str>) -> ApiResult<Option<SigningSecret>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let key = SigningSecret::parse(text);
    key.map(Some).map_err(|error| ApiError::invalid(&format!("signingKey: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_with_one_event_that_phones_know_is_one_of_ours() {
        for (events, event) in [
            ("message.sent", Some("sms:sent")),
            ("inbound.received", Some("sms:received")),
            ("message.cancelled", Some("sms:cancelled")),
            ("message.sent message.failed", None),
            ("*", None),
            ("endpoint.test", None),
            ("endpoint.disabled", None),
            ("", None),
        ] {
            assert_eq!(single_event(events), event, "{events}");
        }
    }

    #[test]
    fn the_server_knows_of_what_happens_to_messages_and_of_what_arrives() {
        let known: Vec<&str> = DeviceHookEvent::ALL
            .into_iter()
            .map(DeviceHookEvent::as_str)
            .filter(|event| server_kind(event).is_ok())
            .collect();
        let expected = ["sms:received", "sms:sent", "sms:delivered", "sms:failed", "sms:cancelled"];
        assert_eq!(known, expected);
    }

    #[test]
    fn a_client_may_send_back_what_it_was_given() {
        let both = r#"{"id":"1","deviceId":"g","device_id":"g","url":"https://a.example","event":"sms:sent"}"#;
        let read: WebhookIn = serde_json::from_str(both).unwrap();
        assert_eq!(read.device_id.as_deref(), Some("g"));
        let null = r#"{"id":null,"deviceId":null,"device_id":null,"more":[1]}"#;
        let read: WebhookIn = serde_json::from_str(null).unwrap();
        assert!(read.id.is_none() && read.device_id.is_none());
    }
}
