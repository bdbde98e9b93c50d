//! The part of a stream that differs between streams: what its object says, and what its reader gets for it.

/// Frames that wait for a stream's reader. It is bounded by the source that fills it.
pub(super) trait Backlog: Default + Send + 'static {
    /// Takes the next frame, in the format of server-sent events.
    fn take(&mut self) -> Option<String>;

    /// Adds a keep-alive, if nothing else waits.
    fn keep_alive(&mut self);
}

/// Conversation with the object behind a stream.
pub(super) trait Source {
    type Backlog: Backlog;

    /// First frame to the object, sent when the stream is ready to be fed.
    fn opening(&self) -> String;

    /// Takes a frame of the object, and returns the frame to answer it with, if any.
    fn receive(&mut self, frame: &str, backlog: &mut Self::Backlog) -> Option<String>;

    /// Whether the source waits for the reader to take what is in the backlog.
    fn awaits_reader(&self) -> bool {
        false
    }

    /// Continues after the reader took everything. Returns the frame to send to the object, if any.
    fn resume(&mut self) -> Option<String> {
        None
    }
}
