//! Sockets of those who follow the account's events: a Worker holds each reader's stream and has a socket here, so that
//! this object can hibernate in between.
//!
//! Sending is only a hint with the events in it. A reader that finds a gap in the numbers, or that learns of a newer
//! event than it has, asks for what it lacks; so a frame that is lost with an instance loses no event.

use std::cell::Cell;

use dispatcher::feed_readers::crowded_out;
use object_commands::event_feed::{
    FEED_READER_HEADER, FeedEvent, FeedPage, FeedRequest, READ_MARK_INTERVAL_MS, ReaderName,
};
use object_kit::{Fault, busy, sockets};
use runtime::{
    clock,
    log::{self, events::DispatcherEvent},
};
use serde::{Deserialize, Serialize};
use store_d1::Store;
use unix_time::UnixMillis;
use worker::{Request, Response, Result, State, WebSocket, WebSocketPair};

use crate::DispatcherShell;

/// Tag of these sockets.
const TAG: &str = "feed";
/// Maximum size of a frame from the Worker, which sends only numbers.
const MAX_FRAME_BYTES: usize = 256;

/// Time at which this instance last told D1 that somebody follows the account. Memory only.
#[derive(Default)]
pub(crate) struct FeedMark(Cell<UnixMillis>);

/// State that such a socket carries through hibernation.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ReaderAttachment {
    /// Credential that reads.
    reader: ReaderName,
    opened_at_ms: f64,
    /// Whether this side has closed the socket.
    closing: bool,
}

/// Accepts a reader's socket. If there are too many, an older one is closed, of the same credential first.
pub(crate) fn open(shell: &DispatcherShell, request: &Request) -> Result<Response> {
    let reader = request.headers().get(FEED_READER_HEADER)?;
    let Some(reader) = reader.as_deref().and_then(ReaderName::parse) else {
        return Response::error("Bad Request", 400);
    };
    let mut open = readers(&shell.state);
    open.sort_by(|(_, left), (_, right)| left.opened_at_ms.total_cmp(&right.opened_at_ms));
    let holders: Vec<&str> = open.iter().map(|(_, it)| it.reader.holder()).collect();
    let ending = crowded_out(&holders, reader.holder());
    for (at, (socket, attachment)) in open.into_iter().enumerate() {
        if ending.contains(&at) {
            close(&socket, attachment);
        }
    }
    let pair = WebSocketPair::new()?;
    if !sockets::accept(&shell.state, &pair.server, Some(TAG)) {
        return busy();
    }
    #[expect(clippy::cast_precision_loss, reason = "times are below 2^53")]
    let opened_at_ms = clock::now_ms().as_i64() as f64;
    pair.server.serialize_attachment(&ReaderAttachment { reader, opened_at_ms, closing: false })?;
    Response::from_websocket(pair.client)
}

/// Answers a reader's request with the next events. A reader that cannot be answered is disconnected, and comes back.
pub(crate) async fn receive(shell: &DispatcherShell, socket: &WebSocket, frame: &str) {
    let request: Option<FeedRequest> =
        (frame.len() <= MAX_FRAME_BYTES).then(|| serde_json::from_str(frame).ok()).flatten();
    let page = match request {
        Some(request) => page(shell, request).await,
        None => Err(Fault::new("a reader sent an unknown frame")),
    };
    match page {
        Ok(page) => send(socket, &page),
        Err(error) => {
            log::write(&DispatcherEvent::ReaderNotAnswered { error: &error });
            end(socket);
        }
    }
}

/// Sends events that have just happened to all readers.
pub(crate) fn push(state: &State, events: Vec<FeedEvent>) {
    let Some((first, last)) = events.first().zip(events.last()) else { return };
    let (after, newest) = (first.number.saturating_sub(1), last.number);
    send_to_all(state, &FeedPage { after, events, newest, ..FeedPage::default() });
}

/// Tells all readers the number of the newest event, since an earlier instance may have ended before it sent the events.
pub(crate) fn hint(state: &State, newest: i64) {
    send_to_all(state, &FeedPage { after: newest, newest, ..FeedPage::default() });
}

/// Ends the streams of some credentials, or all of them.
pub(crate) fn end_readers(state: &State, ended: Option<&[ReaderName]>) {
    for (socket, attachment) in readers(state) {
        if ended.is_none_or(|ended| ended.iter().any(|it| it.covers(&attachment.reader))) {
            close(&socket, attachment);
        }
    }
}

/// Closes this side of a socket, too.
pub(crate) fn end(socket: &WebSocket) {
    match attachment_of(socket) {
        Some(attachment) => close(socket, attachment),
        None => {
            socket.close(Some(1000), None::<&str>).ok();
        }
    }
}

async fn page(
    shell: &DispatcherShell,
    request: FeedRequest,
) -> std::result::Result<FeedPage, Fault> {
    let now_ms = clock::now_ms();
    let FeedMark(marked_at_ms) = &shell.feed_mark;
    if now_ms.since(marked_at_ms.get()) >= READ_MARK_INTERVAL_MS {
        // Before the answer, since the reader may rely on every event from then on.
        Store::open(&shell.env)?.mark_events_read(&shell.account_id()?, now_ms).await?;
        marked_at_ms.set(now_ms);
    }
    shell.with_core(|core| {
        core.visit_feed(now_ms)?;
        core.feed_page(request.after)
    })
}

fn send_to_all(state: &State, page: &FeedPage) {
    let readers = readers(state);
    if readers.is_empty() {
        return;
    }
    let Ok(frame) = serde_json::to_string(page) else { return };
    for (socket, _) in readers {
        // A socket that cannot send is gone, and its reader comes back.
        socket.send_with_str(&frame).ok();
    }
}

fn send(socket: &WebSocket, page: &FeedPage) {
    if let Ok(frame) = serde_json::to_string(page) {
        socket.send_with_str(&frame).ok();
    }
}

fn readers(state: &State) -> Vec<(WebSocket, ReaderAttachment)> {
    let sockets = state.get_websockets_with_tag(TAG).into_iter();
    let known = sockets.filter_map(|socket| {
        let attachment = attachment_of(&socket)?;
        Some((socket, attachment))
    });
    known.filter(|(_, attachment)| !attachment.closing).collect()
}

fn attachment_of(socket: &WebSocket) -> Option<ReaderAttachment> {
    socket.deserialize_attachment().ok().flatten()
}

/// Closes a socket. Errors are ignored, because a failing socket is already gone.
fn close(socket: &WebSocket, attachment: ReaderAttachment) {
    socket.serialize_attachment(&ReaderAttachment { closing: true, ..attachment }).ok();
    socket.close(Some(1000), None::<&str>).ok();
}
