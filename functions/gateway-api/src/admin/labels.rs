//! `/api/v1/admin/labels`: what was sent under each label, as numbers of messages by state.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use messaging::Label;
use store_d1::Store;

use self::{
    input::ListLabelsIn,
    out::{LabelOut, LabelsOut},
};
use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

/// `GET /api/v1/admin/labels`: the account's labels in the order of their characters, with their numbers of messages.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    In { input, .. }: In<ListLabelsIn>,
) -> ApiResult<Json<LabelsOut>> {
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let after = input.cursor.unwrap_or_default();
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let store = Store::open(&context.env)?;
    let mut labels = store.list_labels(&client.account_id, &after, limit.saturating_add(1)).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = labels.len() > most;
    labels.truncate(most);
    let next_cursor = labels.last().filter(|_| has_more).map(|counts| counts.label.clone());
    let labels = labels.iter().map(LabelOut::from).collect();
    Ok(Json(LabelsOut { labels, next_cursor }))
}

/// `GET /api/v1/admin/labels/:label`: the numbers of one label's messages.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<LabelOut>> {
    let label = path.ok().and_then(|Path(text)| Label::parse(&text));
    let label = label.ok_or_else(ApiError::label_not_found)?;
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let counts = Store::open(&context.env)?.find_label(&client.account_id, &label).await?;
    let counts = counts.ok_or_else(ApiError::label_not_found)?;
    Ok(Json(LabelOut::from(&counts)))
}
