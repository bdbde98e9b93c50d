//! `/api/v1/admin/providers/:provider/endpoint`: the URL for the provider's callbacks.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::RequestContext;
use http::{StatusCode, Uri};
use provider_access::EndpointToken;
use runtime::{OsRng, timestamp};
use serde_json::{Value, json};
use store_d1::{Store, provider_accounts::ENDPOINT_OVERLAP_MS};

use super::{PathProvider, not_configured, parse};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
};

/// `POST`: creates an endpoint and shows its URL once. The account's older endpoints for this provider stay valid for
/// a day.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
    uri: Uri,
) -> ApiResult<Response> {
    let provider = parse(path)?;
    let keyring = context.settings.keyring.as_ref().ok_or_else(not_configured)?;
    let base = match &context.settings.public_url {
        Some(base) => base.clone(),
        None => origin(&uri).ok_or_else(|| ApiError::not_configured("PUBLIC_URL"))?,
    };
    let (account_id, now_ms) = (&client.account_id, context.now_ms);
    let token = EndpointToken::generate();
    let url = format!("{base}/providers/{}/{}", provider.as_str(), token.expose());
    let sealed =
        provider_access::seal_callback_url(keyring, account_id, provider, &url, &mut OsRng);
    let sealed = sealed.map_err(|_| ApiError::unavailable())?;
    let (name, digest) = (provider.as_str(), token.digest());
    let store = Store::open(&context.env)?;
    store.insert_provider_endpoint(account_id, name, &digest, &sealed, now_ms).await?;
    let body = json!({
        "success": true,
        "url": url,
        "token": token.expose(),
        "older_end_at": timestamp::format_secs(now_ms.saturating_add(ENDPOINT_OVERLAP_MS)),
    });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// `DELETE`: ends all endpoints of the account for this provider, everywhere within ten seconds.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
) -> ApiResult<Json<Value>> {
    let provider = parse(path)?;
    let store = Store::open(&context.env)?;
    let revoking =
        store.revoke_provider_endpoints(&client.account_id, provider.as_str(), context.now_ms);
    let revoked = revoking.await?;
    provider_access::forget_endpoints();
    Ok(Json(json!({ "success": true, "revoked": revoked })))
}

/// Returns the origin under which this request was made.
fn origin(uri: &Uri) -> Option<String> {
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_stands_before_the_path() {
        let of = |text: &str| origin(&text.parse().unwrap());
        assert_eq!(of("https://a.example:8443/x?y").as_deref(), Some("https://a.example:8443"));
        assert_eq!(of("/x"), None);
    }
}
