//! `GET /session/{session_id}/interactions`, which the original lacks.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, TimeMs};
use masking::ProxySessionId;
use messaging::Message;
use object_commands::dispatcher::{Flush, FlushOutcome};
use serde::Serialize;
use store_d1::{Store, masking::interactions::InteractionRecord};

use crate::{
    access::{Client, MayConnect},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    input::{FromQuery, Query, QueryPairs},
};

/// Maximum number of interactions in one answer.
const MAX_LISTED: u32 = 100;

/// Query of `GET /session/{session_id}/interactions`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListInteractionsIn {
    /// `next_after` of the page before: the id of its last message.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    after: String,
}

/// Answer of `GET /session/{session_id}/interactions`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InteractionsOut {
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    session_id: ProxySessionId,
    /// At most 100, in the order of sending.
    interactions: Vec<InteractionOut>,
    /// Cursor of the next page; absent on a page that is not full.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<String>,
}

/// A message that was sent for a session.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct InteractionOut {
    /// Id of the sent message.
    id: String,
    /// Why the message was sent.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["relay", "session_start", "session_end", "no_session", "notice"]))
    )]
    kind: String,
    /// Id of the inbound message that was relayed or answered; `null` if there is none.
    inbound_id: Option<String>,
    /// Time at which that inbound message arrived; `null` if there is none.
    received_at: Option<TimeMs>,
    /// `null` if the message is no longer stored.
    message: Option<MessageOut>,
}

/// The sent message.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct MessageOut {
    /// Recipient; `null` if the message has none.
    to: Option<String>,
    /// `null` if the message's text is not stored in clear.
    body: Option<String>,
    /// State: `accepted` without a route yet, `dispatched` to a route, `acknowledged` by the route, `cancelling` while a
    /// cancellation is not confirmed.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = [
            "accepted", "dispatched", "acknowledged", "sent", "delivered", "failed", "cancelling", "cancelled"
        ]))
    )]
    state: &'static str,
    /// Why the message failed; `null` if it has not.
    error: Option<String>,
    created_at: TimeMs,
    sent_at: Option<TimeMs>,
    delivered_at: Option<TimeMs>,
    failed_at: Option<TimeMs>,
}

/// `GET /session/{session_id}/interactions`: lists the messages sent for a session and their states, in the order of
/// sending; `?after=` returns the next page.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayConnect>,
    path: Result<Path<String>, PathRejection>,
    Query(ListInteractionsIn { after }): Query<ListInteractionsIn>,
) -> ProxyResult<Json<InteractionsOut>> {
    let session_id = ProxySessionId::from_text(path.map(|Path(id)| id).unwrap_or_default());
    let store = Store::open(&context.env)?;
    let found = store.find_session(&client.account_id, &session_id).await?;
    found.ok_or_else(|| ProxyError::session_not_found(&session_id, "does not exist"))?;
    match dispatcher_calls::call(&context, &client.account_id, Flush {}).await? {
        FlushOutcome::Done => {}
        FlushOutcome::Busy => return Err(ProxyError::unavailable()),
    }
    let listed =
        store.list_interactions(&client.account_id, &session_id, &after, MAX_LISTED).await?;
    let full = u32::try_from(listed.len()).is_ok_and(|count| count >= MAX_LISTED);
    let next_after = listed.last().filter(|_| full).map(|last| last.message_id.clone());
    let interactions = listed.into_iter().map(shown).collect();
    Ok(Json(InteractionsOut { session_id, interactions, next_after }))
}

impl FromQuery for ListInteractionsIn {
    fn read(query: &QueryPairs) -> ProxyResult<Self> {
        Ok(Self { after: query.text("after").unwrap_or_default().to_owned() })
    }
}

fn shown(record: InteractionRecord) -> InteractionOut {
    InteractionOut {
        id: record.message_id,
        kind: record.kind,
        inbound_id: record.inbound_id,
        received_at: record.received_at_ms.map(TimeMs),
        message: record.message.as_ref().map(message),
    }
}

fn message(message: &Message) -> MessageOut {
    let recipient = message.recipients.first();
    MessageOut {
        to: recipient.map(|it| it.address.as_str().to_owned()),
        body: message.content.text().map(|text| text.as_str().to_owned()),
        state: message.state().as_str(),
        error: recipient.and_then(|it| it.error.clone()),
        created_at: TimeMs(message.created_at_ms),
        sent_at: recipient.and_then(|it| it.sent_at_ms).map(TimeMs),
        delivered_at: recipient.and_then(|it| it.delivered_at_ms).map(TimeMs),
        failed_at: recipient.and_then(|it| it.failed_at_ms).map(TimeMs),
    }
}
