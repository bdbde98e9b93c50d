//! Answers to forwarders, from the outcome of an SMS.

use axum::response::{IntoResponse, Response};
use edge_kit::{ErrorCode, Failure, RequestContext};
use http::{HeaderValue, StatusCode, header};
use ids::AccountId;
use publishing::RequestOutcome;
use relay_requests::{Dialect, ForwardingOutcome};

/// Returns the answer. If the sender must be told too, that happens after the answer.
pub(super) fn answer(
    context: &RequestContext,
    account_id: &AccountId,
    dialect: Dialect,
    handled: RequestOutcome,
) -> Response {
    let response = render(dialect, handled.outcome(), handled.retry_after_secs);
    send_result_later(context, account_id, handled);
    response
}

/// Sends the result SMS to the sender, after the answer.
pub(super) fn send_result_later(
    context: &RequestContext,
    account_id: &AccountId,
    handled: RequestOutcome,
) {
    let Some(sms) = handled.result_sms else { return };
    let (env, account_id) = (context.env.clone(), account_id.clone());
    let region = context.settings.default_region;
    let telling = async move { publishing::send_result_sms(&env, &account_id, region, &sms).await };
    context.background.spawn(telling);
}

pub(super) fn render(
    dialect: Dialect,
    outcome: &ForwardingOutcome,
    retry_after_secs: Option<u32>,
) -> Response {
    let reply = dialect.reply(outcome);
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = HeaderValue::from_static(reply.content_type);
    let headers = [(header::CONTENT_TYPE, content_type)];
    let mut response = (status, headers, reply.body.into_owned()).into_response();
    let may_retry = matches!(outcome, ForwardingOutcome::Unavailable | ForwardingOutcome::Limited);
    if let Some(secs) = retry_after_secs.filter(|_| may_retry) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
    }
    let is_failure = status.is_client_error() || status.is_server_error();
    if let Some(code) = code(outcome).filter(|_| is_failure) {
        response.extensions_mut().insert(Failure::from(code));
    }
    response
}

/// Returns the code of an outcome that is a failure; a dialect may answer it with 200 all the same. Outcomes that share
/// a failure in any dialect share a code, so that the code names a cause only if the text does.
fn code(outcome: &ForwardingOutcome) -> Option<ErrorCode> {
    Some(match outcome {
        ForwardingOutcome::NotJson => ErrorCode::MalformedRequest,
        ForwardingOutcome::MissingText
        | ForwardingOutcome::MissingSender
        | ForwardingOutcome::MissingDate
        | ForwardingOutcome::MissingDateSent => ErrorCode::MissingParameter,
        ForwardingOutcome::NotBase64 | ForwardingOutcome::EmptyText => ErrorCode::InvalidParameter,
        ForwardingOutcome::Limited => ErrorCode::RateLimited,
        ForwardingOutcome::Unavailable => ErrorCode::InternalError,
        ForwardingOutcome::Unpublishable
        | ForwardingOutcome::BridgesRestricted
        | ForwardingOutcome::Refused(_) => ErrorCode::RequestRefused,
        ForwardingOutcome::Published | ForwardingOutcome::Tested(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_retriable_answers_have_retry_after() {
        let later = render(Dialect::EraA, &ForwardingOutcome::Unavailable, Some(7));
        assert_eq!(
            (later.status().as_u16(), later.headers()["retry-after"].to_str().ok()),
            (500, Some("7"))
        );
        let never = render(Dialect::EraA, &ForwardingOutcome::Unpublishable, Some(7));
        assert_eq!(never.status(), 200);
        assert!(!never.headers().contains_key("retry-after"));
        assert_eq!(never.headers()["content-type"], "text/html; charset=utf-8");
    }

    #[test]
    fn code_is_that_of_the_refusal_and_successes_have_none() {
        let coded = |dialect, outcome: &ForwardingOutcome| {
            let answer = render(dialect, outcome, None);
            answer.extensions().get::<Failure>().map(|failure| failure.code)
        };
        let refused = Some(ErrorCode::RequestRefused);
        for outcome in [ForwardingOutcome::Unpublishable, ForwardingOutcome::BridgesRestricted] {
            assert_eq!(coded(Dialect::EraB, &outcome), refused);
            assert_eq!(coded(Dialect::V3, &outcome), refused);
            assert_eq!(coded(Dialect::EraA, &outcome), None);
        }
        let missing = coded(Dialect::EraA, &ForwardingOutcome::MissingText);
        assert_eq!(missing, Some(ErrorCode::MissingParameter));
        assert_eq!(coded(Dialect::V3, &ForwardingOutcome::Published), None);
    }
}
