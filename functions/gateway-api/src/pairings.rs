//! `POST /api/v1/pairings/redeem`: a gateway, or the person with the phone, uses a pairing.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::extract::FromRequestParts;
use edge_kit::{Created, RequestContext, client_network, original_url};
use http::{HeaderMap, Uri, request::Parts};
use identity::{ApiKey, IssuedKey, KeyKind, Permissions, RegistrationCode};
use ids::{AccountId, GatewayId};
use object_commands::dispatcher::GatewayChanged;
use rand_core::RngCore;
use request_limits::{Network, RateLimitPolicy};
use runtime::OsRng;
use store_d1::{
    Store, StoreError,
    api_keys::NewApiKey,
    pairings::{OpenPairing, PairedGateway},
};
use throttling::Limit;

use self::{
    input::{PairedProtocol, RedeemIn},
    out::{PairedGatewayOut, RedeemedOut},
};
use crate::{
    dispatcher_calls,
    error::{ApiError, ApiResult},
    gateway::register::websocket_url,
    input::In,
};

const MAX_TEXT_CHARS: usize = 255;
/// Largest number of attempts at drawing a free code. More are practically never needed.
const MAX_TRIES: u32 = 5;
/// Redemptions of one pairing within its life. A new code a minute needs ten.
const REDEMPTIONS: RateLimitPolicy =
    RateLimitPolicy { name: "pairing-redemptions", quota: 60, window_secs: 3_600 };

/// A stranger, counted by network. Precedes the body in a handler's signature, so that a refused request's body is not
/// read.
pub(crate) struct Redeemer;

impl<S: Send + Sync> FromRequestParts<S> for Redeemer {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(ApiError::unavailable)?;
        let network = client_network(&parts.headers);
        throttling::count(context, Limit::Register, network.expose()).await?;
        Ok(Self)
    }
}

/// `POST /api/v1/pairings/redeem`: gives a gateway with a socket its key, or the SMSGate app a code.
#[worker::send]
pub(crate) async fn redeem(
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
    _: Redeemer,
    In { input, .. }: In<RedeemIn>,
) -> ApiResult<Created<RedeemedOut>> {
    // A token that was never issued is refused by its tag, without any I/O.
    let issued = IssuedKey::verify(input.token.trim(), &context.settings.server_secrets);
    let issued = issued.filter(|it| it.kind == KeyKind::Pairing);
    let issued = issued.ok_or_else(ApiError::pairing_not_found)?;
    let account_id = &issued.account_id;
    runtime::log::set_account(account_id.as_str());
    let store = Store::open(&context.env)?;
    let pairing = store.open_pairing(account_id, &issued.digest, context.now_ms).await?;
    let pairing = pairing.ok_or_else(ApiError::pairing_not_found)?;
    throttling::count_sliding(&context, REDEMPTIONS, &Network::of(&issued.digest)).await?;
    match input.protocol {
        PairedProtocol::Cable => {
            let url = websocket_url(context.settings.public_url.as_deref(), &headers, &uri);
            join(&context, &store, account_id, &pairing, &input, url).await.map(Created)
        }
        PairedProtocol::Smsgate => {
            let base = context.settings.public_url.as_deref();
            let base = original_url::base_url(base, &headers, &uri);
            code(&context, &store, account_id, &pairing, &base).await.map(Created)
        }
    }
}

/// Makes a gateway with a socket, and uses the pairing for it.
async fn join(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    pairing: &OpenPairing,
    input: &RedeemIn,
    websocket_url: String,
) -> ApiResult<RedeemedOut> {
    let id = GatewayId::generate(&mut OsRng);
    let device_id = input.device_id.clone().unwrap_or_else(|| id.as_str().to_owned());
    let named = pairing.name.as_ref().or(input.name.as_ref());
    let name = named.cloned().unwrap_or_else(|| device_id.clone());
    for (param, text) in [("device_id", &device_id), ("name", &name)] {
        if text.chars().count() > MAX_TEXT_CHARS {
            let error = format!("{param} is too long (maximum is {MAX_TEXT_CHARS} characters)");
            return Err(ApiError::invalid(param, error));
        }
    }
    let secrets = &context.settings.server_secrets;
    let key = ApiKey::mint(KeyKind::Gateway, account_id, secrets, &mut OsRng);
    let key_id = format!("key_{:016x}", OsRng.next_u64());
    let (digest, display_prefix) = (key.digest(), key.display_prefix());
    let new_key = NewApiKey {
        digest: &digest,
        id: &key_id,
        kind: KeyKind::Gateway,
        gateway_id: Some(&id),
        name: &name,
        display_prefix: &display_prefix,
        permissions: &Permissions::default(),
        expires_at_ms: None,
    };
    let gateway = PairedGateway { id: &id, device_id: &device_id, name: &name };
    let redeemed =
        store.redeem_pairing(account_id, &pairing.id, &gateway, &new_key, context.now_ms).await;
    let number = redeemed.map_err(|error| match error {
        StoreError::Conflict(columns) if columns.contains("device_id") => ApiError::device_exists(),
        other => other.into(),
    })?;
    let number = number.ok_or_else(ApiError::pairing_not_found)?;
    // If this notice is lost, the Dispatcher reads the gateway from D1 when the gateway first connects.
    dispatcher_calls::dispatcher(context, account_id, GatewayChanged { gateway_id: id }).await.ok();
    let gateway = PairedGatewayOut { device_id, id: number, kind: pairing.kind().as_str(), name };
    Ok(RedeemedOut::cable(key.expose(), gateway, websocket_url))
}

/// Makes a code for the SMSGate app. The phone that signs in with it uses the pairing.
async fn code(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    pairing: &OpenPairing,
    base: &str,
) -> ApiResult<RedeemedOut> {
    let (settings, now_ms) = (&context.settings.identity, context.now_ms);
    let ttl_secs = settings.code_ttl_secs;
    let ttl_secs = ttl_secs.ok_or_else(|| ApiError::not_configured("Registration codes"))?;
    let expires_at_ms = now_ms.saturating_add(i64::from(ttl_secs).saturating_mul(1_000));
    for _ in 0..MAX_TRIES {
        let code = RegistrationCode::generate(&mut OsRng);
        let digest = code.digest(&settings.pepper);
        let pairing_id = Some(pairing.id.as_str());
        let stored = store
            .insert_registration_code(account_id, &digest, pairing_id, expires_at_ms, now_ms)
            .await;
        match stored {
            Ok(()) => return Ok(RedeemedOut::smsgate(code.expose(), expires_at_ms, base)),
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ApiError::unavailable())
}
