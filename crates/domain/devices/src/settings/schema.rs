//! The known settings, and the rules for their values.

use serde_json::Value;

/// Group of the settings for the connection between phone and server.
pub(crate) const GATEWAY: &str = "gateway";
/// Setting by which the app chooses between push and the event stream.
pub(crate) const NOTIFICATION_CHANNEL: &str = "notification_channel";
/// Channel on which the app opens the event stream whether or not it has a push token.
pub(crate) const STREAM_ONLY: &str = "SSE_ONLY";

/// Maximum length of a work hour's text; enough for anything an app may write there while work hours are off.
const MAX_WORK_HOUR_BYTES: usize = 64;

/// Rule for a setting's value; null is always allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A positive integer that fits the phone's 32 bits.
    Positive,
    Boolean,
    OneOf(&'static [&'static str]),
    /// A short text. Its content is checked while work hours are enabled.
    WorkHour,
    /// A setting that exists on the phone only: it may be empty here, and is never stored or shown.
    Private,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub name: &'static str,
    pub rule: Rule,
}

/// Settings that stand together in a document.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    pub name: &'static str,
    pub settings: &'static [Setting],
}

const fn setting(name: &'static str, rule: Rule) -> Setting {
    Setting { name, rule }
}

/// All known settings.
pub const GROUPS: &[Group] = &[
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
            setting("work_hours_start", Rule::WorkHour),
            setting("work_hours_end", Rule::WorkHour),
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
        name: GATEWAY,
        settings: &[
            setting(NOTIFICATION_CHANNEL, Rule::OneOf(&["AUTO", STREAM_ONLY])),
            setting("cloud_url", Rule::Private),
            setting("private_token", Rule::Private),
        ],
    },
    Group { name: "receiver", settings: &[setting("content_provider_enabled", Rule::Boolean)] },
    Group { name: "encryption", settings: &[setting("passphrase", Rule::Private)] },
];

impl Rule {
    /// Returns the reason why the value breaks the rule, in words that follow the setting's name.
    pub(crate) fn refusal(self, value: &Value) -> Option<String> {
        let text = value.as_str();
        match self {
            Self::Positive if integer(value).is_some_and(is_positive_int) => None,
            Self::Positive => Some("must be an integer of at least 1".to_owned()),
            Self::Boolean if value.is_boolean() => None,
            Self::Boolean => Some("must be true or false".to_owned()),
            Self::OneOf(names) if text.is_some_and(|text| names.contains(&text)) => None,
            Self::OneOf(names) => Some(format!("must be one of {}", names.join(", "))),
            Self::WorkHour if text.is_some_and(|text| text.len() <= MAX_WORK_HOUR_BYTES) => None,
            Self::WorkHour => Some("must be a time as HH:mm".to_owned()),
            Self::Private if text == Some("") => None,
            Self::Private => Some("can be set on the device only".to_owned()),
        }
    }

    /// Returns the value to store: an integer is stored without a fraction.
    pub(crate) fn kept(self, value: &Value) -> Value {
        match integer(value) {
            Some(number) if self == Self::Positive => Value::from(number),
            _ => value.clone(),
        }
    }
}

/// Returns the integer value of a number, whether written as `85` or `85.0`.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = || value.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < EXACT);
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is exact")]
    let whole = |it: f64| it as i64;
    value.as_i64().or_else(|| float().map(whole))
}

fn is_positive_int(number: i64) -> bool {
    (1..=i64::from(i32::MAX)).contains(&number)
}

/// Parses a time in the form `HH:mm`.
pub(crate) fn time_of_day(text: &str) -> TimeOfDay {
    let part = |part: &str| {
        let digits = part.len() == 2 && part.bytes().all(|it| it.is_ascii_digit());
        digits.then(|| part.parse::<u8>().ok()).flatten()
    };
    let parts = text.split_once(':').map(|(hours, minutes)| (part(hours), part(minutes)));
    match parts {
        Some((Some(hours), Some(minutes))) if hours < 24 && minutes < 60 => TimeOfDay::Valid,
        Some((Some(_), Some(_))) => TimeOfDay::OutOfRange,
        _ => TimeOfDay::Malformed,
    }
}

/// Outcome of parsing a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeOfDay {
    Valid,
    Malformed,
    /// Two digits, a colon and two digits, but not a time that exists.
    OutOfRange,
}
