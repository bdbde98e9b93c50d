//! Questions to an endpoint: one attempt while the caller waits.

use std::rc::Rc;

use object_commands::webhook_delivery::{ApprovalAnswer, ApprovalRequest};
use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::WebhookEvent},
};
use unix_time::UnixMillis;
use webhook_delivery::{AttemptFailure, AttemptOutcome, EndpointEvent, PROJECTION_DELAY_MS};
use webhooks::{Event, Exchange, HttpOutcome, OutcomeClass, classify};

use crate::{
    WebhookDeliveryShell,
    attempt::{self, AnswerBody, ExchangeResult},
    endpoint::{self, Endpoint},
};

const NO_ANSWER: ApprovalAnswer = ApprovalAnswer { status: None };

/// Asks the endpoint about the event. Any failure on the way counts as no answer.
pub(crate) async fn ask_endpoint(
    shell: &Rc<WebhookDeliveryShell>,
    queued: &EndpointEvent,
) -> Result<ApprovalAnswer, Fault> {
    let begun_at_ms = clock::now_ms();
    let reading = endpoint::current(shell, begun_at_ms);
    let Some(endpoint) =
        clock::within(ApprovalRequest::DEADLINE_MS, reading).await.transpose()?.flatten()
    else {
        return Ok(NO_ANSWER);
    };
    let Ok(event) = serde_json::from_str::<Event>(&queued.payload) else {
        return Err(Fault::new("the event cannot be read"));
    };
    let Some(body) = endpoint.format.render(&event, &endpoint.id) else { return Ok(NO_ANSWER) };
    let Some(question) = shell.with_core(|core| core.begin_approval(queued, clock::now_ms()))?
    else {
        return Ok(NO_ANSWER);
    };
    let (status, ended, exchange) = request(shell, &endpoint, &event, body, begun_at_ms).await;
    let exchange = attempt::sealed(shell, &endpoint, &queued.event_id, 1, exchange);
    let now_ms = clock::now_ms();
    let disabled =
        shell.with_core(|core| core.finish_approval(question, ended, exchange, now_ms))?;
    if let Some(reason) = disabled {
        log::write(&WebhookEvent::EndpointDisabled { reason: &reason.as_str() });
    }
    // The alarm projects the attempt and reports a disabling.
    shell.arm(now_ms.saturating_add(PROJECTION_DELAY_MS)).await?;
    Ok(ApprovalAnswer { status })
}

async fn request(
    shell: &Rc<WebhookDeliveryShell>,
    endpoint: &Endpoint,
    event: &Event,
    body: Vec<u8>,
    begun_at_ms: UnixMillis,
) -> (Option<u16>, AttemptOutcome, Option<Exchange>) {
    let left_ms = || {
        let gone_ms = u64::try_from(clock::now_ms().since(begun_at_ms)).unwrap_or(0);
        ApprovalRequest::DEADLINE_MS.saturating_sub(gone_ms).min(endpoint.timeout_ms)
    };
    let failed = |reason: String, status: Option<u16>, retry_after_ms: Option<i64>| {
        let now_ms = clock::now_ms();
        let duration_ms = now_ms.since(begun_at_ms);
        AttemptOutcome::Failed {
            failure: AttemptFailure { reason, status, duration_ms },
            retry_not_before_ms: retry_after_ms.map(|it| now_ms.saturating_add(it)),
        }
    };
    let url = match clock::within(left_ms(), attempt::allowed(shell, endpoint)).await {
        Some(Ok(url)) => url,
        Some(Err(reason)) => return (None, failed(reason, None, None), None),
        None => return (None, failed(HttpOutcome::TimedOut.to_string(), None, None), None),
    };
    let exchange =
        attempt::request(shell, endpoint, &url, event, body, left_ms(), AnswerBody::Ignored).await;
    let ExchangeResult { outcome, retry_after_ms, exchange } = exchange.unwrap_or_else(|fault| {
        log::write(&WebhookEvent::QuestionNotAsked { error: &fault });
        ExchangeResult { outcome: HttpOutcome::Unreachable, retry_after_ms: None, exchange: None }
    });
    let HttpOutcome::Answered(status) = outcome else {
        return (None, failed(outcome.to_string(), None, None), exchange);
    };
    let duration_ms = clock::now_ms().since(begun_at_ms);
    let ended = match classify(outcome) {
        OutcomeClass::Disable => AttemptOutcome::Gone { duration_ms },
        // A 403 is an answer too: questions exist so that an endpoint can forbid.
        OutcomeClass::Delivered => AttemptOutcome::Delivered { status, duration_ms },
        _ if status == 403 => AttemptOutcome::Delivered { status, duration_ms },
        _ => failed(outcome.to_string(), Some(status), retry_after_ms),
    };
    (Some(status), ended, exchange)
}
