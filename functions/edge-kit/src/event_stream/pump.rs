//! Feeding a stream: by frames of its object, and by timers.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::StreamExt;
use runtime::{
    EventStreamSettings,
    log::{self, events::RequestEvent},
    timer::Timer,
};
use worker::{EventStream, WebSocket, WebsocketEvent};

use super::{
    source::{Backlog, Source},
    stream_writer::StreamWriter,
};

/// Feeds the stream until its time is up, its object ends it, or its reader is gone.
pub(super) async fn run<S: Source>(
    socket: WebSocket,
    mut source: S,
    mut outlet: StreamWriter<S::Backlog>,
    settings: EventStreamSettings,
) {
    if let Err(error) = feed(&socket, &mut source, &mut outlet, settings).await {
        log::write(&RequestEvent::EventStreamBroke { error: &error });
    }
    // The socket may already be closed.
    socket.close(Some(1000), None::<&str>).ok();
}

async fn feed<S: Source>(
    socket: &WebSocket,
    source: &mut S,
    outlet: &mut StreamWriter<S::Backlog>,
    settings: EventStreamSettings,
) -> worker::Result<()> {
    let no_timer = || worker::Error::RustError("no timer is left".to_owned());
    let end = Timer::after(settings.life_ms).ok_or_else(no_timer)?;
    let keep_alive = match settings.keep_alive_ms {
        Some(every_ms) => Some((every_ms, Timer::after(every_ms).ok_or_else(no_timer)?)),
        None => None,
    };
    #[expect(clippy::disallowed_methods, reason = "the stream is dropped before the socket")]
    let frames = Box::pin(socket.events()?);
    let mut inputs = Inputs { frames, keep_alive, end };
    // The socket is accepted only now, so that no frame arrives before the listener is ready.
    socket.accept()?;
    socket.send_with_str(source.opening())?;
    loop {
        let awaits_reader = source.awaits_reader();
        let answer = match poll_fn(|context| inputs.poll(context, outlet, awaits_reader)).await {
            Step::Frame(frame) => outlet.write(|backlog| source.receive(&frame, backlog)),
            Step::Read => source.resume(),
            Step::KeepAlive => {
                outlet.write(Backlog::keep_alive);
                None
            }
            Step::End => return Ok(()),
        };
        if let Some(answer) = answer {
            socket.send_with_str(answer)?;
        }
    }
}

struct Inputs<'socket> {
    frames: Pin<Box<EventStream<'socket>>>,
    keep_alive: Option<(u64, Timer)>,
    end: Timer,
}

enum Step {
    Frame(String),
    /// The reader has taken everything.
    Read,
    KeepAlive,
    End,
}

impl Inputs<'_> {
    fn poll<B: Backlog>(
        &mut self,
        context: &mut Context<'_>,
        outlet: &mut StreamWriter<B>,
        awaits_reader: bool,
    ) -> Poll<Step> {
        let reader_gone = Pin::new(&mut outlet.reader_gone).poll(context).is_ready();
        if reader_gone || Pin::new(&mut self.end).poll(context).is_ready() {
            return Poll::Ready(Step::End);
        }
        if let Poll::Ready(event) = self.frames.poll_next_unpin(context) {
            return Poll::Ready(match event {
                Some(Ok(WebsocketEvent::Message(message))) => {
                    Step::Frame(message.text().unwrap_or_default())
                }
                Some(Ok(WebsocketEvent::Close(_)) | Err(_)) | None => Step::End,
            });
        }
        if awaits_reader && outlet.poll_read(context).is_ready() {
            return Poll::Ready(Step::Read);
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
