//! The endpoint that gets the alerts of another one.

use ids::AccountId;
use store_d1::Store;
use webhooks::Format;

use crate::error::{ApiError, ApiResult};

const NAME: &str = "alert_endpoint_id";

/// Refuses alerts to the endpoint itself, to one that the account does not have, and to one that cannot get them.
pub(super) async fn check(
    store: &Store,
    account_id: &AccountId,
    endpoint_id: &str,
    alerted: &str,
) -> ApiResult<()> {
    if alerted == endpoint_id {
        return Err(ApiError::invalid(NAME, "A webhook cannot get its own alerts"));
    }
    let found = store.find_endpoint(account_id, alerted).await?;
    let found = found.filter(|it| !it.is_callback());
    let found = found.ok_or_else(|| {
        ApiError::invalid(NAME, "alert_endpoint_id names no webhook of the account")
    })?;
    if found.format != Format::Standard.as_str() {
        let text = "The webhook that gets alerts must have the format standard";
        return Err(ApiError::invalid(NAME, text));
    }
    Ok(())
}
