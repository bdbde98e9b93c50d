//! `POST /mobile/v1/device` (contract 6.1).

use axum::extract::FromRequestParts;
use edge_kit::{AuthFault, Created, ErrorCode, RequestContext, auth, client_network};
use http::{HeaderMap, request::Parts};
use identity::{
    ApiKey, Credential, KeyKind, Login, Permissions, RegistrationCode, constant_time_equal,
    password::{Password, PasswordHash},
};
use ids::{AccountId, GatewayId};
use messaging::GatewayKind;
use object_commands::dispatcher::GatewayChanged;
use rand_core::RngCore;
use request_limits::{Network, RateLimitPolicy};
use runtime::{GatewayMode, OsRng, PrivateTokenAccount};
use serde::Serialize;
use store_d1::{
    Store, StoreError,
    api_keys::NewApiKey,
    phones::{NewAccount, NewPhone, PhoneChange},
    registration_codes::UsedCode,
};
use throttling::{ExactLimit, Limit};

use super::device_in::DeviceIn;
use crate::{
    auth::{Credentials, log_in},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
};

/// Largest number of attempts at drawing a free name. More are practically never needed.
const MAX_TRIES: u32 = 5;
/// Bytes of a body, about four times as much as a phone's data needs.
pub(super) const MAX_BODY_BYTES: usize = 65_536;
const HOUR_SECS: u32 = 3_600;

/// Answer of `POST /mobile/v1/device`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RegisteredOut {
    /// The phone's id.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    id: GatewayId,
    /// The phone's token, `gw_live_…`, which is shown only in this answer.
    token: String,
    /// User name of the phone's account.
    login: String,
    /// Password of the account. Present only if the login was just created.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    password: Option<String>,
}

/// Destination of a registration.
enum Admission {
    To(AccountId),
    /// With a code that was made for a pairing, which the phone is to use.
    Paired(AccountId, String),
    ToAccountOfItsOwn(Newcomer),
}

/// Kinds of registrations that create an account.
#[derive(Clone, Copy)]
enum Newcomer {
    /// A caller without a credential, in public mode.
    Stranger,
    /// A caller with the deployment's token.
    TokenHolder,
}

/// A caller that may register a phone. Precedes the body in a handler's signature, so that a refused request's body is
/// not read.
pub(crate) struct Registrant(Admission);

impl<S: Send + Sync> FromRequestParts<S> for Registrant {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(ApiError::unavailable)?;
        let network = client_network(&parts.headers);
        throttling::count(context, Limit::Register, network.expose()).await?;
        throttling::count_exactly(context, ExactLimit::Register, None, &network).await?;
        let store = Store::open(&context.env)?;
        Ok(Self(admit(context, &store, &parts.headers).await?))
    }
}

/// `POST /mobile/v1/device`: registers the phone in the account of its credential, or in a new account with the
/// deployment's token or in public mode.
#[worker::send]
pub(crate) async fn register(
    context: RequestContext,
    headers: HeaderMap,
    Registrant(admission): Registrant,
    JsonBody(device): JsonBody<DeviceIn, MAX_BODY_BYTES>,
) -> ApiResult<Created<RegisteredOut>> {
    let store = Store::open(&context.env)?;
    let (name, says) = (device.name()?, device.says(&headers)?);
    // Counted after the body was read, so that malformed requests do not use up the quota of new accounts.
    if let Admission::ToAccountOfItsOwn(newcomer) = admission {
        count_new_account(&context, newcomer).await?;
    }
    let place = place(&context, &store, &admission, name).await?;
    let (account_id, registered) = enroll(&context, &store, &admission, &place, &says).await?;
    runtime::log::set_account(account_id.as_str());
    // If this notice is lost, the Dispatcher reads the gateway from D1 when the gateway first connects.
    let notice = GatewayChanged { gateway_id: registered.id.clone() };
    dispatcher_calls::dispatcher(&context, &account_id, notice).await.ok();
    Ok(Created(registered))
}

/// Counts one new account of this kind over all networks. Strangers and holders of the token are counted separately, so
/// that strangers cannot use up the holders' accounts.
async fn count_new_account(context: &RequestContext, newcomer: Newcomer) -> ApiResult<()> {
    let settings = &context.settings.identity;
    let (name, quota) = match newcomer {
        Newcomer::Stranger => ("public-accounts", settings.public_accounts_per_hour),
        Newcomer::TokenHolder => ("private-accounts", settings.private_accounts_per_hour),
    };
    let Some(quota) = quota else { return Ok(()) };
    let policy = RateLimitPolicy { name, quota, window_secs: HOUR_SECS };
    Ok(throttling::count_sliding(context, policy, &Network::of("all")).await?)
}

/// Determines the account by a name and a password, a one-time code or a token. Wrong credentials are refused, except
/// that in public mode a wrong token is ignored.
async fn admit(
    context: &RequestContext,
    store: &Store,
    headers: &HeaderMap,
) -> ApiResult<Admission> {
    let public = context.settings.identity.gateway_mode == GatewayMode::Public;
    let token = match Credentials::of(headers) {
        Credentials::Basic { login, password } => {
            let stored = log_in(context, headers, &login, &password).await?;
            return Ok(Admission::To(stored.account_id));
        }
        Credentials::Code(text) => return redeem(context, store, &text).await,
        Credentials::Bearer(token) => token,
        Credentials::Nothing if public => {
            return Ok(Admission::ToAccountOfItsOwn(Newcomer::Stranger));
        }
        Credentials::Nothing => return Err(ApiError::registration_key_missing()),
    };
    let private = context.settings.gateway_private_token.as_deref();
    if private.is_some_and(|private| constant_time_equal(private, &token)) {
        if context.settings.identity.private_account == PrivateTokenAccount::Own {
            return Ok(Admission::ToAccountOfItsOwn(Newcomer::TokenHolder));
        }
        let account_id = store.default_account().await?;
        let closed = || ApiError::forbidden().with_code(ErrorCode::RegistrationClosed);
        return account_id.map(Admission::To).ok_or_else(closed);
    }
    match auth::authenticate(context, Some(&token)).await {
        Ok(known) if matches!(known.principal.credential, Credential::Registration { .. }) => {
            Ok(Admission::To(known.principal.account_id))
        }
        Err(AuthFault::Unavailable) => Err(ApiError::unavailable()),
        // The token may be left over from an earlier registration.
        _ if public => Ok(Admission::ToAccountOfItsOwn(Newcomer::Stranger)),
        _ => Err(ApiError::registration_key_invalid()),
    }
}

async fn redeem(context: &RequestContext, store: &Store, text: &str) -> ApiResult<Admission> {
    let code = RegistrationCode::parse(text).ok_or_else(ApiError::unauthorized)?;
    let digest = code.digest(&context.settings.identity.pepper);
    let used = store.use_registration_code(&digest, context.now_ms).await?;
    let UsedCode { account_id, pairing_id } = used.ok_or_else(ApiError::unauthorized)?;
    Ok(match pairing_id {
        Some(pairing_id) => Admission::Paired(account_id, pairing_id),
        None => Admission::To(account_id),
    })
}

/// Id, name and kind of the phone to be.
struct Place {
    id: GatewayId,
    name: String,
    kind: GatewayKind,
}

/// Determines the phone's place. A pairing is used for it, and determines its kind and possibly its name.
async fn place(
    context: &RequestContext,
    store: &Store,
    admission: &Admission,
    name: &str,
) -> ApiResult<Place> {
    let id = GatewayId::generate(&mut OsRng);
    let Admission::Paired(account_id, pairing_id) = admission else {
        return Ok(Place { id, name: name.to_owned(), kind: GatewayKind::Ordinary });
    };
    let pairing = store.claim_pairing(account_id, pairing_id, &id, context.now_ms).await?;
    let pairing = pairing.ok_or_else(ApiError::unauthorized)?;
    let kind = pairing.kind();
    Ok(Place { id, name: pairing.name.unwrap_or_else(|| name.to_owned()), kind })
}

/// Stores the phone, and creates its account and login if necessary.
async fn enroll(
    context: &RequestContext,
    store: &Store,
    admission: &Admission,
    place: &Place,
    says: &PhoneChange,
) -> ApiResult<(AccountId, RegisteredOut)> {
    let pepper = &context.settings.identity.pepper;
    for _ in 0..MAX_TRIES {
        let (account_id, known) = match admission {
            Admission::To(account_id) | Admission::Paired(account_id, _) => {
                (account_id.clone(), store.login_of(account_id).await?)
            }
            Admission::ToAccountOfItsOwn(_) => (new_account_id(), None),
        };
        if known.as_ref().is_some_and(|known| known.account_disabled) {
            return Err(ApiError::unauthorized());
        }
        let (login, password) =
            (Login::generate(&mut OsRng), Password::generate_for_phone(&mut OsRng));
        let hash = PasswordHash::of_generated(&password, pepper);
        let account_name = format!("SMSGate {}", login.as_str());
        let new_account = match admission {
            Admission::ToAccountOfItsOwn(_) => NewAccount::Account(&account_name, &login, &hash),
            Admission::To(_) | Admission::Paired(..) if known.is_none() => {
                NewAccount::Login(&login, &hash)
            }
            Admission::To(_) | Admission::Paired(..) => NewAccount::Neither,
        };
        let (id, token) =
            match store_phone(context, store, &account_id, new_account, place, says).await {
                Ok(stored) => stored,
                // A drawn name is taken, or a concurrent registration gave the account its login, which is read now.
                Err(StoreError::Conflict(_)) => continue,
                Err(error) => return Err(error.into()),
            };
        let (login, password) = match known {
            Some(known) => (known.login, None),
            None => (login, Some(password.expose().to_owned())),
        };
        let login = login.as_str().to_owned();
        return Ok((account_id, RegisteredOut { id, token, login, password }));
    }
    Err(ApiError::unavailable())
}

/// Generates the phone's token, and stores the phone with it.
async fn store_phone(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    new_account: NewAccount<'_>,
    place: &Place,
    says: &PhoneChange,
) -> Result<(GatewayId, String), StoreError> {
    let secrets = &context.settings.server_secrets;
    let key = ApiKey::mint(KeyKind::Gateway, account_id, secrets, &mut OsRng);
    let Place { id, name, kind } = place;
    let (digest, display_prefix) = (key.digest(), key.display_prefix());
    let key_id = format!("key_{:016x}", OsRng.next_u64());
    let new_key = NewApiKey {
        digest: &digest,
        id: &key_id,
        kind: KeyKind::Gateway,
        gateway_id: Some(id),
        name,
        display_prefix: &display_prefix,
        permissions: &Permissions::default(),
        expires_at_ms: None,
    };
    let phone = NewPhone { id, name, kind: *kind, says };
    store.register_phone(account_id, new_account, &phone, &new_key, context.now_ms).await?;
    Ok((id.clone(), key.expose().to_owned()))
}

fn new_account_id() -> AccountId {
    AccountId::from_bytes(OsRng.next_u64().to_be_bytes())
}
