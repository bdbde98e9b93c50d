//! `POST /upstream/v1/push` (contract 7.3): forwards pushes of private servers to the push service.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use edge_kit::{RequestContext, client_network};
use http::{StatusCode, request::Parts};
use object_commands::push_queue::{DeviceEventName, Push, PushToken};
use request_limits::RateLimitPolicy;
use runtime::{GatewayMode, PushRoute, push_messages};
use serde::{Deserialize, Deserializer};

use crate::{
    error::{ApiError, ApiResult},
    json_body::JsonBody,
};

/// Largest number of pushes in a request.
const MAX_PUSHES: usize = 1_000;
/// Bytes of the longest token. No push service has longer ones, and no event has longer data.
const MAX_TOKEN_BYTES: usize = 4_096;
const MAX_DATA_BYTES: usize = 4_096;
const WINDOW_SECS: u32 = 60;

/// A push in another server's request.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PushIn {
    /// Token by which the push service knows the phone.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = MAX_TOKEN_BYTES))
    )]
    token: Option<PushToken>,
    /// Name of the event; without it, `MessageEnqueued`.
    #[serde(default, deserialize_with = "event_name")]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            extend("enum" = [
                "MessageEnqueued", "MessageCancelled", "WebhooksUpdated", "SettingsUpdated",
                "MessagesExportRequested", "", null
            ], "default" = "MessageEnqueued")
        )
    )]
    event: Option<DeviceEventName>,
    /// Data of the event, whose names and texts have at most 4,096 bytes together.
    data: Option<BTreeMap<String, String>>,
}

/// A server whose pushes are accepted now. Precedes the body in a handler's signature, so that a refused request's body
/// is not read.
pub(crate) struct DownstreamServer;

impl<S: Send + Sync> FromRequestParts<S> for DownstreamServer {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(ApiError::unavailable)?;
        if context.settings.identity.gateway_mode != GatewayMode::Public {
            return Err(ApiError::no_such_path());
        }
        if let Some(quota) = context.settings.push.requests_per_network_and_minute {
            let policy = RateLimitPolicy { name: "upstream-push", quota, window_secs: WINDOW_SECS };
            throttling::count_sliding(context, policy, &client_network(&parts.headers)).await?;
        }
        Ok(Self)
    }
}

/// `POST /upstream/v1/push`: queues the pushes and answers 202 before they are sent. Only where
/// `GATEWAY_MODE` is `public`; 429 beyond five requests a minute from one network; 501 without credentials
/// for the push service.
#[worker::send]
pub(crate) async fn push(
    context: RequestContext,
    _downstream: DownstreamServer,
    JsonBody(pushes): JsonBody<Vec<PushIn>>,
) -> ApiResult<StatusCode> {
    if pushes.is_empty() {
        return Err(ApiError::empty_request());
    }
    if pushes.len() > MAX_PUSHES {
        return Err(ApiError::invalid("too many pushes"));
    }
    let pushes = pushes.into_iter().map(PushIn::validated).collect::<ApiResult<Vec<_>>>()?;
    let Some(PushRoute::Fcm(_)) = context.settings.push.route else {
        return Err(ApiError::not_configured("push service disabled, contact your administrator"));
    };
    push_messages::enqueue(&context.env, &context.settings, pushes, None).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Description of the route of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

    use crate::error::PLAIN_TEXT;
    vec![
        Operation::new(Method::Post, "/upstream/v1/push", "sendPushes", "Forward pushes to phones")
            .tag("Upstream")
            .describe(
                "For private servers, which cannot push to the published app themselves. Takes 1 to 1,000 pushes and \
                 queues them. No credential is required. By default, a network may send five requests a minute.",
            )
            .answers(|answers| answers.empty(202))
            .fails(
                400,
                &[ErrorCode::MissingParameter, ErrorCode::InvalidParameter],
                "The list is empty or too long, or a push is not acceptable.",
            )
            .fails_as(
                PLAIN_TEXT,
                404,
                &[ErrorCode::RouteNotFound],
                "The deployment is not in public mode.",
            )
            .fails(429, &[ErrorCode::RateLimited], "The network has sent too many requests.")
            .fails(
                501,
                &[ErrorCode::NotConfigured],
                "The deployment has no credentials for the push service.",
            ),
    ]
}

impl PushIn {
    fn validated(self) -> ApiResult<Push> {
        let token = self.token.filter(|token| !token.expose().is_empty());
        let token = token.ok_or_else(|| ApiError::missing("token"))?;
        let data = self.data.unwrap_or_default();
        let data_bytes: usize = data.iter().map(|(name, value)| name.len() + value.len()).sum();
        if token.expose().len() > MAX_TOKEN_BYTES || data_bytes > MAX_DATA_BYTES {
            return Err(ApiError::invalid("token or data is too long"));
        }
        Ok(Push { token, event: self.event.unwrap_or(DeviceEventName::MessageEnqueued), data })
    }
}

/// Parses an event's name; an empty one counts as absent.
fn event_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DeviceEventName>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum NameOrText {
        Known(DeviceEventName),
        Text(String),
    }
    match Option::<NameOrText>::deserialize(deserializer)? {
        Some(NameOrText::Known(name)) => Ok(Some(name)),
        Some(NameOrText::Text(text)) if !text.is_empty() => {
            Err(serde::de::Error::custom("event is not one of the five"))
        }
        Some(NameOrText::Text(_)) | None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn validated(body: serde_json::Value) -> Result<Push, String> {
        let read: PushIn = serde_json::from_value(body).map_err(|error| error.to_string())?;
        read.validated().map_err(|error| error.status().to_string())
    }

    #[test]
    fn an_event_that_is_not_named_is_a_message_to_fetch() {
        for body in
            [json!({ "token": "t" }), json!({ "token": "t", "event": "", "data": null, "more": 1 })]
        {
            let push = validated(body).unwrap();
            assert_eq!((push.event, push.data.len()), (DeviceEventName::MessageEnqueued, 0));
        }
    }

    #[test]
    fn data_is_taken_as_it_is() {
        let push = validated(json!({
            "token": "t", "event": "MessageCancelled", "data": { "messageId": "m1" },
        }));
        let push = push.unwrap();
        assert_eq!(push.event, DeviceEventName::MessageCancelled);
        assert_eq!(push.data["messageId"], "m1");
    }

    #[test]
    fn what_has_no_token_or_another_event_or_is_too_long_is_refused() {
        for body in [
            json!({}),
            json!({ "token": null }),
            json!({ "token": "" }),
            json!({ "token": "t", "event": "Other" }),
            json!({ "token": "t", "event": 1 }),
            json!({ "token": "t", "data": { "a": 1 } }),
            json!({ "token": "t".repeat(MAX_TOKEN_BYTES + 1) }),
            json!({ "token": "t", "data": { "a": "b".repeat(MAX_DATA_BYTES) } }),
        ] {
            assert!(validated(body.clone()).is_err(), "{body}");
        }
    }
}
