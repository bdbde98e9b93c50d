//! Numbers that are invited to sign up for the relay.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, NoContent, RequestContext};
use store_d1::Store;
use telephony::PhoneNumber;

use self::{
    input::InviteIn,
    out::{InvitationOut, InvitationsOut, InviteOut},
};
use super::users;
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
    input::In,
    pages::{Page, PageIn},
};

const DEFAULT_DAYS: i64 = 14;
const DAY_MS: i64 = 86_400_000;

/// `GET /api/v1/admin/relay/invitations`: the invited numbers in their order.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<PageIn>,
) -> ApiResult<Json<InvitationsOut>> {
    let page = Page::from(input);
    let store = Store::open(&context.env)?;
    let rows = store.list_relay_invitations(&client.account_id, &page.after, page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.phone_number.as_str().to_owned());
    let invitations = rows.iter().map(|row| InvitationOut::of(row, context.now_ms)).collect();
    Ok(Json(InvitationsOut { invitations, next_cursor }))
}

/// `POST /api/v1/admin/relay/invitations`: lets a number sign up for some days. Inviting it again restarts the period.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<InviteIn>,
) -> ApiResult<Created<InviteOut>> {
    let number = users::phone_number(&input.phone_number, &client)?;
    let days = input.days.unwrap_or(DEFAULT_DAYS);
    let expires_at_ms = context.now_ms.saturating_add(days.saturating_mul(DAY_MS));
    let store = Store::open(&context.env)?;
    let account_id = &client.account_id;
    store.invite_relay_number(account_id, &number, context.now_ms, expires_at_ms).await?;
    Ok(Created(InviteOut::of(&number, context.now_ms, expires_at_ms)))
}

/// `DELETE /api/v1/admin/relay/invitations/:phone_number`.
#[worker::send]
pub(crate) async fn withdraw(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<NoContent> {
    let number = path.ok().and_then(|Path(text)| PhoneNumber::parse_international(&text).ok());
    let number = number.ok_or_else(ApiError::invitation_not_found)?;
    let store = Store::open(&context.env)?;
    if !store.withdraw_relay_invitation(&client.account_id, &number).await? {
        return Err(ApiError::invitation_not_found());
    }
    Ok(NoContent)
}
