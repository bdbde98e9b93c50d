//! The settings document, and changes to it.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::settings::schema::{
    self, GATEWAY, GROUPS, Group, NOTIFICATION_CHANNEL, Rule, STREAM_ONLY, TimeOfDay,
};

/// The settings as they are stored and sent to phones. They come only from [`Changes`], so they contain nothing
/// private.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Document(Map<String, Value>);

/// Settings from a request: known ones with valid values.
#[derive(Clone, Default, PartialEq)]
pub struct Changes(Map<String, Value>);

/// The fault of a request, in words for its caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// The body, or a group in it, is no object.
    #[error("{0} must be an object")]
    NotAnObject(&'static str),
    /// Contains the setting's name, and the rule that it breaks.
    #[error("{group}.{name} {refusal}")]
    Refused { group: &'static str, name: &'static str, refusal: String },
    #[error("validation failed: sendIntervalMax must be greater than or equal to sendIntervalMin")]
    Interval,
    /// Contains the member's name, and its fault while work hours are enabled.
    #[error("validation failed: {name} {refusal}")]
    WorkHours { name: &'static str, refusal: String },
}

/// Members for the start and the end of work hours, with their names in error messages.
const WORK_HOURS: [(&str, &str); 2] =
    [("work_hours_start", "workHoursStart"), ("work_hours_end", "workHoursEnd")];
const MESSAGES: &str = "messages";

impl Changes {
    /// Parses a request's body; null is an empty body. Unknown groups and settings are ignored, and so are groups
    /// that are null. Names are accepted in any case, and also in camel case, as in the TypeScript client's types.
    /// A request that enables work hours must contain them.
    pub fn parse(body: &Value) -> Result<Self, SettingsFault> {
        let nothing = Map::new();
        let body = match body {
            Value::Null => &nothing,
            body => body.as_object().ok_or(SettingsFault::NotAnObject("settings"))?,
        };
        let mut changes = Map::new();
        for group in GROUPS {
            let settings = match member(body, group.name) {
                None | Some(Value::Null) => continue,
                Some(value) => value.as_object().ok_or(SettingsFault::NotAnObject(group.name))?,
            };
            changes.insert(group.name.to_owned(), Value::Object(read_group(group, settings)?));
        }
        check_interval(&changes)?;
        check_work_hours(&changes, true)?;
        Ok(Self(changes))
    }
}

impl Document {
    /// Parses the output of [`to_json`](Self::to_json).
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map(Self)
    }

    /// Returns the document with the changes applied, setting by setting.
    pub fn changed_by(&self, changes: Changes) -> Result<Self, SettingsFault> {
        let mut merged = self.0.clone();
        for (name, settings) in changes.0 {
            match (merged.get_mut(&name), settings) {
                (Some(Value::Object(group)), Value::Object(settings)) => group.extend(settings),
                (_, settings) => {
                    merged.insert(name, settings);
                }
            }
        }
        Self(merged).checked()
    }

    /// Returns the document that consists of the changes alone.
    pub fn replaced_by(changes: Changes) -> Result<Self, SettingsFault> {
        Self(changes.0).checked()
    }

    /// Returns the document as phones get it. The app opens no event stream while it has a push token and its
    /// channel is automatic. A deployment that cannot push therefore makes it use the stream, unless the account
    /// chose a channel. A channel of null is no choice: it stands for the default.
    #[must_use]
    pub fn for_phones(&self, can_push: bool) -> Self {
        let mut groups = self.0.clone();
        if !can_push {
            let group = groups.entry(GATEWAY).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(settings) = group {
                let channel = settings.entry(NOTIFICATION_CHANNEL).or_insert(Value::Null);
                if channel.is_null() {
                    *channel = Value::from(STREAM_ONLY);
                }
            }
        }
        Self(groups)
    }

    /// Returns JSON text: an object of groups.
    pub fn to_json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// Checks that earlier settings and new ones fit together.
    fn checked(self) -> Result<Self, SettingsFault> {
        check_interval(&self.0)?;
        check_work_hours(&self.0, false)?;
        Ok(self)
    }
}

fn check_interval(groups: &Map<String, Value>) -> Result<(), SettingsFault> {
    let seconds = |name: &str| groups.get(MESSAGES)?.get(name)?.as_i64();
    match (seconds("send_interval_min"), seconds("send_interval_max")) {
        (Some(min), Some(max)) if max < min => Err(SettingsFault::Interval),
        _ => Ok(()),
    }
}

/// Checks work hours, which only matter while they are enabled. They are `required` in a request that enables them,
/// whatever was set before, as in the original.
fn check_work_hours(groups: &Map<String, Value>, required: bool) -> Result<(), SettingsFault> {
    let Some(messages) = groups.get(MESSAGES) else { return Ok(()) };
    if messages.get("work_hours_enabled") != Some(&Value::Bool(true)) {
        return Ok(());
    }
    let fault = |name, refusal| Err(SettingsFault::WorkHours { name, refusal });
    let hours = WORK_HOURS.map(|(name, shown)| (messages.get(name).and_then(Value::as_str), shown));
    for (text, shown) in hours {
        if required && text.is_none() {
            return fault(shown, "is required when work hours are enabled".to_owned());
        }
    }
    let read = hours.map(|(text, shown)| (text.map(|it| (it, schema::time_of_day(it))), shown));
    for (time, shown) in read {
        if let Some((text, TimeOfDay::Malformed)) = time {
            return fault(shown, format!("must be in HH:mm format, got {text:?}"));
        }
    }
    for (time, shown) in read {
        if let Some((text, TimeOfDay::OutOfRange)) = time {
            return fault(shown, format!("{text:?} contains invalid time values"));
        }
    }
    Ok(())
}

/// Finds a member: by the contract's own spelling, else the last one that matches ignoring case and underscores.
fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    let wanted = plain(name);
    let others = || members.iter().rfind(|(given, _)| plain(given) == wanted);
    members.get(name).or_else(|| others().map(|(_, value)| value))
}

impl fmt::Debug for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Document({:?})", self.0.keys())
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Changes({:?})", self.0.keys())
    }
}

fn read_group(
    group: &Group,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, SettingsFault> {
    let mut read = Map::new();
    for setting in group.settings {
        let Some(value) = member(given, setting.name) else { continue };
        if !value.is_null()
            && let Some(refusal) = setting.rule.refusal(value)
        {
            let (group, name) = (group.name, setting.name);
            return Err(SettingsFault::Refused { group, name, refusal });
        }
        // A null would make the phone forget its private value.
        if setting.rule != Rule::Private {
            read.insert(setting.name.to_owned(), setting.rule.kept(value));
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests;
