//! Creation of a user's shared key.

use edge_kit::RequestContext;
use ids::AccountId;
use rand_core::RngCore;
use relay_crypto::{ClientKey, Hash, OaepDigests, SharedKey};
use runtime::OsRng;
use store_d1::{
    Store,
    relay::{shared_keys::NewSharedKey, users::RelayUser},
};

use super::{keys, sync_notice};
use crate::error::RelayError;

const NUMBER_HASH_BYTES: usize = 64;

/// A stored key of the user.
pub(crate) struct CreatedKey {
    /// Key in base64, encrypted for the app.
    pub(crate) encrypted: String,
    /// Hash by which the user identifies themselves to us.
    pub(crate) number_hash: String,
}

/// Creates a key that replaces the user's previous one, and notifies the user of that. `Err(None)` if the user is gone.
pub(crate) async fn create(
    context: &RequestContext,
    account_id: &AccountId,
    user: &RelayUser,
    client_key: &ClientKey,
    digests: OaepDigests,
) -> Result<CreatedKey, Option<RelayError>> {
    let key = SharedKey::random(&mut OsRng);
    // Encrypted before it is stored, so that an unusable public key leaves the previous shared key in place.
    let encrypted = client_key.encrypt(key.expose(), digests, &mut OsRng);
    let keyring = keys::required(context).map_err(Some)?.sealing;
    let sealed_key = key.seal(keyring, account_id.as_str(), user.user_id.as_str(), &mut OsRng);
    let sealed_key = sealed_key.map_err(|_| Some(RelayError::unavailable()))?;
    let (Ok(encrypted), Ok(store)) = (encrypted, Store::open(&context.env)) else {
        return Err(Some(RelayError::unavailable()));
    };
    let mut random = [0; NUMBER_HASH_BYTES];
    OsRng.fill_bytes(&mut random);
    let new = NewSharedKey {
        user_id: &user.user_id,
        sealed_key: &sealed_key,
        number_hash: &hex::encode(random),
        client_key: client_key.pem(),
        client_digests: (name(digests.digest), name(digests.mgf1)),
    };
    let set = store.set_shared_key(account_id, &new, context.now_ms).await;
    let set = set.map_err(|error| Some(error.into()))?.ok_or(None)?;
    if set.previous_synced_at_ms.is_some() {
        sync_notice::send_later(context, account_id, user);
    }
    Ok(CreatedKey { encrypted, number_hash: set.number_hash })
}

fn name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
    }
}
