//! The account that owns the relay's data.

use std::{cell::RefCell, sync::Arc};

use axum::extract::FromRequestParts;
use edge_kit::RequestContext;
use http::request::Parts;
use ids::AccountId;
use one_time_codes::CodesPolicy;
use runtime::log;
use telephony::Region;
use unix_time::UnixMillis;

use crate::error::{RelayError, RelayResult};

/// Validity of a remembered account, as for API keys: a disabled account is forgotten after this time.
const CACHED_MS: i64 = 10_000;

thread_local! {
    static CACHED: RefCell<Option<CachedAccount>> = const { RefCell::new(None) };
}

#[derive(Clone)]
struct CachedAccount {
    account_id: AccountId,
    /// Country for reading the account's national numbers.
    default_region: Region,
    codes_policy: Arc<CodesPolicy>,
    until_ms: UnixMillis,
}

/// The account that owns all relay data: `RELAY_ACCOUNT`, or the default account. Rejects with 503 while there is none.
#[derive(Clone, Debug)]
pub(crate) struct RelayAccount(pub(crate) AccountId);

impl<S: Send + Sync> FromRequestParts<S> for RelayAccount {
    type Rejection = RelayError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RelayError> {
        let context = parts.extensions.get().ok_or_else(RelayError::unavailable)?;
        of(context).await.map(Self)
    }
}

/// Returns the account, for code that has the request's context.
pub(crate) async fn of(context: &RequestContext) -> RelayResult<AccountId> {
    let account_id = cached(context).await?.account_id;
    log::set_account(account_id.as_str());
    Ok(account_id)
}

/// Returns the country for reading the account's national numbers.
pub(crate) async fn default_region(context: &RequestContext) -> RelayResult<Region> {
    cached(context).await.map(|known| known.default_region)
}

/// Returns the account's policy of one-time codes.
pub(crate) async fn codes_policy(context: &RequestContext) -> RelayResult<Arc<CodesPolicy>> {
    cached(context).await.map(|known| known.codes_policy)
}

async fn cached(context: &RequestContext) -> RelayResult<CachedAccount> {
    let now_ms = context.now_ms;
    // Cloned, so that the borrow ends before the await below.
    let known = CACHED.with_borrow(Clone::clone);
    if let Some(known) = known.filter(|known| now_ms < known.until_ms) {
        return Ok(known);
    }
    let found = ::publishing::enabled_account(&context.env, &context.settings).await?;
    let account = found.ok_or_else(RelayError::unavailable)?;
    let known = CachedAccount {
        account_id: account.id,
        default_region: account.default_region.unwrap_or(context.settings.default_region),
        codes_policy: account.codes_policy.unwrap_or_default(),
        until_ms: now_ms.saturating_add(CACHED_MS),
    };
    CACHED.set(Some(known.clone()));
    Ok(known)
}
