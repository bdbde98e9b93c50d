//! One delivery attempt.

use object_kit::Fault;
use outbound::{OutboundUrl, retry_after_ms};
use runtime::{
    OsRng, Settings, clock,
    fetch::{self, FetchedResponse, NoAnswer},
    log::{self, events::WebhookEvent},
};
use wasm_bindgen::JsValue;
use webhook_delivery::{AttemptEffect, AttemptFailure, AttemptOutcome, DeliveryAttempt};
use webhooks::{
    AttemptKey, CONTENT_TYPE, Event, Exchange, HttpOutcome, KeptMessage, MAX_KEPT_BYTES,
    OutcomeClass, REDACTED, classify, sign,
};
use worker::{Headers, Method, Request, RequestInit, RequestRedirect, js_sys};

use crate::{WebhookDeliveryShell, endpoint::Endpoint};

const USER_AGENT: &str = "Wireroom-Webhooks/1.0";

/// Outcome of a request, and the receiver's `Retry-After`.
pub(crate) struct ExchangeResult {
    pub(crate) outcome: HttpOutcome,
    pub(crate) retry_after_ms: Option<i64>,
    /// Request and answer for the log. `None` if no request was made.
    pub(crate) exchange: Option<Exchange>,
}

/// Part of an answer's body that is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerBody {
    /// Its beginning, for the log; this takes up to a second longer.
    Kept,
    /// Nothing, since a caller waits for the status.
    Ignored,
}

/// Makes one attempt and records its end.
pub(crate) async fn make(
    shell: &WebhookDeliveryShell,
    endpoint: &Endpoint,
    attempt: &DeliveryAttempt,
) {
    let (ended, exchange) = deliver(shell, endpoint, attempt).await;
    let event_id = attempt.event.event_id.as_str();
    let exchange = sealed(shell, endpoint, event_id, attempt.number, exchange);
    let now_ms = clock::now_ms();
    let delay = |made: u32| endpoint.delay_ms(made);
    let finished = shell.with_core(|core| core.finished(attempt, ended, exchange, now_ms, delay));
    match finished {
        Ok(AttemptEffect::Recorded { disabled: Some(reason), .. }) => {
            log::write(&WebhookEvent::EndpointDisabled { reason: &reason.as_str() });
        }
        Ok(_) => {}
        Err(fault) => log::write(&WebhookEvent::AttemptNotRecorded { error: &fault }),
    }
}

/// Seals an exchange for the log, so that its plaintext is stored nowhere. `None` if it cannot be sealed.
pub(crate) fn sealed(
    shell: &WebhookDeliveryShell,
    endpoint: &Endpoint,
    event_id: &str,
    number: u32,
    exchange: Option<Exchange>,
) -> Option<String> {
    let (account_id, _) = shell.ids().ok()?;
    let settings = Settings::of(&shell.env).ok()?;
    let of =
        AttemptKey { account_id: account_id.as_str(), endpoint_id: &endpoint.id, event_id, number };
    exchange?.seal(settings.keyring.as_ref()?, of, &mut OsRng).ok()
}

async fn deliver(
    shell: &WebhookDeliveryShell,
    endpoint: &Endpoint,
    attempt: &DeliveryAttempt,
) -> (AttemptOutcome, Option<Exchange>) {
    let failed_now = |reason: &str| AttemptFailure {
        reason: reason.to_owned(),
        status: None,
        duration_ms: clock::now_ms().since(attempt.started_at_ms),
    };
    let Ok(event) = serde_json::from_str::<Event>(&attempt.event.payload) else {
        return (AttemptOutcome::Exhausted(failed_now("the event cannot be read")), None);
    };
    let Some(body) = endpoint.format.render(&event, &endpoint.id) else {
        let failure = failed_now("the endpoint's format has no such event");
        return (AttemptOutcome::Exhausted(failure), None);
    };
    let exchange = match allowed(shell, endpoint).await {
        Ok(url) => {
            let timeout_ms = endpoint.timeout_ms;
            let answer = AnswerBody::Kept;
            match request(shell, endpoint, &url, &event, body, timeout_ms, answer).await {
                Ok(exchange) => exchange,
                Err(fault) => {
                    log::write(&WebhookEvent::RequestNotMade { error: &fault });
                    let outcome = HttpOutcome::Unreachable;
                    ExchangeResult { outcome, retry_after_ms: None, exchange: None }
                }
            }
        }
        // The name may resolve to other addresses later, or the settings may change, so a refusal is retried.
        Err(reason) => {
            let failure = failed_now(&reason);
            return (AttemptOutcome::Failed { failure, retry_not_before_ms: None }, None);
        }
    };
    let now_ms = clock::now_ms();
    let duration_ms = now_ms.since(attempt.started_at_ms);
    let status = match exchange.outcome {
        HttpOutcome::Answered(status) => Some(status),
        HttpOutcome::TimedOut | HttpOutcome::Unreachable | HttpOutcome::NotAllowed => None,
    };
    let outcome = match (classify(exchange.outcome), status) {
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
    };
    (outcome, exchange.exchange)
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
    answer_body: AnswerBody,
) -> Result<ExchangeResult, Fault> {
    let now_ms = clock::now_ms();
    let headers = Headers::new();
    let mut kept = Vec::new();
    // Ours come last, so that they replace whatever the owner's may be.
    for (name, value) in endpoint.headers.expose() {
        headers.set(name, value)?;
        kept.push((name.to_owned(), REDACTED.to_owned()));
    }
    for (name, value) in [("content-type", CONTENT_TYPE), ("user-agent", USER_AGENT)] {
        headers.set(name, value)?;
        kept.push((name.to_owned(), value.to_owned()));
    }
    let secrets = endpoint.secrets(now_ms);
    let timestamp_secs = now_ms.as_secs();
    let keys = &endpoint.account_keys;
    for (name, value) in sign(endpoint.format, &secrets, keys, &event.id, timestamp_secs, &body) {
        headers.set(name, &value)?;
        kept.push((name.to_owned(), value));
    }
    let sent = KeptMessage::of(kept, &body);
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
    let (outcome, retry_after_ms, answer) = match fetch::answer_to(request, timeout_ms).await {
        Ok(answer) => {
            let status = answer.response.status_code();
            let headers = answer.response.headers().clone();
            let header = |name: &str| headers.get(name).ok().flatten();
            let retry_after = header("retry-after");
            let retry_after_ms = retry_after.and_then(|it| retry_after_ms(&it, clock::now_ms()));
            let body = match answer_body {
                // One more byte shows that the body was cut.
                AnswerBody::Kept => answer.beginning(MAX_KEPT_BYTES.saturating_add(1)).await,
                AnswerBody::Ignored => {
                    discard(shell, answer);
                    Vec::new()
                }
            };
            let kept = KeptMessage::of_answer(header, &body);
            (HttpOutcome::Answered(status), retry_after_ms, Some((status, kept)))
        }
        Err(NoAnswer::TimedOut) => (HttpOutcome::TimedOut, None, None),
        Err(NoAnswer::Unreachable) => (HttpOutcome::Unreachable, None, None),
    };
    let exchange = Some(Exchange { request: sent, answer });
    Ok(ExchangeResult { outcome, retry_after_ms, exchange })
}

/// Drains a body that is not needed: an unread one would keep its connection and this object in memory.
fn discard(shell: &WebhookDeliveryShell, answer: FetchedResponse) {
    if shell.leftovers.has_room() {
        let _ = shell.leftovers.spawn(&shell.state, answer.discard());
    } else {
        answer.abort();
    }
}
