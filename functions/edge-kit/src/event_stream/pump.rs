//! Sources of a stream: events from the phone's object, and timers.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::StreamExt;
use object_commands::gateway_connection::{DeviceEvent, STREAM_IS_READ};
use runtime::{
    EventStreamSettings,
    log::{self, events::RequestEvent},
    timer::Timer,
};
use worker::{EventStream, WebSocket, WebsocketEvent};

use super::stream_writer::StreamWriter;

/// Feeds the stream until its time is up, its object ends it, or its reader is gone.
pub(super) async fn run(
    socket: WebSocket,
    mut outlet: StreamWriter,
    settings: EventStreamSettings,
) {
    if let Err(error) = feed(&socket, &mut outlet, settings).await {
        log::write(&RequestEvent::EventStreamBroke { error: &error });
    }
    // The socket may already be closed.
    socket.close(Some(1000), None::<&str>).ok();
}

async fn feed(
    socket: &WebSocket,
    outlet: &mut StreamWriter,
    settings: EventStreamSettings,
) -> worker::Result<()> {
    let no_timer = || worker::Error::RustError("no timer is left".to_owned());
    let end = Timer::after(settings.life_ms).ok_or_else(no_timer)?;
    let keep_alive = match settings.keep_alive_ms {
        Some(every_ms) => Some((every_ms, Timer::after(every_ms).ok_or_else(no_timer)?)),
        None => None,
    };
    #[expect(clippy::disallowed_methods, reason = "the stream is dropped before the socket")]
    let events = Box::pin(socket.events()?);
    let mut sources = Sources { events, keep_alive, end };
    // The socket is accepted only now, so that no event arrives before the listener is ready.
    socket.accept()?;
    // Only this frame makes the object tell the Dispatcher that the phone is connected.
    socket.send_with_str(STREAM_IS_READ)?;
    loop {
        match poll_fn(|context| sources.poll(context, outlet)).await {
            Step::Event(event) => {
                if !outlet.event(event) {
                    log::write(&RequestEvent::EventStreamReaderTooSlow);
                }
            }
            Step::KeepAlive => outlet.keep_alive(),
            Step::End => return Ok(()),
        }
    }
}

struct Sources<'socket> {
    events: Pin<Box<EventStream<'socket>>>,
    keep_alive: Option<(u64, Timer)>,
    end: Timer,
}

enum Step {
    Event(DeviceEvent),
    KeepAlive,
    End,
}

impl Sources<'_> {
    fn poll(&mut self, context: &mut Context<'_>, outlet: &mut StreamWriter) -> Poll<Step> {
        let reader_gone = Pin::new(&mut outlet.reader_gone).poll(context).is_ready();
        if reader_gone || Pin::new(&mut self.end).poll(context).is_ready() {
            return Poll::Ready(Step::End);
        }
        while let Poll::Ready(event) = self.events.poll_next_unpin(context) {
            match event {
                Some(Ok(WebsocketEvent::Message(message))) => {
                    // A newer object may send events that this version does not know.
                    let text = message.text().unwrap_or_default();
                    if let Ok(event) = serde_json::from_str(&text) {
                        return Poll::Ready(Step::Event(event));
                    }
                }
                Some(Ok(WebsocketEvent::Close(_)) | Err(_)) | None => {
                    return Poll::Ready(Step::End);
                }
            }
        }
        let Some((every_ms, timer)) = &mut self.keep_alive else { return Poll::Pending };
        if Pin::new(&mut *timer).poll(context).is_pending() {
            return Poll::Pending;
        }
        // A stream that cannot get a timer ends; its phone opens another.
        let Some(next) = Timer::after(*every_ms) else { return Poll::Ready(Step::End) };
        *timer = next;
        Poll::Ready(Step::KeepAlive)
    }
}
