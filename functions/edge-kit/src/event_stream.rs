//! Event streams, held by the Worker: of a phone's events (smsgate contract 7.1), and of an account's.
//!
//! A WebSocket from an object feeds the stream, so that the object can hibernate in between; this Worker sends the
//! keep-alives. A reader's disappearance is not always noticed, so a stream ends after a fixed time, and its reader opens
//! another: a phone fetches any missed messages, and a reader of an account's events continues after its last one.
//!
//! A further kind of stream is an implementation of `source::Source` and a function like [`open`].

mod account_events;
mod device_events;
mod pump;
mod reader;
mod source;
mod stream_writer;

use std::sync::Arc;

use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderValue, header};
use ids::{AccountId, GatewayId};
use object_commands::{
    event_feed::FEED_READER_HEADER,
    gateway_connection::{ACCOUNT_ID_HEADER, EVENT_STREAM_HEADER, KEY_DIGEST_HEADER},
};
use runtime::{
    EventStreamSettings,
    gate::Gate,
    objects::{CallError, ObjectClass},
};
use worker::{Headers, Request, RequestInit, WebSocket, send::SendWrapper};

use crate::{ClientError, RequestContext, account_gates::AccountGates};
use account_events::AccountEvents;
use device_events::DeviceEvents;
use reader::{LookUp, Reader};
use source::Source;

/// Maximum number of streams that one isolate holds. Each keeps a socket, a task and two timers.
const MAX_STREAMS: usize = 1_000;
/// A stream that is this late to end was lost with its context and no longer counts.
const GRACE_MS: i64 = 60_000;

/// Maximum number of streams per account in one isolate.
const MAX_STREAMS_PER_ACCOUNT: usize = 200;

thread_local! {
    /// Streams, each until its pump has ended and its body is dropped.
    static STREAMS: Gate = Gate::new(MAX_STREAMS);
    /// Pumps, of which there are never more than streams.
    static PUMPS: Gate = Gate::new(MAX_STREAMS);
    /// Streams per account.
    static SHARES: AccountGates = AccountGates::new(MAX_STREAMS_PER_ACCOUNT);
}

/// Opens a stream of the gateway's events and returns the complete answer to its phone. Costs one object request. A
/// phone may open several streams, and each gets every event; beyond a few, its oldest stream ends. Refused if the
/// isolate or the account has reached its maximum.
pub async fn open(
    context: &RequestContext,
    account_id: &AccountId,
    gateway_id: &GatewayId,
    key_digest: &str,
) -> Result<Response, CallError> {
    let object = StreamObject {
        class: ObjectClass::GatewayConnection,
        name: gateway_id.as_str(),
        headers: &[
            (ACCOUNT_ID_HEADER, account_id.as_str()),
            (KEY_DIGEST_HEADER, key_digest),
            (EVENT_STREAM_HEADER, "1"),
        ],
    };
    open_of(context, account_id, &object, DeviceEvents, context.settings.streams).await
}

/// Opens a stream of the account's events after the one numbered `after`, or of those from now on, and returns the
/// complete answer to its reader. Costs one D1 read, one object request, one frame, and a row if no reader was seen
/// within a minute.
///
/// The stream ends with the credential: by itself when that expires, and by the Dispatcher, which knows the credential's
/// [name](object_commands::event_feed::ReaderName), when it is withdrawn.
///
/// # Errors
/// The isolate or the account has reached its maximum, or the credential was withdrawn.
pub async fn open_account<E: ClientError + From<CallError>>(
    context: &RequestContext,
    headers: &HeaderMap,
    account_id: &AccountId,
    after: Option<i64>,
) -> Result<Response, E> {
    let reader = Reader::find::<E>(context, headers, LookUp::Cached).await?;
    let object = StreamObject {
        class: ObjectClass::Dispatcher,
        name: account_id.as_str(),
        headers: &[(FEED_READER_HEADER, reader.name.as_str())],
    };
    let settings = context.settings.streams;
    let life_ms = reader.life_ms(settings.life_ms, context.now_ms);
    let settings = EventStreamSettings { life_ms, ..settings };
    let source = AccountEvents::after(after);
    let response = open_of(context, account_id, &object, source, settings).await?;
    // Only now: a credential that is withdrawn after this look-up finds the stream open and ends it. If it already was
    // withdrawn, the answer is dropped, which ends the stream.
    Reader::find::<E>(context, headers, LookUp::Now).await?;
    Ok(response)
}

/// The object that feeds a stream, and what it has to know.
struct StreamObject<'a> {
    class: ObjectClass,
    name: &'a str,
    headers: &'a [(&'a str, &'a str)],
}

async fn open_of<S: Source + 'static>(
    context: &RequestContext,
    account_id: &AccountId,
    object: &StreamObject<'_>,
    source: S,
    settings: EventStreamSettings,
) -> Result<Response, CallError> {
    let life_ms = i64::try_from(settings.life_ms).unwrap_or(i64::MAX).saturating_add(GRACE_MS);
    let full = || CallError::Transport("too many event streams are open".to_owned());
    // This check only spares the call of the object; the place is taken after it.
    if STREAMS.with(Gate::is_full) {
        return Err(full());
    }
    // Taken before the first await, so that concurrent openings cannot exceed the share together.
    let share = SHARES.with(|shares| shares.of(account_id)).enter(life_ms).ok_or_else(full)?;
    let socket = open_socket(context, object).await.map_err(transport)?;
    let place = STREAMS.with(|streams| streams.enter(life_ms)).ok_or_else(full);
    let place = place.inspect_err(|_| refuse(&socket))?;
    // A body that nobody reads keeps its backlog after the pump has ended. So the places are given back when both are
    // gone.
    let places = Arc::new(SendWrapper::new((place, share)));
    let (outlet, stream) = stream_writer::pair(places.clone());
    let pump = {
        let socket = socket.clone();
        async move {
            pump::run(socket, source, outlet, settings).await;
            drop(places);
        }
    };
    if !PUMPS.with(|pumps| context.background.spawn_under(pumps, life_ms, pump)) {
        refuse(&socket);
        return Err(full());
    }
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// Ends the socket of a stream for which there is no place.
fn refuse(socket: &WebSocket) {
    // Only an accepted socket can be closed.
    socket.accept().ok();
    socket.close(Some(1013), None::<&str>).ok();
}

async fn open_socket(
    context: &RequestContext,
    object: &StreamObject<'_>,
) -> worker::Result<WebSocket> {
    let headers = Headers::new();
    headers.set("upgrade", "websocket")?;
    for (name, value) in object.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let request = Request::new_with_init("https://object/", &init)?;
    let stub = object.class.stub(&context.env, object.name);
    let stub = stub.map_err(|error| worker::Error::RustError(error.to_string()))?;
    let answer = stub.fetch_with_request(request).await?;
    let refused = || worker::Error::RustError("the object opened no socket".to_owned());
    answer.websocket().ok_or_else(refused)
}

#[expect(clippy::needless_pass_by_value, reason = "it is passed to map_err")]
fn transport(error: worker::Error) -> CallError {
    CallError::Transport(error.to_string())
}
