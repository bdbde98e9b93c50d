//! `/api/v1/session/passkeys`: the caller's own passkeys.

use ::passkeys::{Registration, decode, encode, verify_registration};
use axum::{Json, extract::Path};
use edge_kit::{Created, RequestContext, TimeSecs, answers::SuccessOut};
use http::HeaderMap;
use identity::{ChallengePurpose, check_challenge, issue_challenge};
use runtime::{
    OsRng,
    log::{self, events::GatewayApiEvent},
};
use sha2::{Digest, Sha256};
use store_d1::{Store, StoreError, people::passkeys::PasskeyToStore};

use super::{
    PathId,
    input::{AttestationResponseIn, RegisterPasskeyIn, RenamePasskeyIn},
    out::{PasskeyOut, PasskeysOut, RegisterPasskeyOut, RegistrationOptionsOut},
    own_origin,
};
use crate::{
    access::Person,
    error::{ApiError, ApiResult},
    input::In,
    people::name,
};

/// Maximum body size in bytes.
const MAX_BODY_BYTES: usize = 16_384;

/// `POST /api/v1/session/passkeys/options`: options with a challenge for this person.
#[worker::send]
pub(crate) async fn options(
    context: RequestContext,
    caller: Person,
    headers: HeaderMap,
) -> ApiResult<Json<RegistrationOptionsOut>> {
    // Asking for a challenge changes nothing.
    context.audit.withdraw();
    let party = own_origin(&context, &headers)?;
    let person = caller.session.person();
    let known = Store::open(&context.env)?.list_passkeys(person).await?;
    let purpose = ChallengePurpose::Registration(person);
    let secrets = &context.settings.server_secrets;
    let challenge = issue_challenge(purpose, secrets, context.now_ms, &mut OsRng);
    let user = (person.handle(), caller.session.stored.name.as_str());
    let user = (user.0.as_str(), user.1);
    Ok(Json(RegistrationOptionsOut::new(&challenge, party.id(), user, &known)))
}

/// `POST /api/v1/session/passkeys`: registers a passkey.
#[worker::send]
pub(crate) async fn register(
    context: RequestContext,
    caller: Person,
    headers: HeaderMap,
    In { input, .. }: In<RegisterPasskeyIn, MAX_BODY_BYTES>,
) -> ApiResult<Created<RegisterPasskeyOut>> {
    let name = name(input.name)?;
    let response = input.response.ok_or_else(|| ApiError::missing("response"))?;
    let unreadable = || ApiError::bad_parameter("response");
    let response: AttestationResponseIn =
        serde_json::from_value(response).map_err(|_| unreadable())?;
    let client_data_json = decode(&response.client_data_json).ok_or_else(unreadable)?;
    let attestation_object = decode(&response.attestation_object).ok_or_else(unreadable)?;
    let party = own_origin(&context, &headers)?;
    let person = caller.session.person();
    let registration = Registration {
        client_data_json: &client_data_json,
        attestation_object: &attestation_object,
    };
    let new = verify_registration(&party, registration, |challenge| {
        let purpose = ChallengePurpose::Registration(person);
        let (secrets, now_ms) = (&context.settings.server_secrets, context.now_ms);
        decode(challenge).is_some_and(|it| check_challenge(&it, purpose, secrets, now_ms).is_some())
    });
    let new = new.map_err(|fault| {
        log::write(&GatewayApiEvent::PasskeyRefused { reason: &fault });
        ApiError::invalid("response", format!("The passkey is refused: {fault}"))
    })?;
    let id = id_of(&new.credential_id);
    let (credential_id, public_key) = (encode(&new.credential_id), encode(&new.public_key));
    let passkey = PasskeyToStore {
        id: &id,
        credential_id: &credential_id,
        public_key: &public_key,
        algorithm: new.algorithm.as_str(),
        name: &name,
        sign_count: new.sign_count,
        backed_up: new.is_backed_up,
    };
    let stored = Store::open(&context.env)?.insert_passkey(person, &passkey, context.now_ms).await;
    match stored {
        Ok(true) => {}
        Ok(false) => return Err(ApiError::too_many_passkeys()),
        Err(StoreError::Conflict(_)) => return Err(ApiError::passkey_exists()),
        Err(error) => return Err(error.into()),
    }
    context.audit.created(&id);
    let passkey = PasskeyOut {
        algorithm: new.algorithm.as_str().to_owned(),
        backed_up: new.is_backed_up,
        created_at: TimeSecs(context.now_ms),
        id,
        last_used_at: None,
        name,
    };
    Ok(Created(RegisterPasskeyOut { passkey, success: true }))
}

/// `GET /api/v1/session/passkeys`: all of the person's passkeys.
#[worker::send]
pub(crate) async fn list(context: RequestContext, caller: Person) -> ApiResult<Json<PasskeysOut>> {
    let passkeys = Store::open(&context.env)?.list_passkeys(caller.session.person()).await?;
    Ok(Json(PasskeysOut { passkeys: passkeys.into_iter().map(PasskeyOut::from).collect() }))
}

/// `PATCH /api/v1/session/passkeys/:id`: renames a passkey.
#[worker::send]
pub(crate) async fn rename(
    context: RequestContext,
    caller: Person,
    path: PathId,
    In { input, .. }: In<RenamePasskeyIn, MAX_BODY_BYTES>,
) -> ApiResult<Json<SuccessOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::passkey_not_found()) };
    let name = name(input.name)?;
    let store = Store::open(&context.env)?;
    if !store.rename_passkey(caller.session.person(), &id, &name).await? {
        return Err(ApiError::passkey_not_found());
    }
    Ok(Json(SuccessOut::DONE))
}

/// `DELETE /api/v1/session/passkeys/:id`: deletes a passkey, unless it is the person's last one.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    caller: Person,
    path: PathId,
) -> ApiResult<Json<SuccessOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::passkey_not_found()) };
    let store = Store::open(&context.env)?;
    let person = caller.session.person();
    if store.delete_passkey(person, &id).await? {
        return Ok(Json(SuccessOut::DONE));
    }
    match store.find_passkey(person, &id).await? {
        Some(_) => Err(ApiError::last_passkey()),
        None => Err(ApiError::passkey_not_found()),
    }
}

/// Returns the id under which a passkey is stored and listed. A credential's own id may have a thousand bytes.
pub(super) fn id_of(credential_id: &[u8]) -> String {
    let mut digits = hex::encode(Sha256::digest(credential_id));
    digits.truncate(32);
    format!("passkey_{digits}")
}
