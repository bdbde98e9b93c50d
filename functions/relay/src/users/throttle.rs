//! What one network may try (contract 7, #13): who may ask whether a number has an account may not ask often.

use edge_kit::{CountFault, Limit, LimitExceeded, RequestContext, limits};
use http::{HeaderMap, StatusCode};
use request_limits::Policy;

use crate::error::{RelayError, RelayResult};

const HOUR_SECS: u32 = 3_600;

/// Counts one attempt of the network that the request came from.
pub(crate) async fn network(context: &RequestContext, headers: &HeaderMap) -> RelayResult<()> {
    let network = limits::client_network(headers);
    let counted = limits::count(context, Limit::Login, network.expose()).await;
    counted.map_err(|LimitExceeded { retry_after_secs }| too_many(retry_after_secs))?;
    let Some(quota) = context.settings.relay.users.attempts_per_network_and_hour else {
        return Ok(());
    };
    let policy = Policy { name: "relay-attempts", quota, window_secs: HOUR_SECS };
    match limits::count_sliding(context, policy, &network).await {
        Err(CountFault::Exceeded(exceeded)) => Err(too_many(exceeded.retry_after_secs)),
        Err(CountFault::Store(error)) => Err(error.into()),
        Ok(()) => Ok(()),
    }
}

/// 429, and when to come back.
pub(crate) fn too_many(retry_after_secs: u32) -> RelayError {
    RelayError::text(StatusCode::TOO_MANY_REQUESTS, "too many requests")
        .retry_after(retry_after_secs)
}
