//! Requests to the outside with a deadline, and the end of what nobody reads.

use futures_util::StreamExt;
use worker::{AbortController, Fetch, Request, Response};

use crate::clock;

/// So much of an answer that nobody reads is let come, and for so long, for its connection to be of use again.
const LEFTOVER_BYTES: usize = 65_536;
const LEFTOVER_MS: u64 = 1_000;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    TimedOut,
    /// The connection was refused, broke, or was not to be trusted.
    Unreachable,
}

/// An answer whose head is here.
#[derive(Debug)]
pub struct Answer {
    pub response: Response,
    controller: AbortController,
}

/// Waits for an answer's head. The platform's own signal for this would keep an object in memory until the
/// deadline even if the answer came at once.
pub async fn answer_to(request: Request, deadline_ms: u64) -> Result<Answer, NoAnswer> {
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
    /// Ends the exchange. What is still to come would keep its connection, and an object in memory.
    pub async fn discard(mut self) {
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

    /// Ends the exchange at once, and its connection with it.
    pub fn abort(self) {
        self.controller.abort();
    }

    /// The body as text. One that is longer than `max_bytes`, breaks off, or is not there by the deadline is
    /// none.
    pub async fn text(mut self, max_bytes: usize, deadline_ms: u64) -> Option<String> {
        let whole = async {
            let mut bytes: Vec<u8> = Vec::new();
            let Ok(mut body) = self.response.stream() else { return Some(bytes) };
            while let Some(chunk) = body.next().await {
                bytes.extend(chunk.ok()?);
                if bytes.len() > max_bytes {
                    return None;
                }
            }
            Some(bytes)
        };
        let whole = clock::within(deadline_ms, whole).await.flatten();
        if whole.is_none() {
            self.controller.abort();
        }
        String::from_utf8(whole?).ok()
    }

    /// `Retry-After` in seconds, as milliseconds; its other form, a date, is not what these services send.
    pub fn retry_after_ms(&self) -> Option<i64> {
        let text = self.response.headers().get("retry-after").ok().flatten()?;
        let secs: u32 = text.trim().parse().ok()?;
        Some(i64::from(secs) * 1_000)
    }
}
