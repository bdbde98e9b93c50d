//! Which settings there are and what they may be.

use serde_json::Value;

/// What a setting may be, besides null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// An integer from 1 up that the phone can hold.
    Positive,
    Boolean,
    OneOf(&'static [&'static str]),
    /// `HH:mm`.
    TimeOfDay,
    /// The phone's own business: it may be empty, is not stored, and is never shown.
    Private,
}

pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) rule: Rule,
}

pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) settings: &'static [Setting],
}

const fn setting(name: &'static str, rule: Rule) -> Setting {
    Setting { name, rule }
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "messages",
        settings: &[
            setting("send_interval_min", Rule::Positive),
            setting("send_interval_max", Rule::Positive),
            setting(
                "limit_period",
                Rule::OneOf(&["Disabled", "PerMinute", "Per30Minutes", "PerHour", "PerDay"]),
            ),
            setting("limit_value", Rule::Positive),
            setting("sim_selection_mode", Rule::OneOf(&["OSDefault", "RoundRobin", "Random"])),
            setting("log_lifetime_days", Rule::Positive),
            setting("processing_order", Rule::OneOf(&["LIFO", "FIFO"])),
            setting("work_hours_enabled", Rule::Boolean),
            setting("work_hours_start", Rule::TimeOfDay),
            setting("work_hours_end", Rule::TimeOfDay),
        ],
    },
    Group { name: "ping", settings: &[setting("interval_seconds", Rule::Positive)] },
    Group { name: "logs", settings: &[setting("lifetime_days", Rule::Positive)] },
    Group {
        name: "webhooks",
        settings: &[
            setting("internet_required", Rule::Boolean),
            setting("retry_count", Rule::Positive),
            setting("signing_key", Rule::Private),
        ],
    },
    Group {
        name: "gateway",
        settings: &[
            setting("notification_channel", Rule::OneOf(&["AUTO", "SSE_ONLY"])),
            setting("cloud_url", Rule::Private),
            setting("private_token", Rule::Private),
        ],
    },
    Group { name: "receiver", settings: &[setting("content_provider_enabled", Rule::Boolean)] },
    Group { name: "encryption", settings: &[setting("passphrase", Rule::Private)] },
];

impl Rule {
    /// Why the value breaks the rule, in words that follow the setting's name.
    pub(crate) fn refusal(self, value: &Value) -> Option<String> {
        let text = value.as_str();
        match self {
            Self::Positive if value.as_i64().is_some_and(is_positive_int) => None,
            Self::Positive => Some("must be an integer of at least 1".to_owned()),
            Self::Boolean if value.is_boolean() => None,
            Self::Boolean => Some("must be true or false".to_owned()),
            Self::OneOf(names) if text.is_some_and(|text| names.contains(&text)) => None,
            Self::OneOf(names) => Some(format!("must be one of {}", names.join(", "))),
            Self::TimeOfDay if text.is_some_and(is_time_of_day) => None,
            Self::TimeOfDay => Some("must be a time as HH:mm".to_owned()),
            Self::Private if text == Some("") => None,
            Self::Private => Some("can be set on the device only".to_owned()),
        }
    }
}

fn is_positive_int(number: i64) -> bool {
    (1..=i64::from(i32::MAX)).contains(&number)
}

fn is_time_of_day(text: &str) -> bool {
    let below = |part: &str, end: u8| {
        let digits = part.len() == 2 && part.bytes().all(|it| it.is_ascii_digit());
        digits && part.parse::<u8>().is_ok_and(|number| number < end)
    };
    text.split_once(':').is_some_and(|(hours, minutes)| below(hours, 24) && below(minutes, 60))
}
