//! A phone's event stream (smsgate contract 7.1), held by the Worker.
//!
//! It is fed by a socket from the phone's GatewayConnection, which goes on sleeping in between; keep-alives
//! come from here. That the phone is gone is not noticed, so a stream ends when its time is up, and its
//! phone opens another and fetches what it may have missed.

mod outlet;
mod pump;

use axum::{body::Body, response::Response};
use contracts::gateway_connection::{ACCOUNT_ID_HEADER, EVENT_STREAM_HEADER, KEY_DIGEST_HEADER};
use http::{HeaderValue, header};
use identity::AccountId;
use runtime::objects::{CallError, ObjectClass};
use worker::{Headers, Request, RequestInit, WebSocket};

use crate::RequestContext;

/// Opens a stream of the gateway's events; the answer to its phone, with all its headers. One object
/// request. Any number may be open at once, and each gets every event; beyond a few the oldest ends.
pub async fn open(
    context: &RequestContext,
    account_id: &AccountId,
    gateway_id: &str,
    key_digest: &str,
) -> Result<Response, CallError> {
    let socket =
        open_socket(context, account_id, gateway_id, key_digest).await.map_err(transport)?;
    let (outlet, stream) = outlet::pair();
    context.background.spawn(pump::run(socket, outlet, context.settings.streams));
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

async fn open_socket(
    context: &RequestContext,
    account_id: &AccountId,
    gateway_id: &str,
    key_digest: &str,
) -> worker::Result<WebSocket> {
    let headers = Headers::new();
    for (name, value) in [
        ("upgrade", "websocket"),
        (ACCOUNT_ID_HEADER, account_id.as_str()),
        (KEY_DIGEST_HEADER, key_digest),
        (EVENT_STREAM_HEADER, "1"),
    ] {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let request = Request::new_with_init("https://object/", &init)?;
    let stub = ObjectClass::GatewayConnection.stub(&context.env, gateway_id);
    let stub = stub.map_err(|error| worker::Error::RustError(error.to_string()))?;
    let answer = stub.fetch_with_request(request).await?;
    let refused = || worker::Error::RustError("the object opened no socket".to_owned());
    answer.websocket().ok_or_else(refused)
}

#[expect(clippy::needless_pass_by_value, reason = "it is passed to map_err")]
fn transport(error: worker::Error) -> CallError {
    CallError::Transport(error.to_string())
}
