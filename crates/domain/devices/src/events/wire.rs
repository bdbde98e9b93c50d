//! Names and data of events.

use std::collections::BTreeMap;

use object_commands::{gateway_connection::DeviceEvent, push_queue::DeviceEventName};

/// Returns the event's name on the wire.
pub fn name(event: &DeviceEvent) -> DeviceEventName {
    match event {
        DeviceEvent::MessageEnqueued => DeviceEventName::MessageEnqueued,
        DeviceEvent::MessageCancelled { .. } => DeviceEventName::MessageCancelled,
        DeviceEvent::WebhooksUpdated => DeviceEventName::WebhooksUpdated,
        DeviceEvent::SettingsUpdated => DeviceEventName::SettingsUpdated,
        DeviceEvent::MessagesExportRequested { .. } => DeviceEventName::MessagesExportRequested,
    }
}

/// Returns the event's data, whose values are all strings. Empty for an event without data.
pub fn data(event: &DeviceEvent) -> BTreeMap<String, String> {
    let mut data = BTreeMap::new();
    let mut set = |name: &str, value: &str| data.insert(name.to_owned(), value.to_owned());
    match event {
        DeviceEvent::MessageEnqueued
        | DeviceEvent::WebhooksUpdated
        | DeviceEvent::SettingsUpdated => {}
        DeviceEvent::MessageCancelled { message_id } => {
            set("messageId", message_id);
        }
        DeviceEvent::MessagesExportRequested {
            since,
            until,
            message_types,
            webhook_delivery,
            trigger_webhooks,
        } => {
            set("since", since);
            set("until", until);
            if let Some(types) = message_types {
                set("messageTypes", types);
            }
            set("webhookDelivery", webhook_delivery);
            set("triggerWebhooks", if *trigger_webhooks { "true" } else { "false" });
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(message_types: Option<&str>) -> DeviceEvent {
        DeviceEvent::MessagesExportRequested {
            since: "2026-01-01T00:00:00Z".to_owned(),
            until: "2026-01-02T00:00:00Z".to_owned(),
            message_types: message_types.map(str::to_owned),
            webhook_delivery: "Batch".to_owned(),
            trigger_webhooks: true,
        }
    }

    fn pairs(event: &DeviceEvent) -> Vec<(String, String)> {
        data(event).into_iter().collect()
    }

    #[test]
    fn export_has_all_its_fields_as_strings() {
        let expected = [
            ("messageTypes", "SMS,MMS"),
            ("since", "2026-01-01T00:00:00Z"),
            ("triggerWebhooks", "true"),
            ("until", "2026-01-02T00:00:00Z"),
            ("webhookDelivery", "Batch"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs(&export(Some("SMS,MMS"))), expected);
    }

    #[test]
    fn export_of_all_types_names_none() {
        assert!(!data(&export(None)).contains_key("messageTypes"));
    }

    #[test]
    fn cancellation_names_its_message() {
        let event = DeviceEvent::MessageCancelled { message_id: "m1".to_owned() };
        assert_eq!(pairs(&event), [("messageId".to_owned(), "m1".to_owned())]);
    }

    #[test]
    fn event_names_survive_a_round_trip() {
        for event in [
            DeviceEvent::MessageEnqueued,
            DeviceEvent::MessageCancelled { message_id: String::new() },
            DeviceEvent::WebhooksUpdated,
            DeviceEvent::SettingsUpdated,
            export(None),
        ] {
            let name = name(&event);
            let read: DeviceEventName =
                serde_json::from_value(serde_json::Value::from(name.as_str())).unwrap();
            assert_eq!(read, name);
        }
    }
}
