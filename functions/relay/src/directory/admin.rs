//! `/relay/clients`: entries of the directory, and the keys with which gateway clients sign.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, RequestContext, answers::SuccessOut};
use http::StatusCode;
use relay_crypto::ForwarderKey;
use runtime::OsRng;
use store_d1::{Store, relay::gateway_clients::NewGatewayClient};
use telephony::{PhoneNumber, country_name};

use super::{
    input::PutClientIn,
    out::{KeyIssuedOut, PutClientOut},
};
use crate::{
    access::{Client, MayManageGateways},
    error::{RelayError, RelayResult},
    forwarder::international,
};

/// Protocol of a client that states none.
const USUAL_PROTOCOLS: &str = "https";

/// `PUT /relay/clients/{msisdn}` `{country?, operator?, operator_code?, protocols?}`: adds a gateway client to the
/// directory or changes its entry. The country defaults to that of its number.
#[worker::send]
pub(crate) async fn put(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
    input: PutClientIn,
) -> RelayResult<Json<PutClientOut>> {
    let msisdn = number(path)?;
    let protocols = input.protocols.map(|names| names.join(","));
    let new = NewGatewayClient {
        msisdn: msisdn.as_str(),
        country: &input.country.unwrap_or_else(|| country_of(&msisdn)),
        operator: &input.operator.unwrap_or_default(),
        operator_code: &input.operator_code.unwrap_or_default(),
        protocols: &protocols.unwrap_or_else(|| USUAL_PROTOCOLS.to_owned()),
    };
    let store = Store::open(&context.env)?;
    let stored = store.put_gateway_client(&client.account_id, &new, context.now_ms).await?;
    let (code, status) = (ErrorCode::ResourceLimitReached, StatusCode::CONFLICT);
    let full = || RelayError::json(code, status, "The directory is full");
    Ok(Json(stored.ok_or_else(full)?.into()))
}

/// `DELETE /relay/clients/{msisdn}`: removes a gateway client from the directory, with its tests and its key.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<SuccessOut>> {
    let msisdn = number(path)?;
    let store = Store::open(&context.env)?;
    let deleted = store.delete_gateway_client(&client.account_id, msisdn.as_str()).await?;
    if deleted { Ok(Json(SuccessOut::DONE)) } else { Err(unknown()) }
}

/// `POST /relay/clients/{msisdn}/key`: issues a new signing key, which is shown only once. The previous key is invalid
/// from now on.
#[worker::send]
pub(crate) async fn issue_key(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<KeyIssuedOut>> {
    let msisdn = number(path)?;
    let keyring = context.settings.keyring.as_ref().ok_or_else(|| {
        let (code, status) = (ErrorCode::NotConfigured, StatusCode::NOT_IMPLEMENTED);
        RelayError::json(code, status, "Keys need the setting SEALING_KEYS")
    })?;
    let account_id = &client.account_id;
    let key = ForwarderKey::generate(&mut OsRng);
    let sealed = key.seal(keyring, account_id.as_str(), msisdn.as_str(), &mut OsRng);
    let sealed = sealed.map_err(|_| RelayError::unavailable())?;
    let store = Store::open(&context.env)?;
    if !store.set_gateway_client_key(account_id, msisdn.as_str(), Some(&sealed)).await? {
        return Err(unknown());
    }
    let (key, msisdn) = (key.expose().to_owned(), msisdn.as_str().to_owned());
    Ok(Json(KeyIssuedOut { key, msisdn, success: true }))
}

/// `DELETE /relay/clients/{msisdn}/key`: deletes the client's signing key.
#[worker::send]
pub(crate) async fn delete_key(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<SuccessOut>> {
    let msisdn = number(path)?;
    let store = Store::open(&context.env)?;
    let changed = store.set_gateway_client_key(&client.account_id, msisdn.as_str(), None).await?;
    if changed { Ok(Json(SuccessOut::DONE)) } else { Err(unknown()) }
}

fn unknown() -> RelayError {
    let (code, status) = (ErrorCode::GatewayClientNotFound, StatusCode::NOT_FOUND);
    RelayError::json(code, status, "Gateway client not found")
}

fn number(path: Result<Path<String>, PathRejection>) -> RelayResult<PhoneNumber> {
    let spelled = path.map(|Path(spelled)| spelled).unwrap_or_default();
    international(&spelled).ok_or_else(|| {
        let message = "The MSISDN must be an international phone number, with its plus sign";
        let (code, status) = (ErrorCode::InvalidPhoneNumber, StatusCode::BAD_REQUEST);
        RelayError::json(code, status, message).about("msisdn")
    })
}

fn country_of(msisdn: &PhoneNumber) -> String {
    let region = msisdn.region();
    region.and_then(|code| country_name(&code)).unwrap_or_default().to_owned()
}
