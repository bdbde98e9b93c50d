//! Channel between the writer and the reader of a stream.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

use futures_channel::oneshot;
use futures_util::stream::{self, Stream};

use super::source::Backlog;

/// The writing side.
pub(super) struct StreamWriter<B: Backlog> {
    // axum requires `Send` of a body's stream, so `Rc` and `RefCell` do not fit although there is one thread.
    shared: Arc<Mutex<StreamState<B>>>,
    /// Resolves when the reader is gone.
    pub(super) reader_gone: oneshot::Receiver<Infallible>,
}

#[derive(Default)]
struct StreamState<B> {
    backlog: B,
    ended: bool,
    reader: Option<Waker>,
    /// Whether the reader has taken everything.
    is_read: bool,
    /// Writer that waits for that.
    writer: Option<Waker>,
}

/// Returns a writing side, and the stream of what is written. The stream keeps `held` until it is dropped.
pub(super) fn pair<B: Backlog>(
    held: impl Send + 'static,
) -> (StreamWriter<B>, impl Stream<Item = Result<String, Infallible>> + Send + 'static) {
    let shared = Arc::<Mutex<StreamState<B>>>::default();
    let (reader_here, reader_gone) = oneshot::channel::<Infallible>();
    let outlet = StreamWriter { shared: shared.clone(), reader_gone };
    let stream = stream::poll_fn(move |context| {
        // Captured so that it is dropped together with the stream.
        let _ = (&reader_here, &held);
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        match shared.backlog.take() {
            Some(frame) => Poll::Ready(Some(Ok(frame))),
            None if shared.ended => Poll::Ready(None),
            None => {
                shared.reader = Some(context.waker().clone());
                shared.is_read = true;
                let writer = shared.writer.take();
                // Released first: a waker that polls the writer at once would find the lock held.
                drop(shared);
                if let Some(writer) = writer {
                    writer.wake();
                }
                Poll::Pending
            }
        }
    });
    (outlet, stream)
}

impl<B: Backlog> StreamWriter<B> {
    /// Changes the backlog and wakes the reader.
    pub(super) fn write<T>(&self, change: impl FnOnce(&mut B) -> T) -> T {
        self.tell(|shared| change(&mut shared.backlog))
    }

    /// Ready when the reader has taken everything.
    pub(super) fn poll_read(&self, context: &Context<'_>) -> Poll<()> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.is_read {
            return Poll::Ready(());
        }
        shared.writer = Some(context.waker().clone());
        Poll::Pending
    }

    fn tell<T>(&self, change: impl FnOnce(&mut StreamState<B>) -> T) -> T {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let told = change(&mut shared);
        shared.is_read = false;
        let reader = shared.reader.take();
        // Released first: a waker that polls the stream at once would find the lock held.
        drop(shared);
        if let Some(reader) = reader {
            reader.wake();
        }
        told
    }
}

impl<B: Backlog> Drop for StreamWriter<B> {
    /// Ends the stream after everything queued was read.
    fn drop(&mut self) {
        self.tell(|shared| shared.ended = true);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::{Pin, pin},
        sync::atomic::{AtomicBool, Ordering},
        task::Wake,
    };

    use devices::events::StreamBacklog;
    use futures_util::FutureExt;
    use object_commands::gateway_connection::DeviceEvent;

    use super::*;

    /// Returns what the reader gets next; `Pending` if nothing is queued.
    fn next<S: Stream<Item = Result<String, Infallible>>>(
        stream: &mut Pin<&mut S>,
    ) -> Poll<Option<String>> {
        let frame = stream.as_mut().poll_next(&mut Context::from_waker(Waker::noop()));
        frame.map(|frame| frame.map(|Ok(text)| text))
    }

    #[test]
    fn written_events_are_read_before_the_end() {
        let (outlet, stream) = pair::<StreamBacklog>(());
        let mut stream = pin!(stream);
        assert_eq!(next(&mut stream), Poll::Pending);
        assert!(outlet.write(|backlog| backlog.push(DeviceEvent::MessageEnqueued)));
        outlet.write(Backlog::keep_alive);
        drop(outlet);
        let frame = devices::events::frame(&DeviceEvent::MessageEnqueued);
        assert_eq!(next(&mut stream), Poll::Ready(Some(frame)));
        assert_eq!(next(&mut stream), Poll::Ready(None));
    }

    #[test]
    fn unread_stream_keeps_what_it_holds_until_it_is_dropped() {
        let place = Arc::new(());
        let (outlet, stream) = pair::<StreamBacklog>(place.clone());
        assert!(outlet.write(|backlog| backlog.push(DeviceEvent::MessageEnqueued)));
        drop(outlet);
        assert_eq!(Arc::strong_count(&place), 2);
        drop(stream);
        assert_eq!(Arc::strong_count(&place), 1);
    }

    #[test]
    fn waiting_reader_is_woken_by_every_change() {
        struct WakeFlag(AtomicBool);
        impl Wake for WakeFlag {
            fn wake(self: Arc<Self>) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        type Writer = StreamWriter<StreamBacklog>;
        let happens: [fn(Writer) -> Option<Writer>; 3] = [
            |outlet| {
                outlet.write(|backlog| backlog.push(DeviceEvent::MessageEnqueued)).then_some(outlet)
            },
            |outlet| {
                outlet.write(Backlog::keep_alive);
                Some(outlet)
            },
            |_| None,
        ];
        for happens in happens {
            let (outlet, stream) = pair::<StreamBacklog>(());
            let mut stream = pin!(stream);
            let woken = Arc::new(WakeFlag(AtomicBool::new(false)));
            let waker = Waker::from(woken.clone());
            let polled = stream.as_mut().poll_next(&mut Context::from_waker(&waker));
            assert!(polled.is_pending() && !woken.0.load(Ordering::Relaxed));
            let outlet = happens(outlet);
            assert!(woken.0.load(Ordering::Relaxed));
            drop(outlet);
        }
    }

    #[test]
    fn writer_notices_that_the_reader_is_gone() {
        let (mut outlet, stream) = pair::<StreamBacklog>(());
        assert!((&mut outlet.reader_gone).now_or_never().is_none());
        drop(stream);
        assert!((&mut outlet.reader_gone).now_or_never().is_some());
    }

    #[test]
    fn writer_learns_when_the_reader_has_taken_everything() {
        let (outlet, stream) = pair::<StreamBacklog>(());
        let mut stream = pin!(stream);
        let context = Context::from_waker(Waker::noop());
        assert!(outlet.poll_read(&context).is_pending());
        outlet.write(|backlog| backlog.push(DeviceEvent::MessageEnqueued));
        assert!(next(&mut stream).is_ready());
        assert!(outlet.poll_read(&context).is_pending());
        assert!(next(&mut stream).is_pending());
        assert!(outlet.poll_read(&context).is_ready());
        outlet.write(|backlog| backlog.push(DeviceEvent::MessageEnqueued));
        assert!(outlet.poll_read(&context).is_pending());
    }
}
