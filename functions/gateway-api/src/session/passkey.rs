//! `/api/v1/session/passkey`: signing in with a passkey.

use ::passkeys::{Assertion, KnownPasskey, decode, verify_assertion};
use axum::Json;
use edge_kit::{PersonSession, RequestContext};
use http::HeaderMap;
use identity::{ChallengePurpose, IssuedTicket, PersonKey, check_challenge, issue_challenge};
use runtime::{
    OsRng,
    log::{self, events::GatewayApiEvent},
};
use serde_json::Value;
use store_d1::{Store, people::sessions::PasskeyAnswer};

use super::{
    admit_stranger, cookie, current,
    input::{AssertionResponseIn, PasskeySignInIn},
    mint,
    out::{SessionOut, SignInOptionsOut, WithCookie},
    passkeys::id_of,
};
use crate::{
    error::{ApiError, ApiResult},
    event_readers,
    input::In,
};

/// Maximum body size in bytes. The longest signature and credential id take a few kilobytes.
const MAX_BODY_BYTES: usize = 16_384;

/// `POST /api/v1/session/passkey/options`: options with a challenge. Nothing is stored for it.
#[worker::send]
pub(crate) async fn options(
    context: RequestContext,
    headers: HeaderMap,
) -> ApiResult<Json<SignInOptionsOut>> {
    let party = admit_stranger(&context, &headers).await?;
    let secrets = &context.settings.server_secrets;
    let challenge = issue_challenge(ChallengePurpose::SignIn, secrets, context.now_ms, &mut OsRng);
    Ok(Json(SignInOptionsOut::new(&challenge, party.id())))
}

/// `POST /api/v1/session/passkey`: begins a session by a passkey. A challenge works once.
#[worker::send]
pub(crate) async fn sign_in(
    context: RequestContext,
    headers: HeaderMap,
    In { input, .. }: In<PasskeySignInIn, MAX_BODY_BYTES>,
) -> ApiResult<WithCookie<Json<SessionOut>>> {
    let party = admit_stranger(&context, &headers).await?;
    let read = read(input)?;
    let person = String::from_utf8(read.user_handle).ok();
    let person = person.and_then(|handle| PersonKey::of_handle(&handle));
    let person = person.ok_or_else(ApiError::sign_in_refused)?;
    let store = Store::open(&context.env)?;
    let stored = store.find_passkey(&person, &id_of(&read.credential_id)).await?;
    let stored = stored.ok_or_else(ApiError::sign_in_refused)?;
    let (credential_id, public_key) = decode(&stored.credential_id)
        .zip(decode(&stored.public_key))
        .ok_or_else(ApiError::unavailable)?;
    let mut issued_at_ms = None;
    let assertion = Assertion {
        credential_id: &read.credential_id,
        client_data_json: &read.client_data_json,
        authenticator_data: &read.authenticator_data,
        signature: &read.signature,
    };
    let known = KnownPasskey {
        credential_id: &credential_id,
        public_key: &public_key,
        sign_count: stored.sign_count,
    };
    let sign_count = verify_assertion(&party, assertion, known, |challenge| {
        let (secrets, now_ms) = (&context.settings.server_secrets, context.now_ms);
        issued_at_ms = decode(challenge)
            .and_then(|it| check_challenge(&it, ChallengePurpose::SignIn, secrets, now_ms));
        issued_at_ms.is_some()
    });
    let sign_count = sign_count.map_err(|fault| {
        log::write(&GatewayApiEvent::PasskeyRefused { reason: &fault });
        ApiError::sign_in_refused()
    })?;
    let answer = PasskeyAnswer {
        passkey_id: &stored.id,
        former_sign_count: stored.sign_count,
        sign_count,
        challenged_at_ms: issued_at_ms.ok_or_else(ApiError::sign_in_refused)?,
    };
    let session = mint(&context, &person);
    let digest = session.digest();
    let ended = store.begin_session_by_passkey(&person, answer, &digest, context.now_ms).await?;
    let ended = ended.ok_or_else(ApiError::sign_in_refused)?;
    event_readers::end_sessions(&context, &person, &ended).await;
    let ticket = IssuedTicket { person, digest };
    let stored = store.find_person_session(&ticket).await?;
    let stored = stored.ok_or_else(ApiError::sign_in_refused)?;
    let begun = PersonSession { ticket, stored };
    context.audit.note(begun.person().scope.clone(), begun.actor());
    let answer = Json(current::shown(&store, &begun).await?);
    Ok(WithCookie { cookie: cookie(&party, &session)?, answer })
}

/// The binary parts of a request.
struct Read {
    credential_id: Vec<u8>,
    client_data_json: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
    user_handle: Vec<u8>,
}

fn read(input: PasskeySignInIn) -> ApiResult<Read> {
    let id = input.id.ok_or_else(|| ApiError::missing("id"))?;
    let response: Value = input.response.ok_or_else(|| ApiError::missing("response"))?;
    let unreadable = || ApiError::bad_parameter("response");
    let response: AssertionResponseIn =
        serde_json::from_value(response).map_err(|_| unreadable())?;
    let bytes = |text: &str| decode(text).ok_or_else(unreadable);
    Ok(Read {
        credential_id: decode(&id).ok_or_else(|| ApiError::bad_parameter("id"))?,
        client_data_json: bytes(&response.client_data_json)?,
        authenticator_data: bytes(&response.authenticator_data)?,
        signature: bytes(&response.signature)?,
        user_handle: bytes(&response.user_handle)?,
    })
}
