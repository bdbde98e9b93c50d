//! Authentication: from an API key to a principal.

use std::sync::Arc;

use http::{HeaderMap, header};
use identity::{
    Credential, GatewayAct, GatewayPass, GatewayStanding, IssuedKey, KeyKind, Principal,
};
use ids::AccountId;
use one_time_codes::CodesPolicy;
use runtime::{
    log::{self, events::RequestEvent},
    short_cache::CacheLookup,
};
use store_d1::{Store, api_keys::ApiKeyRecord};
use telephony::Region;
use unix_time::UnixMillis;

use crate::{RequestContext, key_cache};

pub use key_cache::{forget, forget_all, forget_gateway};

/// Minimum interval between writes of `last_used_at`.
const TOUCH_INTERVAL_MS: i64 = 3_600_000;

/// Reason why authentication failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthFault {
    /// No credential was presented.
    Missing,
    /// Never issued, revoked, expired, or of a disabled account.
    Invalid,
    /// The key cannot be checked now.
    Unavailable,
}

/// The act that a gateway extractor permits, as a type.
pub trait Act: Send + 'static {
    const ACT: GatewayAct;
}

/// Reporting presence; allowed even for a gateway that awaits approval.
#[derive(Debug)]
pub struct Heartbeats;
impl Act for Heartbeats {
    const ACT: GatewayAct = GatewayAct::Heartbeat;
}

/// Opening a stream.
#[derive(Debug)]
pub struct Connects;
impl Act for Connects {
    const ACT: GatewayAct = GatewayAct::Connect;
}

/// Fetching messages to send, and reporting on them.
#[derive(Debug)]
pub struct Attends;
impl Act for Attends {
    const ACT: GatewayAct = GatewayAct::Attend;
}

/// Reading or changing the account's data.
#[derive(Debug)]
pub struct Reads;
impl Act for Reads {
    const ACT: GatewayAct = GatewayAct::Read;
}

/// Uploading received messages.
#[derive(Debug)]
pub struct Uploads;
impl Act for Uploads {
    const ACT: GatewayAct = GatewayAct::Upload;
}

/// An authenticated caller and the digest of its key.
#[derive(Debug, Clone)]
pub struct AuthenticatedCaller {
    pub principal: Principal,
    pub key_digest: String,
    /// Country for reading the account's national numbers.
    pub default_region: Region,
    /// The account's policy of one-time codes.
    pub codes_policy: Arc<CodesPolicy>,
    /// Time at which the key expires by itself.
    pub expires_at_ms: Option<UnixMillis>,
}

/// Returns the token of `Authorization: Bearer …`; the scheme is case-insensitive.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Authenticates a key. A key that was never issued costs no I/O; any other at most one D1 read in ten seconds.
pub async fn authenticate(
    context: &RequestContext,
    presented: Option<&str>,
) -> Result<AuthenticatedCaller, AuthFault> {
    let presented = presented.ok_or(AuthFault::Missing)?;
    let issued = IssuedKey::verify(presented, &context.settings.server_secrets);
    // A pairing token is redeemed, and authenticates nothing.
    let issued = issued.filter(|it| it.kind != KeyKind::Pairing).ok_or(AuthFault::Invalid)?;
    log::set_account(issued.account_id.as_str());
    let stored = look_up(context, &issued).await?.ok_or(AuthFault::Invalid)?;
    if !stored.is_valid_at(context.now_ms) {
        return Err(AuthFault::Invalid);
    }
    touch_if_stale(context, &issued, &stored);
    let credential = match stored.kind {
        KeyKind::Client => {
            Credential::Client { key_id: stored.key_id, permissions: stored.permissions }
        }
        KeyKind::Gateway => {
            let (gateway_id, standing) = stored.gateway.ok_or(AuthFault::Invalid)?;
            let pass = GatewayPass::new(gateway_id, standing);
            Credential::Gateway { key_id: stored.key_id, pass }
        }
        KeyKind::Registration => Credential::Registration { key_id: stored.key_id },
        KeyKind::Pairing => return Err(AuthFault::Invalid),
    };
    let principal = Principal { account_id: issued.account_id, credential };
    let default_region = stored.default_region.unwrap_or(context.settings.default_region);
    let codes_policy = stored.codes_policy.unwrap_or_default();
    Ok(AuthenticatedCaller {
        principal,
        key_digest: issued.digest,
        default_region,
        codes_policy,
        expires_at_ms: stored.expires_at_ms,
    })
}

/// Authenticates for sockets and streams, which outlive the cache: a key that is cached as valid is looked up again. A
/// key cached as invalid stays refused, at no extra cost.
pub async fn authenticate_now(
    context: &RequestContext,
    presented: Option<&str>,
) -> Result<AuthenticatedCaller, AuthFault> {
    if let Some(issued) =
        presented.and_then(|key| IssuedKey::verify(key, &context.settings.server_secrets))
    {
        let known = key_cache::find(&issued.digest, context.now_ms);
        if matches!(known, CacheLookup::Found(key) if key.is_valid_at(context.now_ms)) {
            key_cache::forget(&issued.digest);
        }
    }
    authenticate(context, presented).await
}

async fn look_up(
    context: &RequestContext,
    issued: &IssuedKey,
) -> Result<Option<ApiKeyRecord>, AuthFault> {
    match key_cache::find(&issued.digest, context.now_ms) {
        CacheLookup::Found(key) => return Ok(Some(key)),
        CacheLookup::NotFound => return Ok(None),
        CacheLookup::Nothing => {}
    }
    let unavailable = |error: store_d1::StoreError| {
        log::write(&RequestEvent::KeyNotLookedUp { error: &error });
        AuthFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let stored = store.find_key(issued).await.map_err(unavailable)?;
    key_cache::remember(&issued.digest, stored.as_ref(), context.now_ms);
    Ok(stored)
}

fn touch_if_stale(context: &RequestContext, issued: &IssuedKey, stored: &ApiKeyRecord) {
    let touched_at_ms = stored.last_used_at_ms.unwrap_or(UnixMillis::EPOCH);
    if touched_at_ms.saturating_add(TOUCH_INTERVAL_MS) > context.now_ms {
        return;
    }
    if matches!(stored.gateway, Some((_, GatewayStanding::Pending))) {
        // Nothing is written for a pending gateway.
        return;
    }
    // Recorded before the write, so that concurrent requests with this key do not write as well.
    key_cache::record_use(&issued.digest, context.now_ms);
    context.background.spawn(touch(
        context.env.clone(),
        issued.account_id.clone(),
        issued.digest.clone(),
        context.now_ms,
    ));
}

async fn touch(env: worker::Env, account_id: AccountId, digest: String, now_ms: UnixMillis) {
    let touched = match Store::open(&env) {
        Ok(store) => store.touch_key(&account_id, &digest, now_ms).await,
        Err(error) => Err(error),
    };
    if let Err(error) = touched {
        log::write(&RequestEvent::KeyUseNotRecorded { error: &error });
    }
}
