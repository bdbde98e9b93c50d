//! `POST /providers/{provider}/{token}`, and `GET` for providers that call by `GET`.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use edge_kit::{RequestContext, body, original_url, route_table::Argument};
use http::{HeaderValue, StatusCode, header, request::Parts};
use runtime::log::{self, events::ProviderCallbackEvent};
use sms_providers::{
    Callback, CallbackAnswer, CallbackEvent, MAX_CALLBACK_BYTES, Provider, Refusal,
};
use unix_time::UnixMillis;

use crate::{
    endpoint::{CallbackEndpoint, Endpoint},
    error::CallbackError,
    provider_events,
    route_table::Access,
};

/// Maximum number of events in one callback; providers send fewer.
const MAX_EVENTS: usize = 100;

/// A callback, unparsed.
pub(crate) struct CallbackRequest {
    parts: Parts,
    body: Bytes,
}

impl Argument<Access> for CallbackRequest {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_CALLBACK_BYTES);
}

impl<S: Send + Sync> FromRequest<S> for CallbackRequest {
    type Rejection = CallbackError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, CallbackError> {
        let read = body::read(request, MAX_CALLBACK_BYTES).await;
        let (parts, body) = read.map_err(|_| CallbackError::TooLarge)?;
        Ok(Self { parts, body })
    }
}

/// Passes the provider's events to the account's Dispatcher after authenticating the provider, and answers as the
/// provider expects. An empty request, with which a vendor probes the URL before it is given a signing secret, has no
/// events and gets the same answer.
#[worker::send]
pub(crate) async fn callback(
    context: RequestContext,
    Endpoint(endpoint): Endpoint,
    CallbackRequest { parts, body }: CallbackRequest,
) -> Result<Response, CallbackError> {
    let uri = original_url::original_uri(&parts.extensions, &parts.uri);
    let url = original_url::public_url(context.settings.public_url.as_deref(), uri);
    let headers = original_url::texts(&parts.headers);
    let callback =
        Callback { method: parts.method.as_str(), url: &url, headers: &headers, body: &body };
    let codec = sms_providers::of(endpoint.provider);
    if callback.is_empty() {
        return Ok(render(codec.answer()));
    }
    let events = verify_and_parse(codec, &endpoint, &callback, context.now_ms)?;
    let mut told = EventResults::default();
    for event in events {
        told.add(provider_events::pass_to_dispatcher(&context, &endpoint, event).await);
        if told.is_aborted() {
            break;
        }
    }
    told.result()?;
    if let Some(cause) = told.dropped() {
        let provider = &endpoint.provider.as_str();
        log::write(&ProviderCallbackEvent::EventDropped { provider, cause: &cause });
    }
    Ok(render(codec.answer()))
}

/// Results of passing on the events of one callback. An event is passed on even if one before it was malformed or
/// could not be handed over.
#[derive(Default)]
struct EventResults {
    passed_on: bool,
    malformed: Option<CallbackError>,
    failed: Option<CallbackError>,
}

impl EventResults {
    fn add(&mut self, result: Result<(), CallbackError>) {
        match result {
            Ok(()) => self.passed_on = true,
            Err(error @ CallbackError::Malformed(_)) => self.malformed = Some(error),
            Err(error) => self.failed = Some(error),
        }
    }

    /// Whether the others would fail as well.
    fn is_aborted(&self) -> bool {
        self.failed == Some(CallbackError::Unavailable)
    }

    /// Returns the failure that a retry may mend, if there is one. A malformed event is a failure only if none was
    /// passed on: the provider would repeat the others in vain.
    fn result(&self) -> Result<(), CallbackError> {
        let failure = self.failed.or(self.malformed.filter(|_| !self.passed_on));
        failure.map_or(Ok(()), Err)
    }

    /// Returns why an event was dropped although the callback is answered with success.
    fn dropped(&self) -> Option<&'static str> {
        match self.malformed {
            Some(CallbackError::Malformed(cause)) if self.passed_on => Some(cause),
            _ => None,
        }
    }
}

/// Verifies the callback and returns its events.
fn verify_and_parse(
    codec: &dyn Provider,
    endpoint: &CallbackEndpoint,
    callback: &Callback<'_>,
    now_ms: UnixMillis,
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
        let provider = &endpoint.provider.as_str();
        log::write(&ProviderCallbackEvent::CallbackRefused { provider, cause: &refusal });
        refusal.into()
    })
}

fn render(answer: CallbackAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    match answer.content_type {
        Some(content_type) => {
            let value = HeaderValue::from_static(content_type);
            response.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        None => {
            // axum has set its own type for the body.
            response.headers_mut().remove(header::CONTENT_TYPE);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_event_is_refused_only_if_no_event_was_passed_on() {
        let (malformed, again) = (CallbackError::Malformed("x"), CallbackError::NotHandedOver);
        for (results, expected) in [
            (vec![], Ok(())),
            (vec![Ok(()), Ok(())], Ok(())),
            (vec![Err(malformed)], Err(malformed)),
            (vec![Err(malformed), Ok(())], Ok(())),
            (vec![Ok(()), Err(malformed)], Ok(())),
            (vec![Err(again), Ok(()), Err(malformed)], Err(again)),
            (vec![Err(malformed), Err(again)], Err(again)),
        ] {
            let mut told = EventResults::default();
            for result in results.clone() {
                told.add(result);
            }
            assert_eq!(told.result(), expected, "{results:?}");
        }
    }

    #[test]
    fn answer_has_exactly_its_stated_content_type() {
        let xml =
            render(CallbackAnswer { status: 200, content_type: Some("text/xml"), body: "<R/>" });
        assert_eq!(xml.headers()[header::CONTENT_TYPE], "text/xml");
        let empty = render(CallbackAnswer { status: 204, content_type: None, body: "" });
        assert_eq!(empty.status(), 204);
        assert!(!empty.headers().contains_key(header::CONTENT_TYPE));
    }
}
