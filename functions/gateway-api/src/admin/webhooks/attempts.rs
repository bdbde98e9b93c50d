//! `GET /api/v1/admin/webhooks/:id/attempts`.

pub(crate) mod show;

use axum::Json;
use edge_kit::RequestContext;
use object_commands::webhook_delivery::ProjectAttempts;
use store_d1::{
    Store,
    webhook_attempts::{AttemptCursor, ListedAttempt},
};
use webhooks::Format;

use super::{
    PathId, find,
    input::ListWebhookAttemptsIn,
    object,
    out::{WebhookAttemptOut, WebhookAttemptsOut},
};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

/// Lists the attempts at delivering to the endpoint, the newest first, including every attempt that had ended before
/// the call. A failed one without `next_attempt_at` was the event's last, unless the event is replayed.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: PathId,
    In { input, .. }: In<ListWebhookAttemptsIn>,
) -> ApiResult<Json<WebhookAttemptsOut>> {
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let before = match input.cursor.as_deref() {
        None => AttemptCursor::newest(),
        Some(text) => place(text).ok_or_else(|| ApiError::bad_parameter("cursor"))?,
    };
    let account_id = &client.account_id;
    let endpoint = find(&context, account_id, path).await?;
    object(&context, account_id, &endpoint.id, ProjectAttempts {}).await?;
    let store = Store::open(&context.env)?;
    let more = limit.saturating_add(1);
    let attempts = store.list_attempts(account_id, &endpoint.id, &before, more).await?;
    let page = attempts.get(..usize::try_from(limit).unwrap_or(usize::MAX)).unwrap_or(&attempts);
    let next = page.last().filter(|_| page.len() < attempts.len()).map(attempt_id);
    let format = Format::parse(&endpoint.format);
    let attempts = page.iter().map(|attempt| WebhookAttemptOut::of(attempt, format)).collect();
    Ok(Json(WebhookAttemptsOut { attempts, next_cursor: next }))
}

/// Returns an attempt's id, which is also the cursor of the attempts before it.
pub(super) fn attempt_id(attempt: &ListedAttempt) -> String {
    format!("{}.{}.{}", attempt.started_at_ms, attempt.event_id, attempt.number)
}

fn place(text: &str) -> Option<AttemptCursor> {
    let mut parts = text.splitn(3, '.');
    let started_at_ms = parts.next()?.parse().ok()?;
    let event_id = parts.next()?.to_owned();
    let number = parts.next()?.parse().ok()?;
    Some(AttemptCursor { started_at_ms, event_id, number })
}
