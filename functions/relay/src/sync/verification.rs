//! `POST /v2/sync/users/verification` (contract 1.5): an app that was synced before gets its key again.

use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode};
use relay_crypto::{ClientKey, OaepDigests, SharedKey};
use runtime::{
    OsRng,
    log::{self, events::RelayUserEvent},
};
use store_d1::{Store, relay::shared_keys::SharedKeyRow};

use super::{
    input::VerifySyncIn,
    json_body::JsonBody,
    keys,
    out::VerifySyncOut,
    responses::{Keyed, bad_request, failed, server_error},
    throttle,
};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
};

/// Encrypts the user's key again for the app that signs with the key of the last sync.
#[worker::send]
pub(crate) async fn verify(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    body: JsonBody<VerifySyncIn>,
) -> RelayResult<Keyed<VerifySyncOut>> {
    throttle::by_network(&context, &headers).await?;
    let input = body.input(ErrorCode::MalformedRequest, "poorly formed json")?;
    let keys = keys::required(&context)?;
    let digests = OaepDigests::of_one_step(input.digest.as_deref(), input.mask_digest.as_deref());
    let number_hash = keys.server.decrypt(&input.msisdn, digests, &mut OsRng);
    let number_hash = number_hash
        .map_err(|_| bad_request(ErrorCode::DecryptionFailed, "error with decryption"))?;
    let store = Store::open(&context.env).map_err(failed)?;
    let row = store.find_shared_key(&account_id, number_hash.expose()).await.map_err(failed)?;
    let no_key = |text| forbidden(ErrorCode::SharedKeyNotFound, text);
    let row = row.ok_or_else(|| no_key("no shared key for user"))?;
    let client_key =
        ClientKey::parse(&row.client_key).map_err(|_| no_key("no public key for user"))?;
    if !client_key.has_signed(number_hash.expose(), &input.msisdn_signature) {
        return Err(forbidden(ErrorCode::InvalidSignature, "signing check error"));
    }
    let (account, user_id) = (account_id.as_str(), row.user_id.as_str());
    let key = SharedKey::open(&row.sealed_key, keys.sealing, account, user_id);
    let key = key.map_err(|_| unreadable())?;
    let shared_key = client_key.encrypt(key.expose(), digests_of(&row), &mut OsRng);
    let shared_key = shared_key.map_err(|_| unreadable())?;
    Ok(Keyed::new(VerifySyncOut { shared_key }, keys.server.newest()))
}

/// Returns the digests that the app requested when it synced.
fn digests_of(row: &SharedKeyRow) -> OaepDigests {
    OaepDigests::of_one_step(Some(&row.client_digest), Some(&row.client_mgf1))
}

fn forbidden(code: ErrorCode, text: &'static str) -> RelayError {
    RelayError::text(code, StatusCode::FORBIDDEN, text)
}

/// The sealing key of the shared key is gone.
fn unreadable() -> RelayError {
    log::write(&RelayUserEvent::SharedKeyNotOpened);
    server_error()
}
