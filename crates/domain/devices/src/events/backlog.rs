//! The backlog of a stream whose reader is slow.
//!
//! A reader that keeps up never has one. In the backlog no event waits twice. When there is no room, the
//! cancellations are merged into one `MessageEnqueued`, on which the phone fetches its pending messages and sees
//! the cancelled ones too. So the backlog is bounded, and the only events that can be lost for good are export
//! requests; in practice there are never eight different ones.

use std::collections::VecDeque;

use object_commands::gateway_connection::DeviceEvent;

use crate::events::{KEEP_ALIVE, frame};

/// Maximum number of events, the same as in the original.
const MAX_EVENTS: usize = 8;

/// Frames that a stream's reader has not taken yet.
#[derive(Debug, Default)]
pub struct StreamBacklog {
    events: VecDeque<DeviceEvent>,
    keep_alive: bool,
}

impl StreamBacklog {
    /// Adds an event. Returns `false` when there was no room for it.
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

    /// Adds a keep-alive, unless the reader's next frame is an event, which serves as one.
    pub fn keep_alive(&mut self) {
        self.keep_alive = true;
    }

    /// Takes the next frame, the oldest event first. A keep-alive is returned only when there is no event.
    pub fn take(&mut self) -> Option<String> {
        let event = self.events.pop_front().map(|event| frame(&event));
        let keep_alive = std::mem::take(&mut self.keep_alive);
        event.or_else(|| keep_alive.then(|| KEEP_ALIVE.to_owned()))
    }

    /// Replaces all cancellations, including a new one, by one `MessageEnqueued`. Returns whether the new event is
    /// covered by it.
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

    fn all(backlog: &mut StreamBacklog) -> Vec<String> {
        std::iter::from_fn(|| backlog.take()).collect()
    }

    #[test]
    fn events_are_taken_in_order_and_once() {
        let mut backlog = StreamBacklog::default();
        let events = [cancelled(1), DeviceEvent::MessageEnqueued, DeviceEvent::WebhooksUpdated];
        for event in &events {
            assert!(backlog.push(event.clone()) && backlog.push(event.clone()));
        }
        assert_eq!(all(&mut backlog), events.each_ref().map(frame));
        assert!(backlog.push(cancelled(1)));
        assert_eq!(all(&mut backlog), [frame(&cancelled(1))]);
    }

    #[test]
    fn too_many_cancellations_become_one_message_enqueued() {
        let mut backlog = StreamBacklog::default();
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
    fn message_enqueued_replaces_waiting_cancellations() {
        let mut backlog = StreamBacklog::default();
        for number in 0..MAX_EVENTS {
            assert!(backlog.push(cancelled(number)));
        }
        assert!(backlog.push(DeviceEvent::MessageEnqueued));
        assert_eq!(all(&mut backlog), [frame(&DeviceEvent::MessageEnqueued)]);
    }

    #[test]
    fn cancellation_has_no_room_among_exports_only() {
        let mut backlog = StreamBacklog::default();
        for number in 0..MAX_EVENTS {
            assert!(backlog.push(export(number)));
        }
        assert!(!backlog.push(cancelled(1)) && !backlog.push(export(MAX_EVENTS)));
        assert_eq!(all(&mut backlog).len(), MAX_EVENTS);
    }

    #[test]
    fn keep_alive_is_taken_only_without_events_and_once() {
        let mut backlog = StreamBacklog::default();
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
        fn backlog_is_bounded_and_refuses_only_because_of_exports(numbers in proptest::collection::vec(0_usize..40, 0..80)) {
            let mut backlog = StreamBacklog::default();
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
