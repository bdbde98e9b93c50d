//! `/api/v1/admin/otp/blocks`: blocks of numbers to which no codes are sent.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, ErrorCode, RequestContext};
use one_time_codes::NumberBlock;
use store_d1::Store;

use super::{
    DEFAULT_LIMIT, MAX_LIMIT,
    input::{BlockNumbersIn, ListNumberBlocksIn},
    out::{ChangedNumberBlockOut, NumberBlockOut, NumberBlocksOut},
};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
    input::In,
};

const MAX_NOTE_CHARS: usize = 255;
const MINUTE_MS: i64 = 60_000;

/// `GET /api/v1/admin/otp/blocks`: blocks by their numbers, ended ones too while a further one would be a repetition.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<ListNumberBlocksIn>,
) -> ApiResult<Json<NumberBlocksOut>> {
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let after = match input.cursor.as_deref() {
        None => String::new(),
        Some(text) => numbers(text, "cursor")?.as_str().to_owned(),
    };
    let store = Store::open(&context.env)?;
    let more = limit.saturating_add(1);
    let blocks = store.list_number_blocks(&client.account_id, &after, more).await?;
    let page = blocks.get(..usize::try_from(limit).unwrap_or(usize::MAX)).unwrap_or(&blocks);
    let next = page.last().filter(|_| page.len() < blocks.len());
    Ok(Json(NumberBlocksOut {
        next_cursor: next.map(|block| block.number_block.clone()),
        number_blocks: page.iter().map(|it| NumberBlockOut::of(it, context.now_ms)).collect(),
    }))
}

/// `POST /api/v1/admin/otp/blocks`: blocks numbers by hand. A block that they have is replaced.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<BlockNumbersIn>,
) -> ApiResult<Created<ChangedNumberBlockOut>> {
    let block = NumberBlock::parse(&input.number_block).ok_or_else(|| {
        ApiError::invalid("number_block", "number_block must be a plus sign and six digits")
    })?;
    let note = input.note.filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE_CHARS) {
        let text = format!("note must have at most {MAX_NOTE_CHARS} characters");
        return Err(ApiError::invalid("note", text));
    }
    let now_ms = context.now_ms;
    let until_ms =
        input.minutes.map(|minutes| now_ms.saturating_add(minutes.saturating_mul(MINUTE_MS)));
    let store = Store::open(&context.env)?;
    let added = store
        .add_number_block(&client.account_id, &block, until_ms, note.as_deref(), now_ms)
        .await?;
    let added = added.ok_or_else(|| {
        ApiError::refused(ErrorCode::ResourceLimitReached, "Too many blocks of numbers")
    })?;
    Ok(Created(ChangedNumberBlockOut {
        number_block: NumberBlockOut::of(&added, now_ms),
        success: true,
    }))
}

/// `DELETE /api/v1/admin/otp/blocks/:number_block`: lifts a block. The numbers are not blocked automatically for an hour.
#[worker::send]
pub(crate) async fn lift(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<ChangedNumberBlockOut>> {
    let block = path.ok().and_then(|Path(text)| NumberBlock::parse(&text));
    let block = block.ok_or_else(ApiError::number_block_not_found)?;
    let store = Store::open(&context.env)?;
    let lifted = store.lift_number_block(&client.account_id, &block, context.now_ms).await?;
    let lifted = lifted.ok_or_else(ApiError::number_block_not_found)?;
    Ok(Json(ChangedNumberBlockOut {
        number_block: NumberBlockOut::of(&lifted, context.now_ms),
        success: true,
    }))
}

fn numbers(text: &str, name: &str) -> ApiResult<NumberBlock> {
    NumberBlock::parse(text).ok_or_else(|| ApiError::bad_parameter(name))
}
