//! `DELETE /v2/sync/users` (contract 1.5): a service that has the service key deletes a shared key.

use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode};
use relay_crypto::DecryptedText;
use runtime::log::{self, events::RelayUserEvent};
use store_d1::Store;

use super::{input::DeleteSharedKeyIn, json_body::JsonBody, responses::failed, throttle};
use crate::{
    account::RelayAccount,
    answers::Text,
    error::{RelayError, RelayResult},
};

/// Stands for a hash that matches no user; real hashes have 128 characters.
const UNKNOWN_NUMBER_HASH: &str = "";

/// Deletes the shared key of the named user. An undecryptable name is looked up and answered like an unknown one: a
/// service that could tell wrong padding from an unknown name could decrypt texts sealed for this one.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    body: JsonBody<DeleteSharedKeyIn>,
) -> RelayResult<Text> {
    throttle::by_network(&context, &headers).await?;
    let input = body.input(ErrorCode::MissingParameter, "missing msisdn")?;
    // Without the service key nothing can be decrypted.
    let service_key = context.settings.relay.sync.service_key.as_ref();
    let service_key = service_key.ok_or_else(|| {
        let code = ErrorCode::DecryptionFailed;
        RelayError::text(code, StatusCode::FORBIDDEN, "failed to decrypt")
    })?;
    let opened = service_key.open_field(&input.msisdn_hashed);
    let number_hash = opened.as_ref().map_or(UNKNOWN_NUMBER_HASH, DecryptedText::expose);
    let store = Store::open(&context.env).map_err(failed)?;
    let deleted = store.delete_shared_key(&account_id, number_hash).await.map_err(failed)?;
    if deleted.is_none() {
        log::write(&RelayUserEvent::UnknownSharedKey);
    }
    Ok(Text("OK".to_owned()))
}
