//! Requests to another server that forwards pushes.

use object_commands::push_queue::Push;
use push_queue::{PushOutcome, upstream};
use runtime::log::{self, events::PushEvent};

use crate::post_request::post;

/// Sends the pushes in one request. Its outcome applies to each of them.
pub(crate) async fn send(url: &str, pushes: &[Push], timeout_ms: u64) -> PushOutcome {
    let headers = [("content-type", "application/json"), ("user-agent", upstream::USER_AGENT)];
    let answer = post(url, &headers, &upstream::body(pushes), timeout_ms).await;
    let outcome = answer.as_ref().map_or(PushOutcome::Failed { retry_after_ms: None }, |answer| {
        upstream::classify_answer(answer.status, answer.retry_after_ms)
    });
    if outcome != PushOutcome::Sent {
        let status = answer.map_or(0, |answer| answer.status);
        log::write(&PushEvent::UpstreamRefused { status: &status, count: &pushes.len() });
    }
    outcome
}
