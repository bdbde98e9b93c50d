//! `POST /v2/sync/users/{user_id}/sessions/{session_id}/` (contract 1.5): key and password in one request. The session
//! id is ignored.

use edge_kit::{ErrorCode, RequestContext};
use http::{StatusCode, Uri};
use identity::password::Password;
use ids::AccountId;
use password_guesses::GuessOrigin;
use relay_crypto::{ClientKey, OaepDigests};
use relay_users::RelayUserId;
use runtime::OsRng;

use super::{
    input::OneStepIn,
    keys,
    out::{OneStepOut, SyncedOut},
    responses::{Keyed, bad_request, failed, missing_public_key},
    shared_key::{self, CreatedKey},
};
use crate::{
    error::{RelayError, RelayResult},
    grants::platforms,
    users::password::{self, PasswordCheck},
};

/// Checks the password and creates the user's key.
pub(crate) async fn handshake(
    context: &RequestContext,
    account_id: &AccountId,
    (uri, origin): (&Uri, &GuessOrigin),
    user_id: &RelayUserId,
    input: &OneStepIn,
) -> RelayResult<Keyed<SyncedOut>> {
    let client_key = ClientKey::parse(&input.public_key).map_err(|_| missing_public_key())?;
    let server_keys = keys::required(context)?.server;
    let digest = input.digest.as_deref();
    let decryption = OaepDigests::of_one_step(digest, input.mask_digest.as_deref());
    let encryption = OaepDigests::of_one_step(digest, input.answer_mask_digest.as_deref());
    let decrypted = server_keys.decrypt(&input.password, decryption, &mut OsRng);
    let decrypted =
        decrypted.map_err(|_| bad_request(ErrorCode::DecryptionFailed, "error with decryption"))?;
    let password = Password::new(decrypted.expose());
    let checked = password::check(context, account_id, user_id, origin, &password).await;
    let user = match checked.map_err(failed)? {
        PasswordCheck::Right(user) => user,
        PasswordCheck::Wrong => return Err(refused()),
        PasswordCheck::Blocked { retry_after_secs } => {
            return Err(refused().retry_after(retry_after_secs));
        }
    };
    let platforms = platforms::of_user(context, account_id, &user.user_id, uri).await;
    let user_platforms = platforms.map_err(failed)?;
    // Last, because it replaces the user's previous key, which nothing restores.
    let made = shared_key::create(context, account_id, &user, &client_key, encryption).await;
    let CreatedKey { encrypted, number_hash } =
        made.map_err(|error| error.map_or_else(refused, failed))?;
    let reply = OneStepOut { msisdn_hash: number_hash, shared_key: encrypted, user_platforms };
    Ok(Keyed::new(SyncedOut::OneStep(reply), server_keys.newest()))
}

/// 403 without a body, the same for a wrong password, an unknown user and a password that is not checked.
fn refused() -> RelayError {
    RelayError::empty(ErrorCode::WrongPassword, StatusCode::FORBIDDEN)
}
