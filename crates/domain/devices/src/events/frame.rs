//! Events as frames of a stream: Server-Sent Events without ids, since a phone that reconnects fetches what it
//! missed.

use object_commands::gateway_connection::DeviceEvent;

use crate::events::{data, name};

/// A comment line, which clients skip.
pub const KEEP_ALIVE: &str = ":keepalive\n\n";

/// Returns the event's frame: `event: <name>`, `data: <JSON object or null>`, an empty line. JSON escapes the line
/// breaks in strings, so a frame always has these lines.
pub fn frame(event: &DeviceEvent) -> String {
    let data = data(event);
    let json = if data.is_empty() { serde_json::Value::Null } else { data.into_iter().collect() };
    format!("event: {}\ndata: {json}\n\n", name(event).as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn event_without_data_has_null() {
        for (event, name) in [
            (DeviceEvent::MessageEnqueued, "MessageEnqueued"),
            (DeviceEvent::WebhooksUpdated, "WebhooksUpdated"),
            (DeviceEvent::SettingsUpdated, "SettingsUpdated"),
        ] {
            assert_eq!(frame(&event), format!("event: {name}\ndata: null\n\n"));
        }
    }

    #[test]
    fn cancellation_is_an_object() {
        let event = DeviceEvent::MessageCancelled { message_id: "m1".to_owned() };
        assert_eq!(frame(&event), "event: MessageCancelled\ndata: {\"messageId\":\"m1\"}\n\n");
    }

    proptest! {
        #[test]
        fn frame_has_two_lines_for_any_event_data(message_id in "(?s).{0,40}") {
            let frame = frame(&DeviceEvent::MessageCancelled { message_id: message_id.clone() });
            let lines: Vec<&str> = frame.split(['\n', '\r']).collect();
            prop_assert_eq!(lines.len(), 4, "{}", frame);
            let json = lines[1].strip_prefix("data: ").unwrap();
            let data: serde_json::Value = serde_json::from_str(json).unwrap();
            prop_assert_eq!(data["messageId"].as_str(), Some(message_id.as_str()));
        }
    }
}
