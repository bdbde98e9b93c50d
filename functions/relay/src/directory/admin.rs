//! `/relay/clients`: entries of the directory, and the keys with which gateway clients sign.

use axum::{
    Json,
    extract::{FromRequest, Path, Request, rejection::PathRejection},
};
use edge_kit::{RequestContext, body, route_table::Argument};
use http::StatusCode;
use relay_crypto::ForwarderKey;
use runtime::OsRng;
use serde_json::{Map, Value, json};
use store_d1::{
    Store,
    relay::gateway_clients::{GatewayClientRecord, NewGatewayClient},
};
use telephony::{PhoneNumber, country_name};

use super::clients::ClientOut;
use crate::{
    access::{Client, MayManageGateways},
    error::{RelayError, RelayResult},
    forwarder::international,
    route_table::Access,
};

const MAX_BODY_BYTES: usize = 16_384;
const MAX_NAME_CHARS: usize = 64;
const MAX_PROTOCOLS: usize = 10;
/// Protocol of a client that states none.
const USUAL_PROTOCOLS: &str = "https";

/// The members of a JSON object.
pub(crate) struct EntryFields(Map<String, Value>);

impl Argument<Access> for EntryFields {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);
}

/// `PUT /relay/clients/{msisdn}` `{country?, operator?, operator_code?, protocols?}`: adds a gateway client to the
/// directory or changes its entry. The country defaults to that of its number.
#[worker::send]
pub(crate) async fn put(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
    members: EntryFields,
) -> RelayResult<Json<Value>> {
    let msisdn = number(path)?;
    let country = match members.text("country")? {
        Some(country) => country,
        None => country_of(&msisdn),
    };
    let new = NewGatewayClient {
        msisdn: msisdn.as_str(),
        country: &country,
        operator: &members.text("operator")?.unwrap_or_default(),
        operator_code: &members.text("operator_code")?.unwrap_or_default(),
        protocols: &members.protocols()?.unwrap_or_else(|| USUAL_PROTOCOLS.to_owned()),
    };
    let store = Store::open(&context.env)?;
    let stored = store.put_gateway_client(&client.account_id, &new, context.now_ms).await?;
    let full = || RelayError::json(StatusCode::CONFLICT, "The directory is full");
    Ok(Json(shown(stored.ok_or_else(full)?)))
}

/// `DELETE /relay/clients/{msisdn}`: removes a gateway client from the directory, with its tests and its key.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<Value>> {
    let msisdn = number(path)?;
    let store = Store::open(&context.env)?;
    let deleted = store.delete_gateway_client(&client.account_id, msisdn.as_str()).await?;
    if deleted { Ok(Json(json!({ "success": true }))) } else { Err(unknown()) }
}

/// `POST /relay/clients/{msisdn}/key`: issues a new signing key, which is shown only once. The previous key is invalid
/// from now on.
#[worker::send]
pub(crate) async fn issue_key(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<Value>> {
    let msisdn = number(path)?;
    let keyring = context.settings.keyring.as_ref().ok_or_else(|| {
        RelayError::json(StatusCode::NOT_IMPLEMENTED, "Keys need the setting SEALING_KEYS")
    })?;
    let account_id = &client.account_id;
    let key = ForwarderKey::generate(&mut OsRng);
    let sealed = key.seal(keyring, account_id.as_str(), msisdn.as_str(), &mut OsRng);
    let sealed = sealed.map_err(|_| RelayError::unavailable())?;
    let store = Store::open(&context.env)?;
    if !store.set_gateway_client_key(account_id, msisdn.as_str(), Some(&sealed)).await? {
        return Err(unknown());
    }
    Ok(Json(json!({ "success": true, "msisdn": msisdn.as_str(), "key": key.expose() })))
}

/// `DELETE /relay/clients/{msisdn}/key`: deletes the client's signing key.
#[worker::send]
pub(crate) async fn delete_key(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<Value>> {
    let msisdn = number(path)?;
    let store = Store::open(&context.env)?;
    let changed = store.set_gateway_client_key(&client.account_id, msisdn.as_str(), None).await?;
    if changed { Ok(Json(json!({ "success": true }))) } else { Err(unknown()) }
}

fn shown(record: GatewayClientRecord) -> Value {
    let signs = record.has_key != 0;
    json!({ "success": true, "client": ClientOut::from(record), "signs": signs })
}

fn unknown() -> RelayError {
    RelayError::json(StatusCode::NOT_FOUND, "Gateway client not found")
}

fn number(path: Result<Path<String>, PathRejection>) -> RelayResult<PhoneNumber> {
    let spelled = path.map(|Path(spelled)| spelled).unwrap_or_default();
    international(&spelled).ok_or_else(|| {
        let message = "The MSISDN must be an international phone number, with its plus sign";
        RelayError::json(StatusCode::BAD_REQUEST, message)
    })
}

fn country_of(msisdn: &PhoneNumber) -> String {
    let region = msisdn.region();
    region.and_then(|code| country_name(&code)).unwrap_or_default().to_owned()
}

impl EntryFields {
    /// Returns a short text of visible characters.
    fn text(&self, name: &str) -> RelayResult<Option<String>> {
        let invalid = || {
            let message = format!("{name} must be a text of at most {MAX_NAME_CHARS} characters");
            RelayError::json(StatusCode::BAD_REQUEST, message)
        };
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if is_name(text) => Ok(Some(text.trim().to_owned())),
            Some(_) => Err(invalid()),
        }
    }

    /// Returns a list of texts, joined by commas.
    fn protocols(&self) -> RelayResult<Option<String>> {
        let invalid = || {
            let message = "protocols must be a list of short texts without commas";
            RelayError::json(StatusCode::BAD_REQUEST, message)
        };
        let list = match self.0.get("protocols") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Array(list)) if list.len() <= MAX_PROTOCOLS => list,
            Some(_) => return Err(invalid()),
        };
        let name = |value: &Value| {
            let name = value.as_str().map(str::trim).filter(|name| is_name(name));
            name.filter(|name| !name.is_empty() && !name.contains(',')).map(str::to_owned)
        };
        let names: Option<Vec<String>> = list.iter().map(name).collect();
        names.map(|names| Some(names.join(","))).ok_or_else(invalid)
    }
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= MAX_NAME_CHARS && !text.chars().any(char::is_control)
}

impl<S: Send + Sync> FromRequest<S> for EntryFields {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let too_large =
            |_| RelayError::json(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too long");
        let (_, bytes) = body::read(request, MAX_BODY_BYTES).await.map_err(too_large)?;
        match lenient_input::value(&bytes, lenient_input::Garbage::Refused) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            _ => Err(RelayError::json(StatusCode::BAD_REQUEST, "Invalid JSON format")),
        }
    }
}
