//! One delivery attempt.

use object_kit::Fault;
use outbound::{OutboundUrl, retry_after_ms};
use runtime::{
    Settings, clock,
    fetch::{self, NoAnswer},
    log::{self, events::WebhookEvent},
};
use wasm_bindgen::JsValue;
use webhook_delivery::{AttemptEffect, AttemptFailure, AttemptOutcome, DeliveryAttempt};
use webhooks::{CONTENT_TYPE, Event, HttpOutcome, OutcomeClass, classify, sign};
use worker::{Headers, Method, Request, RequestInit, RequestRedirect, js_sys};

use crate::{WebhookDeliveryShell, endpoint::Endpoint};

const USER_AGENT: &str = "Wireroom-Webhooks/1.0";

/// Outcome of a request, and the receiver's `Retry-After`.
pub(crate) struct ExchangeResult {
    pub(crate) outcome: HttpOutcome,
    pub(crate) retry_after_ms: Option<i64>,
}

/// Makes one attempt and records its end.
pub(crate) async fn make(
    shell: &WebhookDeliveryShell,
    endpoint: &Endpoint,
    attempt: &DeliveryAttempt,
) {
    let ended = deliver(shell, endpoint, attempt).await;
    let now_ms = clock::now_ms();
    let delay = |made: u32| endpoint.delay_ms(made);
    let finished = shell.with_core(|core| core.finished(attempt, ended, now_ms, delay));
    match finished {
        Ok(AttemptEffect::Recorded { disabled: Some(reason), .. }) => {
            log::write(&WebhookEvent::EndpointDisabled { reason: &reason.as_str() });
        }
        Ok(_) => {}
        Err(fault) => log::write(&WebhookEvent::AttemptNotRecorded { error: &fault }),
    }
}

async fn deliver(
    shell: &WebhookDeliveryShell,
    endpoint: &Endpoint,
    attempt: &DeliveryAttempt,
) -> AttemptOutcome {
    let failed_now = |reason: &str| AttemptFailure {
        reason: reason.to_owned(),
        status: None,
        duration_ms: clock::now_ms().since(attempt.started_at_ms),
    };
    let Ok(event) = serde_json::from_str::<Event>(&attempt.event.payload) else {
        return AttemptOutcome::Exhausted(failed_now("the event cannot be read"));
    };
    let Some(body) = endpoint.format.render(&event, &endpoint.id) else {
        return AttemptOutcome::Exhausted(failed_now("the endpoint's format has no such event"));
    };
    let exchange = match allowed(shell, endpoint).await {
        Ok(url) => match request(shell, endpoint, &url, &event, body, endpoint.timeout_ms).await {
            Ok(exchange) => exchange,
            Err(fault) => {
                log::write(&WebhookEvent::RequestNotMade { error: &fault });
                ExchangeResult { outcome: HttpOutcome::Unreachable, retry_after_ms: None }
            }
        },
        // The name may resolve to other addresses later, or the settings may change, so a refusal is retried.
        Err(reason) => {
            let failure = failed_now(&reason);
            return AttemptOutcome::Failed { failure, retry_not_before_ms: None };
        }
    };
    let now_ms = clock::now_ms();
    let duration_ms = now_ms.since(attempt.started_at_ms);
    let status = match exchange.outcome {
        HttpOutcome::Answered(status) => Some(status),
        HttpOutcome::TimedOut | HttpOutcome::Unreachable | HttpOutcome::NotAllowed => None,
    };
    match (classify(exchange.outcome), status) {
        (OutcomeClass::Delivered, Some(status)) => {
            AttemptOutcome::Delivered { status, duration_ms }
        }
        (OutcomeClass::Disable, _) => AttemptOutcome::Gone { duration_ms },
        _ => {
            let reason = exchange.outcome.to_string();
            let failure = AttemptFailure { reason, status, duration_ms };
            let retry_not_before_ms = exchange.retry_after_ms.map(|it| now_ms.saturating_add(it));
            AttemptOutcome::Failed { failure, retry_not_before_ms }
        }
    }
}

/// Returns the endpoint's URL if the outbound guard allows it now. A host name is looked up before each attempt.
pub(crate) async fn allowed(
    shell: &WebhookDeliveryShell,
    endpoint: &Endpoint,
) -> Result<OutboundUrl, String> {
    let settings = Settings::of(&shell.env).map_err(|error| error.to_string())?;
    let url = OutboundUrl::parse(&endpoint.url, &settings.outbound.allowances)
        .map_err(|refused| refused.to_string())?;
    if let Some(name) = url.name_to_resolve() {
        shell.resolver.check_addresses_public(name, &settings.outbound.resolver_url).await?;
    }
    Ok(url)
}

/// Sends a signed request and waits up to `timeout_ms` for the answer.
pub(crate) async fn request(
    shell: &WebhookDeliveryShell,
    endpoint: &Endpoint,
    url: &OutboundUrl,
    event: &Event,
    body: Vec<u8>,
    timeout_ms: u64,
) -> Result<ExchangeResult, Fault> {
    let now_ms = clock::now_ms();
    let headers = Headers::new();
    headers.set("content-type", CONTENT_TYPE)?;
    headers.set("user-agent", USER_AGENT)?;
    let secrets = endpoint.secrets(now_ms);
    let timestamp_secs = now_ms.as_secs();
    for (name, value) in sign(endpoint.format, &secrets, &event.id, timestamp_secs, &body) {
        headers.set(name, &value)?;
    }
    let bytes = js_sys::Uint8Array::from(body.as_slice());
    let init = RequestInit {
        method: Method::Post,
        headers,
        body: Some(JsValue::from(bytes)),
        redirect: RequestRedirect::Manual,
        ..RequestInit::default()
    };
    // The runtime's error may quote the URL, which can hold a credential.
    let request = Request::new_with_init(url.as_str(), &init)
        .map_err(|_| Fault::new("the runtime does not accept the endpoint's URL"))?;
    Ok(match fetch::answer_to(request, timeout_ms).await {
        Ok(answer) => {
            let status = answer.response.status_code();
            let retry_after = answer.response.headers().get("retry-after").ok().flatten();
            // The body is not needed, but an unread one would keep its connection and this object in memory.
            if shell.leftovers.has_room() {
                let _ = shell.leftovers.spawn(&shell.state, answer.discard());
            } else {
                answer.abort();
            }
            ExchangeResult {
                outcome: HttpOutcome::Answered(status),
                retry_after_ms: retry_after.and_then(|text| retry_after_ms(&text, clock::now_ms())),
            }
        }
        Err(NoAnswer::TimedOut) => {
            ExchangeResult { outcome: HttpOutcome::TimedOut, retry_after_ms: None }
        }
        Err(NoAnswer::Unreachable) => {
            ExchangeResult { outcome: HttpOutcome::Unreachable, retry_after_ms: None }
        }
    })
}
