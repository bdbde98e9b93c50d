//! The document, and changes to it.

use std::fmt;

use serde_json::{Map, Value};

use crate::schema::{GROUPS, Group, Rule};

/// The settings as they are stored and handed to phones. Only [`Changes`] come into it, so it holds nothing private.
#[derive(Clone, Default, PartialEq)]
pub struct Document(Map<String, Value>);

/// What a request sets: known settings with acceptable values.
#[derive(Clone, Default, PartialEq)]
pub struct Changes(Map<String, Value>);

/// What is wrong with a request, in words for whoever made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// The body, or a group of it, is no object.
    #[error("{0} must be an object")]
    NotAnObject(&'static str),
    /// The setting's name, and what it has to be.
    #[error("{group}.{name} {refusal}")]
    Refused { group: &'static str, name: &'static str, refusal: String },
    #[error("messages.send_interval_max must not be less than messages.send_interval_min")]
    Interval,
}

impl Changes {
    /// Reads a request's body. Unknown groups and settings are left out, as are groups that are null; names may also
    /// be written in camel case, as the TypeScript client's types have them.
    pub fn parse(body: &Value) -> Result<Self, SettingsFault> {
        let body = body.as_object().ok_or(SettingsFault::NotAnObject("settings"))?;
        let mut changes = Map::new();
        for group in GROUPS {
            let settings = match body.get(group.name) {
                None | Some(Value::Null) => continue,
                Some(value) => value.as_object().ok_or(SettingsFault::NotAnObject(group.name))?,
            };
            changes.insert(group.name.to_owned(), Value::Object(read_group(group, settings)?));
        }
        Ok(Self(changes))
    }
}

impl Document {
    /// Reads what [`to_json`](Self::to_json) wrote.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map(Self)
    }

    /// The document with the changes laid over it, setting by setting.
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

    /// The document that consists of the changes alone.
    pub fn replaced_by(changes: Changes) -> Result<Self, SettingsFault> {
        Self(changes.0).checked()
    }

    /// JSON text: an object of groups.
    pub fn to_json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    fn checked(self) -> Result<Self, SettingsFault> {
        let seconds = |name: &str| self.0.get("messages")?.get(name)?.as_i64();
        match (seconds("send_interval_min"), seconds("send_interval_max")) {
            (Some(min), Some(max)) if max < min => Err(SettingsFault::Interval),
            _ => Ok(self),
        }
    }
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
        let value = given.get(setting.name).or_else(|| given.get(&camel_case(setting.name)));
        let Some(value) = value else { continue };
        if !value.is_null()
            && let Some(refusal) = setting.rule.refusal(value)
        {
            let (group, name) = (group.name, setting.name);
            return Err(SettingsFault::Refused { group, name, refusal });
        }
        // A null would have the phone forget its own.
        if setting.rule != Rule::Private {
            read.insert(setting.name.to_owned(), value.clone());
        }
    }
    Ok(read)
}

/// `sendIntervalMin` of `send_interval_min`.
fn camel_case(name: &str) -> String {
    let mut camel = String::new();
    for (at, word) in name.split('_').enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if at > 0 => camel.push(first.to_ascii_uppercase()),
            Some(first) => camel.push(first),
            None => {}
        }
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests;
