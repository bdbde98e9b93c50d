//! Endpoints for the callback URLs of messages: one for each URL and account, made when a message first names the URL.

use ids::AccountId;
use outbound::OutboundUrl;
use runtime::{OsRng, ServiceContext};
use serde_json::json;
use sha2::{Digest, Sha256};
use store_d1::{
    Store, StoreError,
    webhook_callbacks::{CallbackRow, NewCallback},
};
use unix_time::UnixMillis;
use webhooks::{Schedule, SigningSecret};

const ID_PREFIX: &str = "wc_";
const ID_BYTES: usize = 16;
const TIMEOUT_SECS: u32 = 15;
/// Age at which the time of the last use is written again. Uses in between cost one read.
const USE_INTERVAL_MS: i64 = 10 * 60_000;
/// Time after its last use at which an endpoint that no message needs may be deleted. Longer than an idempotency key is
/// remembered, so that a repeated request finds the endpoint of the first one.
pub const CALLBACK_UNUSED_MS: i64 = 26 * 3_600_000;

/// Reason why a callback URL gets no events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackRefusal {
    /// The deployment has no key to seal a secret with.
    NotConfigured,
    /// The account has as many endpoints for callback URLs as it may have.
    TooMany,
    /// The endpoint disabled itself, or its owner switched it off.
    Inactive,
    /// The secret could not be sealed.
    NotSealed,
}

/// Returns the id of the endpoint for this URL, which is made if there is none: the same for every message of the account
/// that names the URL. Costs one read of D1, and a write if the URL is new or was not used for some minutes.
pub async fn callback_endpoint(
    context: &ServiceContext,
    account_id: &AccountId,
    url: &OutboundUrl,
) -> Result<Result<String, CallbackRefusal>, StoreError> {
    let now_ms = context.now_ms;
    let id = id_of(account_id, url.as_str());
    let store = Store::open(&context.env)?;
    let mut found = store.find_callback(account_id, &id).await?;
    if found.is_some_and(|row| is_stale(row, now_ms)) {
        found = store.use_callback(account_id, &id, now_ms).await?;
    }
    if let Some(row) = found {
        return Ok(usable(id, row));
    }
    let Some(keyring) = context.settings.keyring.as_ref() else {
        return Ok(Err(CallbackRefusal::NotConfigured));
    };
    let secret = SigningSecret::generate(&mut OsRng);
    let Ok(sealed_secret) = secret.seal(keyring, account_id.as_str(), &id, &mut OsRng) else {
        return Ok(Err(CallbackRefusal::NotSealed));
    };
    let callback = NewCallback {
        id: &id,
        name: url.origin(),
        url: url.as_str(),
        timeout_secs: TIMEOUT_SECS,
        schedule: &json!(Schedule::default().delays_secs()).to_string(),
        sealed_secret: &sealed_secret,
        signs_v1: secret.signs_v1(),
    };
    if let Some(row) = store.insert_callback(account_id, &callback, now_ms).await? {
        return Ok(usable(id, row));
    }
    // A request at the same time may have made it.
    let found = store.find_callback(account_id, &id).await?;
    Ok(found.map_or(Err(CallbackRefusal::TooMany), |row| usable(id, row)))
}

fn usable(id: String, row: CallbackRow) -> Result<String, CallbackRefusal> {
    if row.active == 0 { Err(CallbackRefusal::Inactive) } else { Ok(id) }
}

fn is_stale(row: CallbackRow, now_ms: UnixMillis) -> bool {
    row.active != 0 && now_ms.since(row.used_at_ms) >= USE_INTERVAL_MS
}

/// Derives the endpoint's id, so that requests at the same time make one endpoint.
fn id_of(account_id: &AccountId, url: &str) -> String {
    let digest = Sha256::new()
        .chain_update(account_id.as_str())
        .chain_update(b"\n")
        .chain_update(url)
        .finalize();
    format!("{ID_PREFIX}{}", hex::encode(digest.get(..ID_BYTES).unwrap_or(&digest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_of_a_url_is_the_same_within_an_account_alone() {
        let account = |id: &str| AccountId::parse(id).unwrap();
        let (one, other) = (account("0000000000000001"), account("0000000000000002"));
        let id = id_of(&one, "https://x.test/a");
        assert_eq!(id, id_of(&one, "https://x.test/a"));
        assert_ne!(id, id_of(&one, "https://x.test/b"));
        assert_ne!(id, id_of(&other, "https://x.test/a"));
        assert!(id.starts_with("wc_") && id.len() == 35);
    }

    #[test]
    fn use_is_written_again_after_some_minutes_unless_the_endpoint_is_inactive() {
        let row = |active| CallbackRow { active, used_at_ms: UnixMillis::EPOCH };
        assert!(!is_stale(row(1), UnixMillis::new(USE_INTERVAL_MS - 1)));
        assert!(is_stale(row(1), UnixMillis::new(USE_INTERVAL_MS)));
        assert!(!is_stale(row(0), UnixMillis::new(USE_INTERVAL_MS)));
        assert_eq!(usable("wc_1".to_owned(), row(0)), Err(CallbackRefusal::Inactive));
    }
}
