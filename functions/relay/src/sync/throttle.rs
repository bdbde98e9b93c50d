//! Rate limits of sync, whose callers need not authenticate (contract 7, #1 and #4).

use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode};
use relay_users::RelayUserId;
use request_limits::{Network, RateLimitPolicy};
use throttling::{CountFault, Limit, LimitExceeded};

use crate::error::{RelayError, RelayResult};

use super::responses::failed;

/// Counts one request from the network.
pub(crate) async fn by_network(context: &RequestContext, headers: &HeaderMap) -> RelayResult<()> {
    let network = client_network(headers);
    throttling::count(context, Limit::Sync, network.expose()).await.map_err(refused)
}

/// Counts one session opened for the user, by any caller.
pub(crate) async fn openings(context: &RequestContext, user_id: &RelayUserId) -> RelayResult<()> {
    // No network has a name of this form.
    throttling::count(context, Limit::Sync, &format!("user {user_id}")).await.map_err(refused)?;
    let sync = &context.settings.relay.sync;
    let Some(quota) = sync.openings_per_user else { return Ok(()) };
    // The window is a session's lifetime, so the quota also limits the user's sessions open at once.
    let window_secs = u32::try_from(sync.rules.ttl_ms / 1_000).unwrap_or(u32::MAX).max(1);
    let policy = RateLimitPolicy { name: "sync-openings", quota, window_secs };
    throttling::count_sliding(context, policy, &Network::of(user_id.as_str())).await.map_err(
        |fault| match fault {
            CountFault::Exceeded(exceeded) => refused(exceeded),
            CountFault::Store(error) => failed(error),
        },
    )
}

fn refused(exceeded: LimitExceeded) -> RelayError {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let error = RelayError::text(ErrorCode::RateLimited, status, "too many requests");
    error.retry_after(exceeded.retry_after_secs)
}
