//! `POST /api/v1/gateway/register` (contract A.3).

use axum::extract::FromRequestParts;
use edge_kit::{
    AuthFault, Created, ErrorCode, RequestContext, TimeSecs, auth, client_network, original_url,
};
use http::{HeaderMap, Uri, header, request::Parts};
use identity::{ApiKey, Credential, KeyKind, Permissions, constant_time_equal};
use ids::{AccountId, GatewayId};
use object_commands::dispatcher::GatewayChanged;
use rand_core::RngCore;
use runtime::{OpenRegistration, OsRng};
use serde_json::{Map, Value};
use store_d1::{
    Store, StoreError,
    api_keys::NewApiKey,
    gateways::NewGateway,
    pending_gateways::{FIRST_NUMBER, PendingKey},
};
use throttling::{ExactLimit, Limit};
use unix_time::UnixMillis;

use super::{
    input::RegisterIn,
    out::{RegisterOut, RegisteredGatewayOut},
};
use crate::{
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const MAX_DEVICE_ID_CHARS: usize = 255;
const MAX_NAME_CHARS: usize = 255;
const MAX_METADATA_BYTES: usize = 8_192;
/// Bytes for the longest device info and both names with every character escaped.
const MAX_BODY_BYTES: usize = 131_072;
/// Bytes of device info of a gateway that awaits approval.
const MAX_PENDING_METADATA_BYTES: usize = 1_024;
/// Largest number of attempts at drawing a free number. More are practically never needed.
const MAX_TRIES: u32 = 5;
/// Seconds after which a place among the pending gateways may be free.
const FULL_RETRY_SECS: u32 = 3_600;
const TOKEN_NEEDED: &str = "Registration needs a token: present the deployment's GATEWAY_PRIVATE_TOKEN \
     or an account's registration token (reg_live_...) as Authorization: Bearer";

/// Destination of a registration.
struct Admission {
    account_id: AccountId,
    /// `false`: the gateway awaits an operator's approval.
    approved: bool,
}

/// A caller that may register a gateway. Precedes the body in a handler's signature, so that a refused request's body
/// is not read.
pub(crate) struct Registrant(Admission);

impl<S: Send + Sync> FromRequestParts<S> for Registrant {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(ApiError::unavailable)?;
        let headers = &parts.headers;
        let network = client_network(headers);
        throttling::count(context, Limit::Register, network.expose()).await?;
        // This check comes before the exact count, because that writes a row.
        if !headers.contains_key(header::AUTHORIZATION)
            && context.settings.identity.open_registration == OpenRegistration::Off
        {
            return Err(ApiError::registration_token_required(TOKEN_NEEDED));
        }
        throttling::count_exactly(context, ExactLimit::Register, None, &network).await?;
        let store = Store::open(&context.env)?;
        Ok(Self(admit(context, &store, headers).await?))
    }
}

/// `POST /api/v1/gateway/register`: creates a gateway and shows its key once. A gateway without a token is refused or
/// awaits approval, depending on the deployment's setting.
#[worker::send]
pub(crate) async fn register(
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
    Registrant(admission): Registrant,
    In { input, .. }: In<RegisterIn, MAX_BODY_BYTES>,
) -> ApiResult<Created<RegisterOut>> {
    check_names(&input)?;
    let RegisterIn { device_id, name, device_info, kind } = input;
    let kind = kind.unwrap_or_default();
    if kind.is_test() && !admission.approved {
        let text = "A test gateway registers with a registration token";
        return Err(ApiError::invalid("kind", text));
    }
    let metadata = metadata(&device_info, admission.approved)?;
    let store = Store::open(&context.env)?;

    let account_id = &admission.account_id;
    let key =
        ApiKey::mint(KeyKind::Gateway, account_id, &context.settings.server_secrets, &mut OsRng);
    let (id, digest, display_prefix) =
        (GatewayId::generate(&mut OsRng), key.digest(), key.display_prefix());
    let gateway =
        NewGateway { id: &id, device_id: &device_id, name: &name, metadata: &metadata, kind };
    let key_id = format!("key_{:016x}", OsRng.next_u64());
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
    let number = if admission.approved {
        let stored = store.insert_gateway(account_id, &gateway, &new_key, context.now_ms).await;
        stored.map_err(|error| match error {
            StoreError::Conflict(columns) if columns.contains("device_id") => {
                ApiError::device_exists()
            }
            other => other.into(),
        })?
    } else {
        let key = PendingKey { digest: &digest, id: &key_id, display_prefix: &display_prefix };
        let now_ms = context.now_ms;
        insert_pending(&store, account_id, &gateway, &key, now_ms).await?
    };
    if admission.approved {
        // If this notice is lost, the Dispatcher reads the gateway from D1 when the gateway first connects.
        dispatcher_calls::dispatcher(&context, account_id, GatewayChanged { gateway_id: id })
            .await
            .ok();
    }

    Ok(Created(RegisterOut {
        api_key: key.expose().to_owned(),
        device_id: device_id.clone(),
        gateway: RegisteredGatewayOut {
            active: admission.approved,
            created_at: TimeSecs(context.now_ms),
            device_id,
            id: number,
            kind: Some(kind.as_str()).filter(|_| kind.is_test()),
            metadata: device_info,
            name,
            priority: 1,
            status: "offline",
        },
        message: "Gateway registered successfully",
        success: true,
        websocket_url: websocket_url(context.settings.public_url.as_deref(), &headers, &uri),
    }))
}

/// Stores a pending gateway, under a number that was never used before.
async fn insert_pending(
    store: &Store,
    account_id: &AccountId,
    gateway: &NewGateway<'_>,
    key: &PendingKey<'_>,
    now_ms: UnixMillis,
) -> ApiResult<i64> {
    for _ in 0..MAX_TRIES {
        let drawn = i64::from(OsRng.next_u32() >> 2);
        let number = FIRST_NUMBER.saturating_add(drawn);
        match store.insert_pending_gateway(account_id, number, gateway, key, now_ms).await {
            Ok(true) => return Ok(number),
            Ok(false) => {
                let text = "Too many gateways await approval";
                return Err(ApiError::limit_reached(
                    ErrorCode::RegistrationLimitReached,
                    text,
                    FULL_RETRY_SECS,
                ));
            }
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ApiError::unavailable())
}

/// Determines the account. A registration token names its account; without one the deployment's setting decides. A
/// wrong credential is always refused.
async fn admit(
    context: &RequestContext,
    store: &Store,
    headers: &HeaderMap,
) -> ApiResult<Admission> {
    let approved = match auth::bearer(headers) {
        None if headers.contains_key(header::AUTHORIZATION) => {
            return Err(AuthFault::Invalid.into());
        }
        None => match context.settings.identity.open_registration {
            OpenRegistration::Off => {
                return Err(ApiError::registration_token_required(TOKEN_NEEDED));
            }
            OpenRegistration::Pending => false,
            OpenRegistration::Admitted => true,
        },
        Some(token) => {
            let private = context.settings.gateway_private_token.as_deref();
            if private.is_some_and(|private| constant_time_equal(private, token)) {
                true
            } else {
                let known = auth::authenticate(context, Some(token)).await?;
                return match known.principal.credential {
                    Credential::Registration { .. } => {
                        Ok(Admission { account_id: known.principal.account_id, approved: true })
                    }
                    _ => Err(ApiError::insufficient_permissions()),
                };
            }
        }
    };
    let account_id = store.default_account().await?;
    let account_id = account_id.ok_or_else(|| {
        ApiError::forbidden(ErrorCode::RegistrationClosed, "Registration is closed")
    })?;
    Ok(Admission { account_id, approved })
}

fn check_names(input: &RegisterIn) -> ApiResult<()> {
    let mut problems = Vec::new();
    for (label, text, most) in
        [("Device", &input.device_id, MAX_DEVICE_ID_CHARS), ("Name", &input.name, MAX_NAME_CHARS)]
    {
        if text.is_empty() {
            problems.push(format!("{label} can't be blank"));
        } else if text.chars().count() > most {
            problems.push(format!("{label} is too long (maximum is {most} characters)"));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ApiError::refused(ErrorCode::InvalidParameter, problems.join(", ")))
    }
}

/// Returns the device info as it is stored.
fn metadata(device_info: &Map<String, Value>, approved: bool) -> ApiResult<String> {
    let metadata = serde_json::to_string(device_info).map_err(|_| ApiError::unavailable())?;
    let most = if approved { MAX_METADATA_BYTES } else { MAX_PENDING_METADATA_BYTES };
    if metadata.len() > most {
        return Err(ApiError::invalid("device_info", "Device info is too long"));
    }
    Ok(metadata)
}

/// Builds the socket's URL: that of the deployment or, if it states none, of the request, for the WebSocket protocol.
pub(crate) fn websocket_url(public_base: Option<&str>, headers: &HeaderMap, uri: &Uri) -> String {
    let base = original_url::base_url(public_base, headers, uri);
    // This turns `https` into `wss` as well.
    format!("{}/cable", base.replacen("http", "ws", 1))
}
