//! `GET /session/{session_id}/interactions`, which the original lacks.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, parse_query};
use http::Uri;
use masking::ProxySessionId;
use messaging::Message;
use object_commands::dispatcher::{Flush, FlushOutcome};
use runtime::timestamp;
use serde::Serialize;
use store_d1::{Store, masking::interactions::InteractionRecord};
use unix_time::UnixMillis;

use crate::{
    access::{Client, MayConnect},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
};

/// Maximum number of interactions in one answer.
const MAX_LISTED: u32 = 100;

#[derive(Serialize)]
pub(crate) struct InteractionsOut {
    session_id: ProxySessionId,
    interactions: Vec<InteractionOut>,
    /// Cursor for the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<String>,
}

#[derive(Serialize)]
struct InteractionOut {
    /// Id of the sent message.
    id: String,
    /// `relay`, `session_start`, `session_end`, `no_session`, or `notice`.
    kind: String,
    /// Id of the inbound message that was relayed or answered, if any.
    inbound_id: Option<String>,
    received_at: Option<String>,
    /// `null` if the message is no longer stored.
    message: Option<MessageOut>,
}

#[derive(Serialize)]
struct MessageOut {
    to: Option<String>,
    body: Option<String>,
    /// State, in the same words as in the account's other faces.
    state: &'static str,
    error: Option<String>,
    created_at: String,
    sent_at: Option<String>,
    delivered_at: Option<String>,
    failed_at: Option<String>,
}

/// `GET /session/{session_id}/interactions`: lists the messages sent for a session and their states, in the order of
/// sending; `?after=` returns the next page.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayConnect>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> ProxyResult<Json<InteractionsOut>> {
    let session_id = ProxySessionId::from_text(path.map(|Path(id)| id).unwrap_or_default());
    let store = Store::open(&context.env)?;
    let found = store.find_session(&client.account_id, &session_id).await?;
    found.ok_or_else(|| ProxyError::session_not_found(&session_id, "does not exist"))?;
    match dispatcher_calls::call(&context, &client.account_id, Flush {}).await? {
        FlushOutcome::Done => {}
        FlushOutcome::Busy => return Err(ProxyError::unavailable()),
    }
    let query = parse_query(&uri)?;
    let after = query.iter().find(|(name, _)| name == "after").map_or("", |(_, text)| text);
    let listed =
        store.list_interactions(&client.account_id, &session_id, after, MAX_LISTED).await?;
    let full = u32::try_from(listed.len()).is_ok_and(|count| count >= MAX_LISTED);
    let next_after = listed.last().filter(|_| full).map(|last| last.message_id.clone());
    let interactions = listed.into_iter().map(shown).collect();
    Ok(Json(InteractionsOut { session_id, interactions, next_after }))
}

fn shown(record: InteractionRecord) -> InteractionOut {
    InteractionOut {
        id: record.message_id,
        kind: record.kind,
        inbound_id: record.inbound_id,
        received_at: record.received_at_ms.map(timestamp::format_ms),
        message: record.message.as_ref().map(message),
    }
}

fn message(message: &Message) -> MessageOut {
    let recipient = message.recipients.first();
    let time = |at_ms: Option<UnixMillis>| at_ms.map(timestamp::format_ms);
    MessageOut {
        to: recipient.map(|it| it.address.as_str().to_owned()),
        body: message.content.text().map(|text| text.as_str().to_owned()),
        state: message.state().as_str(),
        error: recipient.and_then(|it| it.error.clone()),
        created_at: timestamp::format_ms(message.created_at_ms),
        sent_at: time(recipient.and_then(|it| it.sent_at_ms)),
        delivered_at: time(recipient.and_then(|it| it.delivered_at_ms)),
        failed_at: time(recipient.and_then(|it| it.failed_at_ms)),
    }
}
