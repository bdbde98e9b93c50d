//! Outbound requests with a deadline, and the disposal of response bodies that are not read.

use futures_util::StreamExt;
use worker::{AbortController, Fetch, Request, Response};

use crate::clock;

/// Limits on draining a body that is not read. A drained connection can be reused; beyond these limits the request
/// is aborted instead.
const LEFTOVER_BYTES: usize = 65_536;
const LEFTOVER_MS: u64 = 1_000;

/// Reason why a request got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    TimedOut,
    /// The connection was refused, broke, or could not be trusted.
    Unreachable,
}

/// A response whose headers have arrived and whose body may still be on its way.
#[derive(Debug)]
pub struct FetchedResponse {
    pub response: Response,
    controller: AbortController,
}

/// Sends a request and waits for the response's headers. `AbortSignal.timeout` is not used: it would keep an object
/// in memory until the deadline even if the answer came at once.
pub async fn answer_to(request: Request, deadline_ms: u64) -> Result<FetchedResponse, NoAnswer> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let fetch = Fetch::Request(request);
    let Some(answer) = clock::within(deadline_ms, fetch.send_with_signal(&signal)).await else {
        controller.abort();
        return Err(NoAnswer::TimedOut);
    };
    let response = answer.map_err(|_| NoAnswer::Unreachable)?;
    Ok(FetchedResponse { response, controller })
}

impl FetchedResponse {
    /// Drains a short body so that the connection can be reused, and aborts a long one. An unread body would keep
    /// its connection, and the object, in memory.
    pub async fn discard(self) {
        self.beginning(0).await;
    }

    /// Returns up to `max_bytes` of the body, and discards the rest as [`discard`](Self::discard) does. A body that
    /// breaks off, or is slower than a second, yields what has arrived.
    pub async fn beginning(mut self, max_bytes: usize) -> Vec<u8> {
        let mut kept = Vec::new();
        let leftover = async {
            let mut bytes = 0_usize;
            // Only a response without a body has no stream, and nothing of it is left to drain.
            let Ok(mut body) = self.response.stream() else { return true };
            while let Some(chunk) = body.next().await {
                // A body that breaks off counts as too long, so that the request is aborted.
                let Ok(chunk) = chunk else { return false };
                let room = max_bytes.saturating_sub(kept.len());
                kept.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                bytes = bytes.saturating_add(chunk.len());
                if bytes >= LEFTOVER_BYTES {
                    return false;
                }
            }
            true
        };
        if clock::within(LEFTOVER_MS, leftover).await != Some(true) {
            self.controller.abort();
        }
        kept
    }

    /// Aborts the exchange and closes its connection.
    pub fn abort(self) {
        self.controller.abort();
    }

    /// Reads the body as UTF-8 text. `None` when it is longer than `max_bytes`, breaks off, is not UTF-8, or has
    /// not arrived by the deadline.
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

    /// Value of `Retry-After` in milliseconds. The header's date form is not read, because these services send
    /// seconds.
    pub fn retry_after_ms(&self) -> Option<i64> {
        let text = self.response.headers().get("retry-after").ok().flatten()?;
        let secs: u32 = text.trim().parse().ok()?;
        Some(i64::from(secs) * 1_000)
    }
}
