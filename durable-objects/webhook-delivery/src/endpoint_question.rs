//! Questions to an endpoint: one attempt while the caller waits.

use std::rc::Rc;

use object_commands::webhook_delivery::{Ask, Asked};
use object_kit::Fault;
use runtime::{clock, log};
use webhook_delivery::{Event as Queued, Failure, Outcome as AttemptOutcome, PROJECTION_DELAY_MS};
use webhooks::{Event, Outcome, Verdict, classify};

use crate::{
    WebhookDeliveryShell,
    attempt::{self, ExchangeResult},
    endpoint::{self, Endpoint},
};

const NO_ANSWER: Asked = Asked { status: None };

/// Asks the endpoint about the event. Any failure on the way counts as no answer.
pub(crate) async fn ask_endpoint(
    shell: &Rc<WebhookDeliveryShell>,
    queued: &Queued,
) -> Result<Asked, Fault> {
    let begun_at_ms = clock::now_ms();
    let reading = endpoint::current(shell, begun_at_ms);
    let Some(endpoint) = clock::within(Ask::DEADLINE_MS, reading).await.transpose()?.flatten()
    else {
        return Ok(NO_ANSWER);
    };
    let Ok(event) = serde_json::from_str::<Event>(&queued.payload) else {
        return Err(Fault::new("the event cannot be read"));
    };
    let Some(body) = endpoint.format.render(&event, &endpoint.id) else { return Ok(NO_ANSWER) };
    let Some(question) = shell.with_core(|core| core.ask(queued, clock::now_ms()))? else {
        return Ok(NO_ANSWER);
    };
    let (status, ended) = request(shell, &endpoint, &event, body, begun_at_ms).await;
    let now_ms = clock::now_ms();
    if let Some(reason) = shell.with_core(|core| core.answered(question, ended, now_ms))? {
        let name = shell.state.id().name().unwrap_or_default();
        let fields = [("webhook.endpoint", name.as_str()), ("reason", reason.as_str())];
        log::warn("a webhook endpoint was disabled", &fields);
    }
    // The alarm projects the attempt and reports a disabling.
    shell.arm(now_ms.saturating_add(PROJECTION_DELAY_MS)).await?;
    Ok(Asked { status })
}

async fn request(
    shell: &Rc<WebhookDeliveryShell>,
    endpoint: &Endpoint,
    event: &Event,
    body: Vec<u8>,
    begun_at_ms: i64,
) -> (Option<u16>, AttemptOutcome) {
    let left_ms = || {
        let gone_ms = u64::try_from(clock::now_ms().saturating_sub(begun_at_ms)).unwrap_or(0);
        Ask::DEADLINE_MS.saturating_sub(gone_ms).min(endpoint.timeout_ms)
    };
    let failed = |reason: String, status: Option<u16>, retry_after_ms: Option<i64>| {
        let now_ms = clock::now_ms();
        let duration_ms = now_ms.saturating_sub(begun_at_ms);
        AttemptOutcome::Failed {
            failure: Failure { reason, status, duration_ms },
            retry_not_before_ms: retry_after_ms.map(|it| now_ms.saturating_add(it)),
        }
    };
    let url = match clock::within(left_ms(), attempt::allowed(shell, endpoint)).await {
        Some(Ok(url)) => url,
        Some(Err(reason)) => return (None, failed(reason, None, None)),
        None => return (None, failed(Outcome::TimedOut.to_string(), None, None)),
    };
    let exchange = attempt::request(shell, endpoint, &url, event, body, left_ms()).await;
    let ExchangeResult { outcome, retry_after_ms } = exchange.unwrap_or_else(|fault| {
        shell.report_fault("a question was not asked", &fault);
        ExchangeResult { outcome: Outcome::Unreachable, retry_after_ms: None }
    });
    let Outcome::Answered(status) = outcome else {
        return (None, failed(outcome.to_string(), None, None));
    };
    let duration_ms = clock::now_ms().saturating_sub(begun_at_ms);
    let ended = match classify(outcome) {
        Verdict::Disable => AttemptOutcome::Gone { duration_ms },
        // A 403 is an answer too: questions exist so that an endpoint can forbid.
        Verdict::Delivered => AttemptOutcome::Delivered { status, duration_ms },
        _ if status == 403 => AttemptOutcome::Delivered { status, duration_ms },
        _ => failed(outcome.to_string(), Some(status), retry_after_ms),
    };
    (Some(status), ended)
}
