//! `POST /v2/sync/users/{user_id}/sessions/{session_id}/` (contract 1.5): key and password in one request. The session
//! id is ignored.

use axum::response::Response;
use edge_kit::RequestContext;
use http::{StatusCode, Uri};
use identity::password::Password;
use ids::AccountId;
use password_guesses::GuessOrigin;
use relay_crypto::{ClientKey, OaepDigests};
use relay_users::RelayUserId;
use runtime::OsRng;
use serde::Serialize;

use super::{
    json_body::JsonMembers,
    keys,
    responses::{bad_request, failed, json},
    shared_key::{self, CreatedKey},
};
use crate::{
    error::{RelayError, RelayResult},
    grants::platforms::{self, UserPlatforms},
    users::password::{self, PasswordCheck},
};

#[derive(Serialize)]
struct OneStepOut {
    msisdn_hash: String,
    shared_key: String,
    user_platforms: UserPlatforms,
}

/// Checks the password and creates the user's key.
pub(crate) async fn handshake(
    context: &RequestContext,
    account_id: &AccountId,
    (uri, origin): (&Uri, &GuessOrigin),
    user_id: &RelayUserId,
    members: JsonMembers<'_>,
) -> RelayResult<Response> {
    let encrypted = members.text("password").ok_or_else(|| bad_request("missing password"))?;
    let no_key = || bad_request("missing public key");
    let pem = members.text("public_key").ok_or_else(no_key)?;
    let client_key = ClientKey::parse(pem).map_err(|_| no_key())?;
    let server_keys = keys::required(context)?.server;
    let digest = members.text("hashingAlgorithm");
    let decryption = OaepDigests::of_one_step(digest, members.text("mgf1ParameterSpec"));
    let encryption = OaepDigests::of_one_step(digest, members.text("mgf1ParameterSpec_dec"));
    let decrypted = server_keys.decrypt(encrypted, decryption, &mut OsRng);
    let decrypted = decrypted.map_err(|_| bad_request("error with decryption"))?;
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
    Ok(json(&reply, server_keys.newest()))
}

fn refused() -> RelayError {
    RelayError::empty(StatusCode::FORBIDDEN)
}
