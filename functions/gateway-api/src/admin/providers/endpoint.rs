//! `/api/v1/admin/providers/:provider/endpoint`: the URL for the provider's callbacks.

use axum::Json;
use edge_kit::{Created, RequestContext, TimeSecs};
use http::Uri;
use provider_access::EndpointToken;
use runtime::OsRng;
use serde::Serialize;
use store_d1::{Store, provider_accounts::ENDPOINT_OVERLAP_MS};

use super::{PathProvider, not_configured, parse};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
};

/// Answer of `POST /api/v1/admin/providers/{provider}/endpoint`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateEndpointOut {
    /// Time at which older endpoints of the account for this provider end.
    older_end_at: TimeSecs,
    /// Always `true`.
    success: bool,
    /// Last segment of the URL, by which callbacks are attributed to the account: 48 hexadecimal digits.
    token: String,
    /// URL to give to the provider, which is shown only here.
    url: String,
}

/// Answer of `DELETE /api/v1/admin/providers/{provider}/endpoint`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RevokeEndpointsOut {
    /// Number of ended endpoints.
    revoked: usize,
    /// Always `true`.
    success: bool,
}

/// `POST`: creates an endpoint and shows its URL once. The account's older endpoints for this provider stay valid for
/// a day.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
    uri: Uri,
) -> ApiResult<Created<CreateEndpointOut>> {
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
    Ok(Created(CreateEndpointOut {
        older_end_at: TimeSecs(now_ms.saturating_add(ENDPOINT_OVERLAP_MS)),
        success: true,
        token: token.expose().to_owned(),
        url,
    }))
}

/// `DELETE`: ends all endpoints of the account for this provider, everywhere within ten seconds.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
) -> ApiResult<Json<RevokeEndpointsOut>> {
    let provider = parse(path)?;
    let store = Store::open(&context.env)?;
    let revoking =
        store.revoke_provider_endpoints(&client.account_id, provider.as_str(), context.now_ms);
    let revoked = revoking.await?;
    provider_access::forget_endpoints();
    Ok(Json(RevokeEndpointsOut { revoked, success: true }))
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

    #[test]
    fn answers_are_sent_in_alphabetical_order() {
        let created = CreateEndpointOut {
            older_end_at: TimeSecs(unix_time::UnixMillis::EPOCH),
            success: true,
            token: "00".to_owned(),
            url: "https://a.example/providers/twilio/00".to_owned(),
        };
        let expected = concat!(
            r#"{"older_end_at":"1970-01-01T00:00:00Z","success":true,"token":"00","#,
            r#""url":"https://a.example/providers/twilio/00"}"#,
        );
        assert_eq!(serde_json::to_string(&created).unwrap(), expected);
        let revoked = RevokeEndpointsOut { revoked: 0, success: true };
        let expected = r#"{"revoked":0,"success":true}"#;
        assert_eq!(serde_json::to_string(&revoked).unwrap(), expected);
    }
}
