//! What waits for a stream's reader.
//!
//! A reader that keeps up never sees this. For one that does not, no event waits twice, and when there is
//! no room, cancellations become one `MessageEnqueued`: at that the phone fetches what is pending, which
//! shows cancelled messages too. So nothing grows, and nothing that the phone cannot find out is lost but
//! requests to export, of which eight different ones are more than anybody has.

use std::collections::VecDeque;

use contracts::gateway_connection::DeviceEvent;

use crate::{KEEP_ALIVE, frame};

/// As many as the original keeps.
const MAX_EVENTS: usize = 8;

/// Frames that a stream's reader has not taken yet.
#[derive(Debug, Default)]
pub struct Backlog {
    events: VecDeque<DeviceEvent>,
    keep_alive: bool,
}

impl Backlog {
    /// Adds an event. False: there was no room for it.
    pub fn push(&mut self, event: DeviceEvent) -> bool {
        if self.events.contains(&event) {
            return true;
        }
        if self.events.len() >= MAX_EVENTS && self.merge_cancellations(&event) {
            return true;
        }
        let fits = self.events.len() < MAX_EVENTS;
        if fits {
            self.events.push_back(event);
        }
        fits
    }

    /// Adds a keep-alive. Whatever the reader takes next serves as one.
    pub fn keep_alive(&mut self) {
        self.keep_alive = true;
    }

    /// The next frame, the oldest first; a keep-alive where there is nothing else.
    pub fn take(&mut self) -> Option<String> {
        let event = self.events.pop_front().map(|event| frame(&event));
        let keep_alive = std::mem::take(&mut self.keep_alive);
        event.or_else(|| keep_alive.then(|| KEEP_ALIVE.to_owned()))
    }

    /// Lets one `MessageEnqueued` stand for all cancellations, the new one included. True: it stands for the
    /// new event.
    fn merge_cancellations(&mut self, new: &DeviceEvent) -> bool {
        let is_cancellation =
            |event: &DeviceEvent| matches!(event, DeviceEvent::MessageCancelled { .. });
        let before = self.events.len();
        self.events.retain(|event| !is_cancellation(event));
        let merged = self.events.len() < before;
        if merged && !self.events.contains(&DeviceEvent::MessageEnqueued) {
            self.events.push_back(DeviceEvent::MessageEnqueued);
        }
        let stands_for_new = is_cancellation(new) || *new == DeviceEvent::MessageEnqueued;
        stands_for_new && self.events.contains(&DeviceEvent::MessageEnqueued)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cancelled(number: usize) -> DeviceEvent {
        DeviceEvent::MessageCancelled { message_id: number.to_string() }
    }

    fn export(number: usize) -> DeviceEvent {
        DeviceEvent::MessagesExportRequested {
            since: number.to_string(),
            until: String::new(),
            message_types: None,
            webhook_delivery: "Disabled".to_owned(),
            trigger_webhooks: false,
        }
    }

    fn all(backlog: &mut Backlog) -> Vec<String> {
        std::iter::from_fn(|| backlog.take()).collect()
    }

    #[test]
    fn events_come_out_in_their_order_and_once() {
        let mut backlog = Backlog::default();
        let events = [cancelled(1), DeviceEvent::MessageEnqueued, DeviceEvent::WebhooksUpdated];
        for event in &events {
            assert!(backlog.push(event.clone()) && backlog.push(event.clone()));
        }
        assert_eq!(all(&mut backlog), events.each_ref().map(frame));
        assert!(backlog.push(cancelled(1)));
        assert_eq!(all(&mut backlog), [frame(&cancelled(1))]);
    }

    #[test]
    fn too_many_cancellations_become_one_request_to_fetch() {
        let mut backlog = Backlog::default();
        assert!(backlog.push(DeviceEvent::SettingsUpdated));
        for number in 0..100 {
            assert!(backlog.push(cancelled(number)));
        }
        let frames = all(&mut backlog);
        assert!(frames.len() <= MAX_EVENTS);
        assert_eq!(
            frames[..2],
            [DeviceEvent::SettingsUpdated, DeviceEvent::MessageEnqueued].map(|it| frame(&it))
        );
    }

    #[test]
    fn a_request_to_fetch_finds_room_where_cancellations_wait() {
        let mut backlog = Backlog::default();
        for number in 0..MAX_EVENTS {
            assert!(backlog.push(cancelled(number)));
        }
        assert!(backlog.push(DeviceEvent::MessageEnqueued));
        assert_eq!(all(&mut backlog), [frame(&DeviceEvent::MessageEnqueued)]);
    }

    #[test]
    fn a_cancellation_behind_nothing_but_exports_has_no_room() {
        let mut backlog = Backlog::default();
        for number in 0..MAX_EVENTS {
            assert!(backlog.push(export(number)));
        }
        assert!(!backlog.push(cancelled(1)) && !backlog.push(export(MAX_EVENTS)));
        assert_eq!(all(&mut backlog).len(), MAX_EVENTS);
    }

    #[test]
    fn a_keep_alive_comes_only_where_nothing_else_does_and_does_not_add_up() {
        let mut backlog = Backlog::default();
        backlog.keep_alive();
        backlog.keep_alive();
        assert_eq!(all(&mut backlog), [KEEP_ALIVE]);
        backlog.keep_alive();
        backlog.push(DeviceEvent::MessageEnqueued);
        backlog.keep_alive();
        assert_eq!(all(&mut backlog), [frame(&DeviceEvent::MessageEnqueued)]);
    }

    proptest! {
        #[test]
        fn no_sequence_of_events_grows_it_and_only_exports_make_it_refuse(numbers in proptest::collection::vec(0_usize..40, 0..80)) {
            let mut backlog = Backlog::default();
            let mut exports = 0;
            for number in numbers {
                let event = match number {
                    0..3 => DeviceEvent::MessageEnqueued,
                    3..6 => DeviceEvent::WebhooksUpdated,
                    6..9 => DeviceEvent::SettingsUpdated,
                    9..15 => export(number),
                    _ => cancelled(number),
                };
                exports += usize::from((9..15).contains(&number));
                let taken = backlog.push(event);
                prop_assert!(taken || exports >= 5);
                prop_assert!(backlog.events.len() <= MAX_EVENTS);
            }
        }
    }
}
