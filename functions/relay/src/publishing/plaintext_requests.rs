//! `POST /publish` (contract 2.2): plaintext requests from callers with the permission `publish`.

use axum::response::{IntoResponse, Response};
use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode};
use publishing::RequestOutcome;
use relay_requests::ForwardingOutcome;

use super::{forwarded_request::ForwardedRequest, input::PublishIn, sms_answer};
use crate::{
    access::{Client, MayPublish},
    account::RelayAccount,
    error::{RelayError, RelayResult},
};

const MAX_KEY_CHARS: usize = 200;
const UNPUBLISHABLE: &str = "message cannot be published";

/// `POST /publish`: publishes `message` as the user with the number `MSISDN`. Answers 200 without a body. Calls with
/// the same `Idempotency-Key` are one request.
#[worker::send]
pub(crate) async fn publish(
    context: RequestContext,
    client: Client<MayPublish>,
    account: RelayAccount,
    forwarded: ForwardedRequest<PublishIn>,
) -> RelayResult<Response> {
    let key = idempotency_key(&forwarded.headers)?;
    let PublishIn(request) = PublishIn::read(&forwarded)?;
    if client.account_id != account.0 {
        // Relay users exist only in the relay's account.
        return Err(refused(UNPUBLISHABLE));
    }
    let (env, settings) = (&context.env, &context.settings);
    let handled = publishing::handle_plain(env, settings, &account.0, &request, key).await;
    let response = render(&handled);
    sms_answer::send_result_later(&context, &account.0, handled);
    response
}

fn render(handled: &RequestOutcome) -> RelayResult<Response> {
    match handled.outcome() {
        ForwardingOutcome::Published => Ok(StatusCode::OK.into_response()),
        ForwardingOutcome::Unavailable => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            let error = RelayError::empty(ErrorCode::InternalError, status);
            Err(error.retry_after(handled.retry_after_secs.unwrap_or(1)))
        }
        ForwardingOutcome::Refused(reason) => Err(refused(reason)),
        _ => Err(refused(UNPUBLISHABLE)),
    }
}

/// 400, with one code for every cause: where the text names none, the code does not either.
fn refused(text: &str) -> RelayError {
    RelayError::text(ErrorCode::RequestRefused, StatusCode::BAD_REQUEST, text)
}

fn idempotency_key(headers: &HeaderMap) -> RelayResult<Option<&str>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim);
    let key = key.filter(|key| (1..=MAX_KEY_CHARS).contains(&key.len()));
    key.map(Some).ok_or_else(|| {
        let code = ErrorCode::InvalidParameter;
        RelayError::text(code, StatusCode::BAD_REQUEST, "invalid Idempotency-Key")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idempotency_key_is_absent_or_of_a_sensible_length() {
        let key = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("idempotency-key", text.parse().unwrap());
            idempotency_key(&headers).map(|key| key.map(str::to_owned)).ok()
        };
        assert_eq!(idempotency_key(&HeaderMap::new()), Ok(None));
        assert_eq!(key(" one "), Some(Some("one".to_owned())));
        assert_eq!([key(" "), key(&"x".repeat(201))], [None, None]);
    }
}
