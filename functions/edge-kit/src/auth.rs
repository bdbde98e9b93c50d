//! From an API key to a principal.

use http::{HeaderMap, header};
use identity::{AccountId, Credential, IssuedKey, KeyKind, Principal};
use runtime::log;
use store_d1::{Store, api_keys::StoredKey};

use crate::{RequestContext, key_cache, short_cache::Remembered};

pub use key_cache::forget;

/// `last_used_at` is written at most this often.
const TOUCH_INTERVAL_MS: i64 = 3_600_000;

/// Why there is no principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthFault {
    /// No credential was presented.
    Missing,
    /// Never issued, revoked, expired, or of a disabled account.
    Invalid,
    /// It cannot be checked now.
    Unavailable,
}

/// An authenticated caller and the digest of the key it used.
#[derive(Debug, Clone)]
pub struct Authenticated {
    pub principal: Principal,
    pub key_digest: String,
}

/// The token of `Authorization: Bearer …`, whatever the case of the scheme.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Checks a key. One that was never issued costs no I/O; any other at most one D1 read in ten seconds.
pub async fn authenticate(
    context: &RequestContext,
    presented: Option<&str>,
) -> Result<Authenticated, AuthFault> {
    let presented = presented.ok_or(AuthFault::Missing)?;
    let issued = IssuedKey::verify(presented, &context.settings.server_secrets);
    let issued = issued.ok_or(AuthFault::Invalid)?;
    let stored = look_up(context, &issued).await?.ok_or(AuthFault::Invalid)?;
    if stored.kind != issued.kind || !stored.is_valid_at(context.now_ms) {
        return Err(AuthFault::Invalid);
    }
    touch_if_stale(context, &issued, &stored);
    let credential = match stored.kind {
        KeyKind::Client => {
            Credential::Client { key_id: stored.key_id, permissions: stored.permissions }
        }
        KeyKind::Gateway => Credential::Gateway {
            key_id: stored.key_id,
            gateway_id: stored.gateway_id.ok_or(AuthFault::Invalid)?,
        },
        KeyKind::Registration => Credential::Registration { key_id: stored.key_id },
    };
    let principal = Principal { account_id: issued.account_id, credential };
    Ok(Authenticated { principal, key_digest: issued.digest })
}

async fn look_up(
    context: &RequestContext,
    issued: &IssuedKey,
) -> Result<Option<StoredKey>, AuthFault> {
    match key_cache::find(&issued.digest, context.now_ms) {
        Remembered::Found(key) => return Ok(Some(key)),
        Remembered::NotFound => return Ok(None),
        Remembered::Nothing => {}
    }
    let unavailable = |error: store_d1::StoreError| {
        log::error("a key could not be looked up", &[("error", &error.to_string())]);
        AuthFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let stored = store.find_key(&issued.account_id, &issued.digest).await.map_err(unavailable)?;
    key_cache::remember(&issued.digest, stored.as_ref(), context.now_ms);
    Ok(stored)
}

fn touch_if_stale(context: &RequestContext, issued: &IssuedKey, stored: &StoredKey) {
    let touched_at_ms = stored.last_used_at_ms.unwrap_or(0);
    if touched_at_ms.saturating_add(TOUCH_INTERVAL_MS) > context.now_ms {
        return;
    }
    key_cache::note_use(&issued.digest, context.now_ms);
    context.background.spawn(touch(
        context.env.clone(),
        issued.account_id.clone(),
        issued.digest.clone(),
        context.now_ms,
    ));
}

async fn touch(env: worker::Env, account_id: AccountId, digest: String, now_ms: i64) {
    let touched = match Store::open(&env) {
        Ok(store) => store.touch_key(&account_id, &digest, now_ms).await,
        Err(error) => Err(error),
    };
    if let Err(error) = touched {
        log::warn("a key's last use was not recorded", &[("error", &error.to_string())]);
    }
}
