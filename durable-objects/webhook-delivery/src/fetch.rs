//! Requests with a deadline, and the end of what nobody reads.

use futures_util::StreamExt;
use runtime::clock;
use worker::{AbortController, Fetch, Request, Response};

/// So much of an answer that nobody reads is let come, and for so long, for its connection to be of use again.
const LEFTOVER_BYTES: usize = 65_536;
const LEFTOVER_MS: u64 = 1_000;

/// Why there is no answer.
pub(crate) enum NoAnswer {
    TimedOut,
    /// The connection was refused, broke, or was not to be trusted.
    Unreachable,
}

/// An answer whose head is here.
pub(crate) struct Answer {
    pub(crate) response: Response,
    controller: AbortController,
}

/// Waits for an answer's head. The platform's own signal for this would keep the object in memory until the
/// deadline even if the answer came at once.
pub(crate) async fn answer_to(request: Request, deadline_ms: u64) -> Result<Answer, NoAnswer> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let fetch = Fetch::Request(request);
    let Some(answer) = clock::within(deadline_ms, fetch.send_with_signal(&signal)).await else {
        controller.abort();
        return Err(NoAnswer::TimedOut);
    };
    let response = answer.map_err(|_| NoAnswer::Unreachable)?;
    Ok(Answer { response, controller })
}

impl Answer {
    /// Ends the exchange. What is still to come would keep its connection, and the object in memory.
    pub(crate) async fn discard(mut self) {
        let leftover = async {
            let mut bytes = 0_usize;
            let Ok(mut body) = self.response.stream() else { return true };
            while let Some(chunk) = body.next().await {
                bytes = bytes.saturating_add(chunk.map_or(LEFTOVER_BYTES, |chunk| chunk.len()));
                if bytes >= LEFTOVER_BYTES {
                    return false;
                }
            }
            true
        };
        if clock::within(LEFTOVER_MS, leftover).await != Some(true) {
            self.controller.abort();
        }
    }
}
