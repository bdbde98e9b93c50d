//! `DELETE /v2/sync/users` (contract 1.5): a service that knows the service key has a shared key deleted.

use axum::response::Response;
use edge_kit::RequestContext;
use http::{HeaderMap, StatusCode};
use relay_crypto::Undecryptable;
use store_d1::Store;

use super::{
    body::{Body, NotJson},
    reply::{bad_request, failed, text},
    throttle,
};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
};

/// Deletes the key of whoever is named so. That there was none is no failure.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    body: Body,
) -> RelayResult<Response> {
    throttle::by_network(&context, &headers).await?;
    let members = body.members().map_err(|NotJson| bad_request("missing msisdn"))?;
    let sealed = members.text("msisdn_hashed").ok_or_else(|| bad_request("missing msisdn"))?;
    // Without a key nothing decrypts.
    let service_key = context.settings.relay.sync.service_key.as_ref();
    let opened = service_key.ok_or(Undecryptable).and_then(|key| key.open_field(sealed));
    let number_hash = opened
        .map_err(|Undecryptable| RelayError::text(StatusCode::FORBIDDEN, "failed to decrypt"))?;
    let store = Store::open(&context.env).map_err(failed)?;
    store.delete_shared_key(&account_id, number_hash.expose()).await.map_err(failed)?;
    Ok(text("OK".to_owned()))
}
