//! `GET /api/v1/admin/messages/:message_id/timeline/verify`.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use messaging::{ChainVerdict, TimelineChain};

use super::out::VerifiedTimelineOut;
use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::ApiResult,
};

/// `GET /api/v1/admin/messages/:message_id/timeline/verify`: tells whether the stored timeline is the one that was
/// written.
#[worker::send]
pub(crate) async fn verify(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<VerifiedTimelineOut>> {
    let message = dispatcher_calls::message(&context, &client.account_id, path).await?;
    let keys = context.settings.timeline_keys.clone();
    let verdict = TimelineChain::new(keys, client.account_id.as_str()).verify(&message);
    let (word, first_invalid_entry) = match verdict {
        ChainVerdict::Valid => ("valid", None),
        ChainVerdict::Unchained => ("unchained", None),
        ChainVerdict::Broken { entry } => ("invalid", Some(entry)),
    };
    Ok(Json(VerifiedTimelineOut {
        entries: message.timeline.len(),
        first_invalid_entry,
        message_id: message.id.as_str().to_owned(),
        timeline_head: message.timeline_head().map(str::to_owned),
        verdict: word,
    }))
}
