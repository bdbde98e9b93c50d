//! Events of an account, fed by its Dispatcher: numbered, in order and without a gap.
//!
//! The object sends events when they happen, and answers requests for those after a number. Whatever gets lost shows as
//! a gap in the numbers, and is asked for. A reader that is slow gets no more than a bounded number of events; the rest
//! is asked for again when it has taken them.

use std::{collections::VecDeque, fmt::Write};

use object_commands::event_feed::{FeedEvent, FeedPage, FeedRequest};

use super::source::{Backlog, Source};

/// Number of waiting events from which on no further ones are taken.
const MAX_WAITING: usize = 500;
/// Size of the waiting events from which on no further ones are taken, in bytes.
const MAX_WAITING_BYTES: usize = 512_000;
const KEEP_ALIVE: &str = ": keep-alive\n\n";

/// Position of a reader in the events of its account.
pub(super) struct AccountEvents {
    /// Number of the last event that was written. `None` until the object has said where a new reader begins.
    position: Option<i64>,
    /// Number that the reader named, if any.
    after: Option<i64>,
    /// Whether the object has yet to answer a request.
    is_asking: bool,
    /// Whether there are events that the backlog has no room for.
    is_behind: bool,
}

/// Frames of events that wait for the reader.
#[derive(Default)]
pub(super) struct EventBacklog {
    frames: VecDeque<String>,
    bytes: usize,
    keep_alive: bool,
}

impl AccountEvents {
    /// Begins after the event with this number, or with the events from now on.
    pub(super) fn after(after: Option<i64>) -> Self {
        Self { position: None, after, is_asking: true, is_behind: false }
    }

    /// Returns the request for the events after the position, unless one is under way.
    fn ask(&mut self) -> Option<String> {
        if self.is_asking {
            return None;
        }
        self.is_asking = true;
        request(self.position)
    }

    /// Writes the events that follow the position. Returns whether more are known to follow.
    fn write(&mut self, page: FeedPage, backlog: &mut EventBacklog) -> bool {
        let Some(mut position) = self.position else { return false };
        for event in page.events {
            if event.number <= position {
                continue;
            }
            if event.number > position.saturating_add(1) {
                break;
            }
            if !backlog.has_room() {
                self.is_behind = true;
                break;
            }
            position = event.number;
            backlog.push(frame(&event));
        }
        self.position = Some(position);
        page.newest > position && !self.is_behind
    }
}

impl Source for AccountEvents {
    type Backlog = EventBacklog;

    fn opening(&self) -> String {
        request(self.after).unwrap_or_default()
    }

    fn receive(&mut self, text: &str, backlog: &mut EventBacklog) -> Option<String> {
        let page: FeedPage = serde_json::from_str(text).ok()?;
        if page.is_answer {
            self.is_asking = false;
            if self.position.is_none() || page.reset {
                self.position = Some(page.after);
                let kind = if page.reset { "reset" } else { "ready" };
                backlog.push(position_frame(kind, page.after));
            }
        }
        // Until the first answer there is no position, and events that were sent meanwhile are part of that answer or
        // older than it.
        if self.write(page, backlog) { self.ask() } else { None }
    }

    fn awaits_reader(&self) -> bool {
        self.is_behind
    }

    fn resume(&mut self) -> Option<String> {
        self.is_behind = false;
        self.ask()
    }
}

impl EventBacklog {
    fn has_room(&self) -> bool {
        self.frames.len() < MAX_WAITING && self.bytes < MAX_WAITING_BYTES
    }

    fn push(&mut self, frame: String) {
        self.bytes = self.bytes.saturating_add(frame.len());
        self.frames.push_back(frame);
    }
}

impl Backlog for EventBacklog {
    fn take(&mut self) -> Option<String> {
        let keep_alive = std::mem::take(&mut self.keep_alive);
        let Some(frame) = self.frames.pop_front() else {
            return keep_alive.then(|| KEEP_ALIVE.to_owned());
        };
        self.bytes = self.bytes.saturating_sub(frame.len());
        Some(frame)
    }

    fn keep_alive(&mut self) {
        self.keep_alive = true;
    }
}

fn request(after: Option<i64>) -> Option<String> {
    serde_json::to_string(&FeedRequest { after }).ok()
}

/// Renders an event. The body is JSON without a line break.
fn frame(event: &FeedEvent) -> String {
    let mut text = String::with_capacity(event.body.len() + 64);
    // Writing to a `String` does not fail.
    let _ = write!(text, "id: {}\nevent: {}\ndata: {}\n\n", event.number, event.kind, event.body);
    text
}

/// Renders the event that tells the reader where it stands.
fn position_frame(kind: &str, number: i64) -> String {
    format!(
        "id: {number}\nevent: {kind}\ndata: {{\"type\":\"{kind}\",\"cursor\":\"{number}\"}}\n\n"
    )
}

#[cfg(test)]
mod tests;
