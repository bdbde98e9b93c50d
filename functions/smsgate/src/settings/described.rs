//! Schemas of settings, from the rules by which they are judged.

use std::borrow::Cow;

use devices::settings::{GROUPS, Group, Rule};
use edge_kit::openapi::NULL_IS_SENT;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::{SettingsIn, SettingsOut};

/// Meaning of each setting of a document, by the names of its group and itself.
const MEANINGS: &[(&str, &str, &str)] = &[
    ("messages", "send_interval_min", "Least seconds between two messages."),
    (
        "messages",
        "send_interval_max",
        "Most seconds between two messages, not less than `send_interval_min`.",
    ),
    ("messages", "limit_period", "Period in which `limit_value` messages may be sent."),
    ("messages", "limit_value", "Messages per `limit_period`."),
    (
        "messages",
        "sim_selection_mode",
        "Way in which the phone chooses the SIM of a message that names none.",
    ),
    ("messages", "log_lifetime_days", "Days for which the phone keeps its messages."),
    (
        "messages",
        "processing_order",
        "Whether the phone sends the latest message first or the oldest.",
    ),
    (
        "messages",
        "work_hours_enabled",
        "Whether messages are sent in work hours only. A request that enables it names start and end.",
    ),
    ("messages", "work_hours_start", "Start of work hours as `HH:mm`."),
    ("messages", "work_hours_end", "End of work hours as `HH:mm`."),
    ("ping", "interval_seconds", "Seconds between two `system:ping` events."),
    ("logs", "lifetime_days", "Days for which the phone keeps its logs."),
    (
        "webhooks",
        "internet_required",
        "Whether the phone delivers webhooks only while it has internet access.",
    ),
    ("webhooks", "retry_count", "Tries to deliver a webhook, the first one included."),
    (
        "gateway",
        "notification_channel",
        "Channel by which the phone learns of messages: push if it can (`AUTO`), or the event stream.",
    ),
    (
        "receiver",
        "content_provider_enabled",
        "Whether the phone also reads received messages from its message store.",
    ),
];

impl JsonSchema for SettingsOut {
    fn schema_name() -> Cow<'static, str> {
        "SettingsOut".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        settings(
            "Settings of the account's phones. One that was never set is absent and stays as it is on a phone; `null` \
             resets it to its default.",
            &json!({ "type": "object" }),
            |rule| rule != Rule::Private,
        )
    }
}

impl JsonSchema for SettingsIn {
    fn schema_name() -> Cow<'static, str> {
        "SettingsIn".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        settings(
            "Settings to set. `null` resets a setting to its default; a group that is `null` counts as absent. Names \
             match in any case and without underscores, too. Private settings exist on phones only: they may be empty \
             or `null`, and are not stored.",
            &json!({ "type": ["object", "null"] }),
            |_| true,
        )
    }
}

fn settings(description: &str, group: &Value, is_shown: fn(Rule) -> bool) -> Schema {
    let groups: Map<String, Value> = GROUPS
        .iter()
        .map(|it| (it.name.to_owned(), with_settings(group.clone(), it, is_shown)))
        .collect();
    json_schema!({ "type": "object", "description": description, "properties": groups })
}

fn with_settings(mut schema: Value, group: &Group, is_shown: fn(Rule) -> bool) -> Value {
    let settings: Map<String, Value> = group
        .settings
        .iter()
        .filter(|it| is_shown(it.rule))
        .map(|it| {
            let mut setting = described(group.name, it.name, it.rule);
            if let Some(members) = setting.as_object_mut() {
                // A setting that was reset is stored and shown as `null`.
                members.insert(NULL_IS_SENT.to_owned(), json!(true));
            }
            (it.name.to_owned(), setting)
        })
        .collect();
    if let (Some(members), false) = (schema.as_object_mut(), settings.is_empty()) {
        members.insert("properties".to_owned(), Value::Object(settings));
    }
    schema
}

fn described(group: &str, name: &str, rule: Rule) -> Value {
    let mut schema = match rule {
        Rule::Positive => {
            json!({ "type": ["integer", "null"], "format": "int32", "minimum": 1, "maximum": i32::MAX })
        }
        Rule::Boolean => json!({ "type": ["boolean", "null"] }),
        Rule::OneOf(words) => {
            let words = words.iter().map(|word| json!(word)).chain([Value::Null]);
            json!({ "type": ["string", "null"], "enum": words.collect::<Vec<_>>() })
        }
        Rule::WorkHour => {
            json!({ "type": ["string", "null"], "maxLength": 64, "examples": ["08:30"] })
        }
        Rule::Private => json!({ "type": ["string", "null"], "maxLength": 0, "writeOnly": true }),
    };
    if let (Some(members), Some(meaning)) = (schema.as_object_mut(), meaning(group, name)) {
        members.insert("description".to_owned(), json!(meaning));
    }
    schema
}

fn meaning(group: &str, name: &str) -> Option<&'static str> {
    let known = MEANINGS.iter().find(|it| (it.0, it.1) == (group, name));
    known.map(|(_, _, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_a_document_has_a_meaning() {
        let settings =
            GROUPS.iter().flat_map(|group| group.settings.iter().map(move |it| (group.name, it)));
        let shown = settings.filter(|(_, it)| it.rule != Rule::Private);
        let mut count = 0;
        for (group, setting) in shown {
            assert!(meaning(group, setting.name).is_some(), "{group}.{}", setting.name);
            count += 1;
        }
        assert_eq!(count, MEANINGS.len());
    }
}
