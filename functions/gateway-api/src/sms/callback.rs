//! `callback_url` of a message: the URL, and the endpoint that gets the message's events.

use edge_kit::{ErrorCode, RequestContext, original_url};
use http::HeaderMap;
use ids::AccountId;
use outbound::OutboundUrl;
use store_d1::webhook_endpoints::MAX_CALLBACK_ENDPOINTS;
use webhook_endpoints::CallbackRefusal;

use crate::error::{ApiError, ApiResult};

const NAME: &str = "callback_url";

/// Parses the URL, which has to pass the guard of outbound requests and must not lead back here.
pub(super) fn parse(
    text: &str,
    context: &RequestContext,
    headers: &HeaderMap,
) -> ApiResult<OutboundUrl> {
    let host = original_url::host(headers);
    webhook_endpoints::parse_url(text, &context.settings, host)
        .map_err(|error| ApiError::refused(ErrorCode::InvalidUrl, error.to_string()).about(NAME))
}

/// Returns the id of the URL's endpoint, which is made if there is none, or the failure of a message that names the URL.
pub(super) async fn endpoint(
    context: &RequestContext,
    account_id: &AccountId,
    url: &OutboundUrl,
) -> ApiResult<Result<String, ApiError>> {
    let found = webhook_endpoints::callback_endpoint(context, account_id, url).await?;
    Ok(found.map_err(|refusal| match refusal {
        CallbackRefusal::NotConfigured => ApiError::not_configured("Webhooks"),
        CallbackRefusal::NotSealed => ApiError::unavailable(),
        CallbackRefusal::TooMany => {
            let text = format!(
                "An account can have {MAX_CALLBACK_ENDPOINTS} callback URLs that messages used in a day"
            );
            ApiError::refused(ErrorCode::ResourceLimitReached, text).about(NAME)
        }
        CallbackRefusal::Inactive => {
            let text = "The webhook of the callback_url is switched off";
            ApiError::refused(ErrorCode::WebhookInactive, text).about(NAME)
        }
    }))
}
