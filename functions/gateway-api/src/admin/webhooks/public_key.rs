//! `GET /api/v1/webhooks/public-key/:account_id`.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use edge_kit::{RequestContext, original_url};
use http::{HeaderMap, HeaderValue, Uri, header};
use ids::AccountId;
use serde::Serialize;
use webhooks::AccountKey;

use crate::error::{ApiError, ApiResult};

/// An hour: far less than an operator keeps the previous secret, under which requests are signed as well.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Answer of `GET /api/v1/webhooks/public-key/{account_id}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookPublicKeyOut {
    /// The current key: `whpk_` and the 32 bytes of an Ed25519 public key in base64.
    #[cfg_attr(
        feature = "openapi",
        schemars(example = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")
    )]
    public_key: String,
    /// All keys that sign, the current one first: during a rotation of the deployment's secret also the previous one.
    /// Every request has a signature of each.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 2)))]
    public_keys: Vec<String>,
}

/// Shows the public key under which the webhook requests of an account are signed (`v1a`). Public, because it proves a
/// sender and reveals nothing: every id of the right form has a key, whether or not there is such an account.
pub(crate) async fn show(
    context: RequestContext,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Response> {
    let account_id = path.ok().and_then(|Path(text)| AccountId::parse(&text));
    let account_id = account_id.ok_or_else(ApiError::account_not_found)?;
    let seeds = context.settings.server_secrets.derive(&AccountKey::purpose(&account_id));
    let keys = AccountKey::of_seeds(seeds);
    let public_keys: Vec<String> = keys.iter().map(AccountKey::public_text).collect();
    let public_key = public_keys.first().cloned().unwrap_or_default();
    let body = WebhookPublicKeyOut { public_key, public_keys };
    Ok(([(header::CACHE_CONTROL, CACHING)], Json(body)).into_response())
}

/// Returns the URL at which the account's public key is found.
pub(super) fn url(
    context: &RequestContext,
    (headers, uri): (&HeaderMap, &Uri),
    account_id: &AccountId,
) -> String {
    let base = original_url::base_url(context.settings.public_url.as_deref(), headers, uri);
    format!("{base}/api/v1/webhooks/public-key/{account_id}")
}
