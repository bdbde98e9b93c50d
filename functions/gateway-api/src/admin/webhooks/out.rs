//! Answers of the webhook pages. Fields stand in the alphabetical order in which they are sent.

use edge_kit::{TimeMs, TimeSecs};
use object_commands::webhook_delivery::QueueState;
use serde::Serialize;
use store_d1::{webhook_attempts::ListedAttempt, webhook_endpoints::EndpointRecord};
use webhooks::{EventKind, Format, SigningSecret};

const SHORT_SECRET: &str = "The secret is shorter than 24 bytes, so requests carry X-Webhook-Signature and no webhook-signature";

/// Answer of `GET /api/v1/admin/webhooks`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhooksOut {
    /// By id; at most 50.
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
    id: String,
    name: String,
    /// Time until which the secret before also signs.
    previous_secret_until: Option<TimeSecs>,
    /// Number of tries after the first.
    retry_count: usize,
    /// Seconds before each try, the first included.
    retry_schedule: Vec<u32>,
    /// Whether requests carry the signature of Standard Webhooks.
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
    id: String,
    /// Attempts under way.
    in_flight: u32,
    name: String,
    /// Time until which the secret before also signs.
    previous_secret_until: Option<TimeSecs>,
    /// Undelivered events, including those with an attempt under way.
    queued: u32,
    /// Number of tries after the first.
    retry_count: usize,
    /// Seconds before each try, the first included.
    retry_schedule: Vec<u32>,
    /// Whether requests carry the signature of Standard Webhooks.
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
    /// Id of the message that the event is about; `null` for other events.
    message_id: Option<String>,
    /// Time of the next attempt; `null` if there is none.
    next_attempt_at: Option<TimeSecs>,
    started_at: TimeMs,
    /// HTTP status of the receiver's answer; `null` if there was none.
    status: Option<u16>,
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
    pub(crate) fn of(endpoint: &EndpointRecord) -> Self {
        let format = Format::parse(&endpoint.format);
        let event = |name| EventKind::parse(name).map_or(name, |kind| event_name(kind, format));
        let schedule: Vec<u32> = serde_json::from_str(&endpoint.schedule).unwrap_or_default();
        Self {
            active: endpoint.active != 0,
            created_at: TimeSecs(endpoint.created_at_ms),
            disabled_at: endpoint.disabled_at_ms.map(TimeSecs),
            disabled_reason: endpoint.disabled_reason.clone(),
            events: endpoint.events.split(' ').map(|name| event(name).to_owned()).collect(),
            format: endpoint.format.clone(),
            id: endpoint.id.clone(),
            name: endpoint.name.clone(),
            previous_secret_until: endpoint.previous_secret_until_ms.map(TimeSecs),
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
    pub(crate) fn of(endpoint: &EndpointRecord, queue: QueueState) -> Self {
        let endpoint = WebhookOut::of(endpoint);
        Self {
            active: endpoint.active,
            circuit_open: queue.breaker_open,
            created_at: endpoint.created_at,
            disabled_at: endpoint.disabled_at,
            disabled_reason: endpoint.disabled_reason,
            events: endpoint.events,
            failed: queue.failed,
            format: endpoint.format,
            id: endpoint.id,
            in_flight: queue.in_flight,
            name: endpoint.name,
            previous_secret_until: endpoint.previous_secret_until,
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
    pub(crate) fn of(endpoint: &EndpointRecord) -> Self {
        Self { success: true, webhook: WebhookOut::of(endpoint) }
    }
}

impl WebhookSecretOut {
    pub(crate) fn of(endpoint: &EndpointRecord, secret: &SigningSecret) -> Self {
        Self {
            secret_key: secret.expose().to_owned(),
            success: true,
            warning: (!secret.signs_v1()).then_some(SHORT_SECRET),
            webhook: WebhookOut::of(endpoint),
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
            message_id: Some(&attempt.subject)
                .filter(|subject| subject.starts_with("msg_"))
                .cloned(),
            next_attempt_at: attempt.next_try_at_ms.map(TimeSecs),
            started_at: TimeMs(attempt.started_at_ms),
            status: attempt.status,
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
