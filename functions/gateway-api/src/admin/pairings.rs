//! `/api/v1/admin/pairings`: permissions for one gateway each to join the account.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, ErrorCode, RequestContext, answers::SuccessOut, original_url};
use http::{HeaderMap, Uri};
use identity::{ApiKey, KeyKind};
use rand_core::RngCore;
use runtime::OsRng;
use store_d1::{
    Store,
    pairings::{MAX_OPEN, NewPairing},
};

use self::{
    input::CreatePairingIn,
    out::{CreatedPairingOut, PairingOut, ShownPairingOut},
};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
    input::In,
};

const MAX_NAME_CHARS: usize = 255;

/// `POST /api/v1/admin/pairings`: makes a pairing, whose token is shown only in the answer.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageGateways>,
    headers: HeaderMap,
    uri: Uri,
    In { input, .. }: In<CreatePairingIn>,
) -> ApiResult<Created<CreatedPairingOut>> {
    let name = input.name;
    if name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME_CHARS) {
        let error = format!("Name is too long (maximum is {MAX_NAME_CHARS} characters)");
        return Err(ApiError::invalid("name", error));
    }
    let (account_id, secrets) = (&client.account_id, &context.settings.server_secrets);
    let token = ApiKey::mint(KeyKind::Pairing, account_id, secrets, &mut OsRng);
    let id = format!("par_{:016x}", OsRng.next_u64());
    let kind = input.kind.unwrap_or_default();
    let pairing = NewPairing { id: &id, digest: &token.digest(), name: name.as_deref(), kind };
    let store = Store::open(&context.env)?;
    if !store.insert_pairing(account_id, &pairing, context.now_ms).await? {
        let text = format!("An account may have {MAX_OPEN} open pairings, and 200 within a day");
        return Err(ApiError::refused(ErrorCode::ResourceLimitReached, text));
    }
    context.audit.created(&id);
    let public_base = context.settings.public_url.as_deref();
    let base = original_url::base_url(public_base, &headers, &uri);
    let pairing = PairingOut::new(id, name, kind, context.now_ms);
    Ok(Created(CreatedPairingOut::of(pairing, token.expose(), &base)))
}

/// `GET /api/v1/admin/pairings/:id`: the pairing, until a day after it has expired.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<ShownPairingOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::pairing_not_found()) };
    let found = Store::open(&context.env)?.find_pairing(&client.account_id, &id).await?;
    let found = found.ok_or_else(ApiError::pairing_not_found)?;
    Ok(Json(ShownPairingOut { pairing: PairingOut::of(found, context.now_ms) }))
}

/// `DELETE /api/v1/admin/pairings/:id`: takes the permission back. The gateway that came of it stays.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<SuccessOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::pairing_not_found()) };
    if Store::open(&context.env)?.delete_pairing(&client.account_id, &id).await? {
        Ok(Json(SuccessOut::DONE))
    } else {
        Err(ApiError::pairing_not_found())
    }
}
