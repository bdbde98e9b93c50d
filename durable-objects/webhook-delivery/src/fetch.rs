//! Requests with a deadline.

use runtime::clock;
use worker::{AbortController, Fetch, Request, Response};

/// Why there is no answer.
pub(crate) enum NoAnswer {
    TimedOut,
    /// The connection was refused, broke, or was not to be trusted.
    Unreachable,
}

/// Waits for an answer's head. The platform's own signal for this would keep the object in memory until the
/// deadline even if the answer came at once.
pub(crate) async fn answer_to(request: Request, deadline_ms: u64) -> Result<Response, NoAnswer> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let answer = Fetch::Request(request).send_with_signal(&signal);
    let Some(answer) = clock::within(deadline_ms, answer).await else {
        controller.abort();
        return Err(NoAnswer::TimedOut);
    };
    answer.map_err(|_| NoAnswer::Unreachable)
}
