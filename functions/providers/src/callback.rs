//! `POST /providers/{provider}/{token}`, and `GET` for what providers call so.

use axum::{
    body::to_bytes,
    extract::Request,
    response::{IntoResponse, Response},
};
use edge_kit::RequestContext;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use runtime::log;
use sms_providers::{Answer, Callback, CallbackEvent, MAX_CALLBACK_BYTES, Provider, Refusal};

use crate::{
    endpoint::{Endpoint, KnownEndpoint},
    error::CallbackError,
    said,
};

/// More than any provider says in one callback.
const MAX_EVENTS: usize = 100;

/// Tells the account's Dispatcher what the provider says, once it has proved who it is, and answers as the
/// provider wants to be answered.
#[worker::send]
pub(crate) async fn callback(
    context: RequestContext,
    Endpoint(endpoint): Endpoint,
    request: Request,
) -> Result<Response, CallbackError> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_CALLBACK_BYTES).await.map_err(|_| CallbackError::TooLarge)?;
    let url = public_url(context.settings.public_url.as_deref(), &parts.uri);
    let headers = texts(&parts.headers);
    let callback =
        Callback { method: parts.method.as_str(), url: &url, headers: &headers, body: &body };
    let codec = sms_providers::of(endpoint.provider);
    let events = understand(codec, &endpoint, &callback, context.now_ms)?;
    for event in events {
        said::tell(&context, &endpoint, event).await?;
    }
    Ok(render(codec.answer()))
}

/// What the callback says, if it comes from whom it should.
fn understand(
    codec: &dyn Provider,
    endpoint: &KnownEndpoint,
    callback: &Callback<'_>,
    now_ms: i64,
) -> Result<Vec<CallbackEvent>, CallbackError> {
    let credentials = endpoint.access.credentials.as_ref();
    let verifiable = credentials.filter(|credentials| codec.can_verify(credentials));
    let verified = verifiable.map_or(Ok(()), |it| codec.verify(callback, it, now_ms));
    let events = verified.and_then(|()| codec.parse(callback));
    let events = events.and_then(|events| match events.len() {
        0..=MAX_EVENTS => Ok(events),
        _ => Err(Refusal::Malformed("there are too many events")),
    });
    events.map_err(|refusal| {
        let fields = [
            ("account.id", endpoint.account_id.as_str()),
            ("provider", endpoint.provider.as_str()),
            ("cause", &refusal.to_string()),
        ];
        log::warn("a provider's callback was refused", &fields);
        refusal.into()
    })
}

/// The URL as the provider called it: a proxy in front of us may have changed what stands before the path.
fn public_url(public_base: Option<&str>, uri: &Uri) -> String {
    match public_base {
        None => uri.to_string(),
        Some(base) => {
            format!("{base}{}", uri.path_and_query().map_or("", |it| it.as_str()))
        }
    }
}

/// Headers that are text, in which order they came. A name is in small letters already.
fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&http::HeaderName, &HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    headers.iter().filter_map(text).collect()
}

fn render(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    match answer.content_type {
        Some(content_type) => {
            let value = HeaderValue::from_static(content_type);
            response.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        None => {
            response.headers_mut().remove(header::CONTENT_TYPE);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_url_is_the_requests_own_unless_the_operator_says_otherwise() {
        let uri: Uri = "http://10.0.0.1:8787/providers/twilio/t?a=b%20c".parse().unwrap();
        assert_eq!(public_url(None, &uri), uri.to_string());
        let behind = public_url(Some("https://sms.example.com/wireroom"), &uri);
        assert_eq!(behind, "https://sms.example.com/wireroom/providers/twilio/t?a=b%20c");
    }

    #[test]
    fn an_answer_has_the_type_that_it_says_and_no_other() {
        let xml = render(Answer { status: 200, content_type: Some("text/xml"), body: "<R/>" });
        assert_eq!(xml.headers()[header::CONTENT_TYPE], "text/xml");
        let empty = render(Answer { status: 204, content_type: None, body: "" });
        assert_eq!(empty.status(), 204);
        assert!(!empty.headers().contains_key(header::CONTENT_TYPE));
    }

    #[test]
    fn headers_that_are_no_text_are_left_out() {
        let mut headers = HeaderMap::new();
        headers.insert("X-Signature", HeaderValue::from_static("s"));
        headers.insert("x-odd", HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(texts(&headers), [("x-signature".to_owned(), "s".to_owned())]);
    }
}
