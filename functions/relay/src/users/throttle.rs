//! Rate limits per network (contract 7, #13), so that callers cannot probe many numbers for accounts.

use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode};
use request_limits::{Network, RateLimitPolicy};
use throttling::{CountFault, Limit, LimitExceeded};

use crate::error::{RelayError, RelayResult};

const HOUR_SECS: u32 = 3_600;
/// A /48 may try this many times a network's quota.
const NETWORKS_PER_SITE: u32 = 8;

/// Counts one attempt of the request's network, and of the /48 that contains it.
pub(crate) async fn network(context: &RequestContext, headers: &HeaderMap) -> RelayResult<()> {
    let network = client_network(headers);
    let counted = throttling::count(context, Limit::Login, network.expose()).await;
    counted.map_err(|LimitExceeded { retry_after_secs }| too_many_attempts(retry_after_secs))?;
    let Some(quota) = context.settings.relay.users.attempts_per_network_and_hour else {
        return Ok(());
    };
    // The site is counted first, so that its 65,536 networks write few rows.
    if let Some(site) = network.site() {
        let quota = quota.saturating_mul(NETWORKS_PER_SITE);
        count(
            context,
            RateLimitPolicy { name: "relay-attempts-site", quota, window_secs: HOUR_SECS },
            &site,
        )
        .await?;
    }
    count(
        context,
        RateLimitPolicy { name: "relay-attempts", quota, window_secs: HOUR_SECS },
        &network,
    )
    .await
}

async fn count(
    context: &RequestContext,
    policy: RateLimitPolicy,
    network: &Network,
) -> RelayResult<()> {
    match throttling::count_sliding(context, policy, network).await {
        Err(CountFault::Exceeded(exceeded)) => Err(too_many_attempts(exceeded.retry_after_secs)),
        Err(CountFault::Store(error)) => Err(error.into()),
        Ok(()) => Ok(()),
    }
}

/// 429 with `Retry-After`: wrong passwords and attempts of the network are counted, and the answer does not tell which
/// limit is reached.
pub(crate) fn too_many_attempts(retry_after_secs: u32) -> RelayError {
    too_many(ErrorCode::TooManyAttempts, retry_after_secs)
}

/// 429 with `Retry-After`.
pub(crate) fn too_many(code: ErrorCode, retry_after_secs: u32) -> RelayError {
    RelayError::text(code, StatusCode::TOO_MANY_REQUESTS, "too many requests")
        .retry_after(retry_after_secs)
}
