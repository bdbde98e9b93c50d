//! Deletion of accounts, and the receipts of deletions.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use account_deletion::{advance, begin};
use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Accepted, ErrorCode, RequestContext};
use runtime::{
    call_budget::CallBudget,
    log::{self, events::GatewayApiEvent},
};
use store_d1::{
    Store,
    accounts::deletions::{AccountDeletion, DeletionBegun},
};

use self::{
    input::DeleteAccountIn,
    out::{AccountDeletionsOut, DeletionSummaryOut, ReceiptAnswerOut, ReceiptOut},
};
use super::accounts;
use crate::{
    access::Operator,
    error::{ApiError, ApiResult},
    input::In,
    pages::{Page, PageIn},
};

/// Calls of D1 and of objects that the request itself spends on the deletion, which the cron goes on with. An account with
/// few phones and messages needs no more.
const CALLS_PER_REQUEST: u32 = 30;
/// Text that follows every id, at which the list begins.
const AFTER_ALL: &str = "g";

/// `DELETE /api/v1/operator/accounts/:id`: deletes an account with all its data. From the answer on, every credential of
/// it is refused, everywhere within ten seconds, and its sockets are closed. A repeated request has the same receipt.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    operator: Operator,
    path: Result<Path<String>, PathRejection>,
    In { input, .. }: In<DeleteAccountIn>,
) -> ApiResult<Accepted<ReceiptAnswerOut>> {
    let account_id = accounts::id(path)?;
    let store = Store::open(&context.env)?;
    let begun = begin(&store, &account_id, &input.name, &operator.actor, context.now_ms).await?;
    let deletion = match begun {
        DeletionBegun::Begun(deletion) => deletion,
        DeletionBegun::NameDiffers => {
            return Err(ApiError::invalid("name", "Name is not the name of the account"));
        }
        DeletionBegun::Unknown => return Err(ApiError::account_not_found()),
    };
    accounts::forget_credentials();
    log::set_account(account_id.as_str());
    if deletion.finished_at_ms.is_none() {
        let calls = CallBudget::new(CALLS_PER_REQUEST);
        let id = deletion.id.clone();
        let advanced = advance(&context.env, &store, deletion, context.now_ms, &calls).await;
        if let Err(error) = advanced {
            // The request is durable, and the cron goes on.
            log::write(&GatewayApiEvent::AccountDeletionDelayed { error: &error });
        }
        return Ok(Accepted(receipt(&store, &find(&store, &id).await?).await?));
    }
    Ok(Accepted(receipt(&store, &deletion).await?))
}

/// `GET /api/v1/operator/account-deletions`: the deletions, the newest first.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    _operator: Operator,
    In { input, .. }: In<PageIn>,
) -> ApiResult<Json<AccountDeletionsOut>> {
    let page = Page::from(input);
    let before = if page.after.is_empty() { AFTER_ALL } else { page.after.as_str() };
    let rows = Store::open(&context.env)?.list_account_deletions(before, page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id.clone());
    let deletions = rows.iter().map(DeletionSummaryOut::of).collect();
    Ok(Json(AccountDeletionsOut { deletions, next_cursor }))
}

/// `GET /api/v1/operator/account-deletions/:id`: the receipt.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    _operator: Operator,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<ReceiptAnswerOut>> {
    let id = path.map(|Path(text)| text).map_err(|_| not_found())?;
    let store = Store::open(&context.env)?;
    Ok(Json(receipt(&store, &find(&store, &id).await?).await?))
}

async fn find(store: &Store, id: &str) -> ApiResult<AccountDeletion> {
    store.find_account_deletion(id).await?.ok_or_else(not_found)
}

async fn receipt(store: &Store, deletion: &AccountDeletion) -> ApiResult<ReceiptAnswerOut> {
    let rows = store.deleted_account_rows(&deletion.account_id).await?;
    Ok(ReceiptAnswerOut { deletion: ReceiptOut::of(deletion, &rows) })
}

fn not_found() -> ApiError {
    ApiError::not_found(ErrorCode::AccountDeletionNotFound, "Account deletion not found")
}
