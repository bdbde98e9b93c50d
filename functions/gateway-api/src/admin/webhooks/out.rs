//! Answers of the webhook pages. Fields stand in the alphabetical order in which they are sent.

use std::collections::BTreeMap;

use edge_kit::{TimeMs, TimeSecs};
use object_commands::webhook_delivery::QueueState;
use serde::Serialize;
use store_d1::{webhook_attempts::ListedAttempt, webhook_endpoints::EndpointRecord};
use webhooks::{EventKind, Exchange, Format, REDACTED, SigningSecret};

const SHORT_SECRET: &str = "The secret is shorter than 24 bytes, so requests carry X-Webhook-Signature and no v1 signature";

/// Answer of `GET /api/v1/admin/webhooks`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhooksOut {
    /// By id; at most 50 subscriptions or 100 callbacks.
    pub(crate) webhooks: Vec<WebhookOut>,
}

/// Answer of `GET /api/v1/admin/webhooks/{id}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShowWebhookOut {
    pub(crate) webhook: WebhookWithQueueOut,
}

/// Answer of `PATCH /api/v1/admin/webhooks/{id}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UpdateWebhookOut {
    /// Always `true`.
    success: bool,
    webhook: WebhookOut,
}

/// Answer after a secret was created, the only one that shows the secret.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookSecretOut {
    /// The secret itself, which is shown only here.
    secret_key: String,
    /// Always `true`.
    success: bool,
    /// Present if the secret is too short for the signature of Standard Webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    warning: Option<&'static str>,
    webhook: WebhookOut,
}

/// An endpoint to which events are delivered.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookOut {
    /// Whether events are sent.
    active: bool,
    /// Id of the webhook that gets this one's alerts; `null` if there is none.
    alert_endpoint_id: Option<String>,
    created_at: TimeSecs,
    /// Time at which the endpoint was disabled; `null` unless the service disabled it.
    disabled_at: Option<TimeSecs>,
    /// `gone` after a 410, `failing` after days of failures, `queue_full` after too many undelivered events.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["gone", "failing", "queue_full", null]))
    )]
    disabled_reason: Option<String>,
    /// Names of the events in the endpoint's format, or `*` for all. An event that the format lacks has the name that it
    /// has in the format `standard`.
    events: Vec<String>,
    /// Format of the requests' bodies.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["gateway-api", "smsgate", "standard"]))
    )]
    format: String,
    /// Names of the endpoint's own headers; every value is `[redacted]`.
    headers: BTreeMap<String, &'static str>,
    id: String,
    /// `callback` if the `callback_url` of a message made it.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["subscription", "callback"])))]
    kind: String,
    name: String,
    /// Time until which the secret before also signs.
    previous_secret_until: Option<TimeSecs>,
    /// URL that shows the account's public key, under which the requests are signed (`v1a`).
    public_key_url: String,
    /// Number of tries after the first.
    retry_count: usize,
    /// Seconds before each try, the first included.
    retry_schedule: Vec<u32>,
    /// Whether requests carry the signature `v1` of Standard Webhooks. `v1a` is in all of them, except in the format
    /// `smsgate`.
    standard_signature: bool,
    /// Seconds within which the receiver has to answer.
    timeout: u32,
    updated_at: TimeSecs,
    url: String,
}

/// An endpoint with the state of its queue.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookWithQueueOut {
    /// Whether events are sent.
    active: bool,
    /// Id of the webhook that gets this one's alerts; `null` if there is none.
    alert_endpoint_id: Option<String>,
    /// Whether the endpoint keeps failing, so that only an occasional probe is sent.
    circuit_open: bool,
    created_at: TimeSecs,
    /// Time at which the endpoint was disabled; `null` unless the service disabled it.
    disabled_at: Option<TimeSecs>,
    /// `gone` after a 410, `failing` after days of failures, `queue_full` after too many undelivered events.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["gone", "failing", "queue_full", null]))
    )]
    disabled_reason: Option<String>,
    /// Names of the events in the endpoint's format, or `*` for all. An event that the format lacks has the name that it
    /// has in the format `standard`.
    events: Vec<String>,
    /// Events that failed for good and can be replayed.
    failed: u32,
    /// Format of the requests' bodies.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["gateway-api", "smsgate", "standard"]))
    )]
    format: String,
    /// Names of the endpoint's own headers; every value is `[redacted]`.
    headers: BTreeMap<String, &'static str>,
    id: String,
    /// Attempts under way.
    in_flight: u32,
    /// `callback` if the `callback_url` of a message made it.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["subscription", "callback"])))]
    kind: String,
    name: String,
    /// Time until which the secret before also signs.
    previous_secret_until: Option<TimeSecs>,
    /// URL that shows the account's public key, under which the requests are signed (`v1a`).
    public_key_url: String,
    /// Undelivered events, including those with an attempt under way.
    queued: u32,
    /// Number of tries after the first.
    retry_count: usize,
    /// Seconds before each try, the first included.
    retry_schedule: Vec<u32>,
    /// Whether requests carry the signature `v1` of Standard Webhooks. `v1a` is in all of them, except in the format
    /// `smsgate`.
    standard_signature: bool,
    /// Seconds within which the receiver has to answer.
    timeout: u32,
    updated_at: TimeSecs,
    url: String,
}

/// Answer of `GET /api/v1/admin/webhooks/{id}/attempts`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookAttemptsOut {
    /// The newest first.
    pub(crate) attempts: Vec<WebhookAttemptOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// An attempt at delivering an event.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookAttemptOut {
    /// Number of the event's attempt, from 1.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    attempt: u32,
    /// Whether the receiver accepted the event.
    delivered: bool,
    /// Milliseconds from the start of the attempt to its end.
    duration_ms: i64,
    /// Reason of the failure; `null` if the event was delivered.
    error: Option<String>,
    /// Name of the event in the endpoint's format.
    event: String,
    event_id: String,
    /// Id of the attempt, with which it is shown.
    id: String,
    /// Id of the message that the event is about; `null` for other events.
    message_id: Option<String>,
    /// Time of the next attempt; `null` if there is none.
    next_attempt_at: Option<TimeSecs>,
    started_at: TimeMs,
    /// HTTP status of the receiver's answer; `null` if there was none.
    status: Option<u16>,
}

/// Answer of `GET /api/v1/admin/webhooks/{id}/attempts/{attempt_id}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShowWebhookAttemptOut {
    attempt: WebhookAttemptOut,
    /// What was sent; `null` if no request was made, it is no longer kept, or it could not be sealed.
    request: Option<WebhookRequestOut>,
    /// What the receiver answered; `null` if it did not answer, or beside a `request` that is `null`.
    response: Option<WebhookResponseOut>,
}

/// A request to an endpoint, as it is kept.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookRequestOut {
    /// The first 4,096 bytes of the body.
    body: String,
    /// Whether the body was longer.
    body_truncated: bool,
    /// Headers by name. Those that the endpoint's owner added have the value `[redacted]`.
    headers: BTreeMap<String, String>,
}

/// A receiver's answer, as it is kept.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookResponseOut {
    /// The first 4,096 bytes of the body that arrived within a second; bytes that are not UTF-8 are replaced. Empty for a
    /// question, whose answer is its status.
    body: String,
    /// Whether the body was longer.
    body_truncated: bool,
    /// Headers that help to find a fault, by their names in lowercase.
    headers: BTreeMap<String, String>,
    status: u16,
}

/// Answer of `POST /api/v1/admin/webhooks/{id}/replay`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReplayWebhookOut {
    /// Whether the call reached its limit of 1,000 events, so that another may find more.
    pub(crate) more: bool,
    /// Number of events that were queued again.
    pub(crate) replayed: u32,
    /// Always `true`.
    pub(crate) success: bool,
}

/// Answer of `POST /api/v1/admin/webhooks/{id}/test`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TestWebhookOut {
    /// Id of the test event, under which the attempts show its result.
    pub(crate) event_id: String,
    /// Always `true`.
    pub(crate) success: bool,
}

impl WebhookOut {
    pub(crate) fn of(endpoint: &EndpointRecord, public_key_url: &str) -> Self {
        let format = Format::parse(&endpoint.format);
        let event = |name| EventKind::parse(name).map_or(name, |kind| event_name(kind, format));
        let schedule: Vec<u32> = serde_json::from_str(&endpoint.schedule).unwrap_or_default();
        let header_names = endpoint.header_names.as_deref().unwrap_or("[]");
        let header_names: Vec<String> = serde_json::from_str(header_names).unwrap_or_default();
        Self {
            active: endpoint.active != 0,
            alert_endpoint_id: endpoint.alert_endpoint_id.clone(),
            created_at: TimeSecs(endpoint.created_at_ms),
            disabled_at: endpoint.disabled_at_ms.map(TimeSecs),
            disabled_reason: endpoint.disabled_reason.clone(),
            events: if endpoint.is_callback() {
                EventKind::OF_MESSAGES.map(|kind| kind.as_str().to_owned()).to_vec()
            } else {
                endpoint.events.split(' ').map(|name| event(name).to_owned()).collect()
            },
            format: endpoint.format.clone(),
            headers: header_names.into_iter().map(|name| (name, REDACTED)).collect(),
            id: endpoint.id.clone(),
            kind: endpoint.kind.clone(),
            name: endpoint.name.clone(),
            previous_secret_until: endpoint.previous_secret_until_ms.map(TimeSecs),
            public_key_url: public_key_url.to_owned(),
            retry_count: schedule.len().saturating_sub(1),
            retry_schedule: schedule,
            standard_signature: endpoint.signs_v1 != 0,
            timeout: endpoint.timeout_secs,
            updated_at: TimeSecs(endpoint.updated_at_ms),
            url: endpoint.url.clone(),
        }
    }
}

impl WebhookWithQueueOut {
    pub(crate) fn of(endpoint: &EndpointRecord, public_key_url: &str, queue: QueueState) -> Self {
        let endpoint = WebhookOut::of(endpoint, public_key_url);
        Self {
            active: endpoint.active,
            alert_endpoint_id: endpoint.alert_endpoint_id,
            circuit_open: queue.breaker_open,
            created_at: endpoint.created_at,
            disabled_at: endpoint.disabled_at,
            disabled_reason: endpoint.disabled_reason,
            events: endpoint.events,
            failed: queue.failed,
            format: endpoint.format,
            headers: endpoint.headers,
            id: endpoint.id,
            in_flight: queue.in_flight,
            kind: endpoint.kind,
            name: endpoint.name,
            previous_secret_until: endpoint.previous_secret_until,
            public_key_url: endpoint.public_key_url,
            queued: queue.queued,
            retry_count: endpoint.retry_count,
            retry_schedule: endpoint.retry_schedule,
            standard_signature: endpoint.standard_signature,
            timeout: endpoint.timeout,
            updated_at: endpoint.updated_at,
            url: endpoint.url,
        }
    }
}

impl UpdateWebhookOut {
    pub(crate) fn of(endpoint: &EndpointRecord, public_key_url: &str) -> Self {
        Self { success: true, webhook: WebhookOut::of(endpoint, public_key_url) }
    }
}

impl WebhookSecretOut {
    pub(crate) fn of(
        endpoint: &EndpointRecord,
        public_key_url: &str,
        secret: &SigningSecret,
    ) -> Self {
        Self {
            secret_key: secret.expose().to_owned(),
            success: true,
            warning: (!secret.signs_v1()).then_some(SHORT_SECRET),
            webhook: WebhookOut::of(endpoint, public_key_url),
        }
    }
}

impl WebhookAttemptOut {
    /// Shows an attempt of an endpoint with this format.
    pub(crate) fn of(attempt: &ListedAttempt, format: Option<Format>) -> Self {
        let kind = EventKind::parse(&attempt.kind);
        let event = kind.map_or(attempt.kind.as_str(), |kind| event_name(kind, format));
        Self {
            attempt: attempt.number,
            delivered: attempt.error.is_none(),
            duration_ms: attempt.duration_ms,
            error: attempt.error.clone(),
            event: event.to_owned(),
            event_id: attempt.event_id.clone(),
            id: super::attempts::attempt_id(attempt),
            message_id: Some(&attempt.subject)
                .filter(|subject| subject.starts_with("msg_"))
                .cloned(),
            next_attempt_at: attempt.next_try_at_ms.map(TimeSecs),
            started_at: TimeMs(attempt.started_at_ms),
            status: attempt.status,
        }
    }
}

impl ShowWebhookAttemptOut {
    pub(crate) fn of(
        attempt: &ListedAttempt,
        format: Option<Format>,
        exchange: Option<Exchange>,
    ) -> Self {
        let (request, answer) = exchange.map(|it| (it.request, it.answer)).unzip();
        Self {
            attempt: WebhookAttemptOut::of(attempt, format),
            request: request.map(|kept| WebhookRequestOut {
                body: kept.body,
                body_truncated: kept.cut,
                headers: kept.headers.into_iter().collect(),
            }),
            response: answer.flatten().map(|(status, kept)| WebhookResponseOut {
                body: kept.body,
                body_truncated: kept.cut,
                headers: kept.headers.into_iter().collect(),
                status,
            }),
        }
    }
}

/// Returns the format's name of an event kind, or Wireroom's if the format has none.
fn event_name(kind: EventKind, format: Option<Format>) -> &'static str {
    let own = match format {
        Some(Format::GatewayApi) => kind.gateway_api_name(),
        Some(Format::Smsgate) => kind.smsgate_name(),
        Some(Format::Standard) | None => None,
    };
    own.unwrap_or(kind.as_str())
}

#[cfg(test)]
mod tests;
