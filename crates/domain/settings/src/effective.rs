//! Values in effect, for operators who ask what their deployment runs with.

use crate::{
    DefaultValue, Environment, Setting, SettingKind,
    source::Source,
    table::{SECTIONS, Section},
};

/// A setting with its value in a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveSetting {
    /// Name of the documentation's table that has the setting.
    pub section: &'static str,
    pub setting: Setting,
    pub source: ValueSource,
    /// Value as it is set, without the credentials of a URL, or as its default is documented. `None` without any, and
    /// for every secret.
    pub value: Option<String>,
}

/// Where the value of a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueSource {
    Configured,
    /// Default that applies in local development only.
    LocalDefault,
    Default,
}

impl ValueSource {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configured => "configured",
            Self::LocalDefault => "local_default",
            Self::Default => "default",
        }
    }
}

impl SettingKind {
    /// Whether the value must never be shown.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::RequiredSecret)
    }
}

impl EffectiveSetting {
    /// Whether the deployment sets it.
    pub fn is_set(&self) -> bool {
        self.source == ValueSource::Configured
    }
}

/// Returns every setting with its value in effect, in the order of the documentation. `text_of` returns the text of a
/// variable or secret by its name, `None` if it is not set.
pub fn effective(text_of: &dyn Fn(&str) -> Option<String>) -> Vec<EffectiveSetting> {
    let source = Source::new(text_of);
    let is_local = Environment::read(source) == Environment::Local;
    let of_section = |section: &Section| {
        let name = section.name;
        section.settings().into_iter().map(move |setting| effect(source, is_local, name, setting))
    };
    SECTIONS.iter().flat_map(of_section).collect()
}

fn effect(
    source: Source<'_>,
    is_local: bool,
    section: &'static str,
    setting: Setting,
) -> EffectiveSetting {
    let configured = source.text(setting.name);
    let (source, value) = match (configured, setting.local_default.filter(|_| is_local)) {
        (Some(text), _) => (ValueSource::Configured, Some(without_credentials(&text))),
        (None, Some(default)) => (ValueSource::LocalDefault, shown(default)),
        (None, None) => (ValueSource::Default, shown(setting.default)),
    };
    let value = value.filter(|_| !setting.kind.is_secret());
    EffectiveSetting { section, setting, source, value }
}

/// Hides the user name and password of each URL in a setting's text.
fn without_credentials(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let end = after.find(['/', '?', '#', ',', ' ']).unwrap_or(after.len());
        let (authority, following) = after.split_at_checked(end).unwrap_or((after, ""));
        shown.push_str(before);
        shown.push_str("://");
        match authority.rsplit_once('@') {
            Some((_, host)) => {
                shown.push_str("[redacted]@");
                shown.push_str(host);
            }
            None => shown.push_str(authority),
        }
        rest = following;
    }
    shown.push_str(rest);
    shown
}

fn shown(default: DefaultValue) -> Option<String> {
    match default {
        DefaultValue::Absent => None,
        DefaultValue::Value(text) | DefaultValue::Described(text) => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(values: &[(&str, &str)], name: &str) -> EffectiveSetting {
        let text_of = |asked: &str| {
            let found = values.iter().find(|(name, _)| *name == asked);
            found.map(|(_, text)| (*text).to_owned())
        };
        effective(&text_of).into_iter().find(|it| it.setting.name == name).unwrap()
    }

    #[test]
    fn every_setting_of_the_table_is_listed_once() {
        let names: Vec<&str> = effective(&|_| None).iter().map(|it| it.setting.name).collect();
        let table: Vec<&str> =
            SECTIONS.iter().flat_map(Section::settings).map(|it| it.name).collect();
        assert_eq!(names, table);
        assert!(names.len() > 100, "{}", names.len());
    }

    #[test]
    fn configured_value_comes_before_a_default_and_an_empty_text_counts_as_absent() {
        let given = find(&[("CABLE_PING_SECS", "60")], "CABLE_PING_SECS");
        assert_eq!((given.source, given.value.as_deref()), (ValueSource::Configured, Some("60")));
        let empty = find(&[("CABLE_PING_SECS", "")], "CABLE_PING_SECS");
        assert_eq!((empty.source, empty.value.as_deref()), (ValueSource::Default, Some("3")));
    }

    #[test]
    fn credentials_of_a_url_are_hidden() {
        for (text, expected) in [
            ("https://user:pass@dns.example/q", "https://[redacted]@dns.example/q"),
            ("https://a:b@c@dns.example", "https://[redacted]@dns.example"),
            (
                "a=https://x@one.example,b=https://two.example",
                "a=https://[redacted]@one.example,b=https://two.example",
            ),
            ("https://dns.example/@x", "https://dns.example/@x"),
            ("someone@example.com", "someone@example.com"),
        ] {
            assert_eq!(without_credentials(text), expected);
        }
    }

    #[test]
    fn default_of_local_development_applies_only_there() {
        let with = effective(&|_| None).into_iter().find(|it| it.setting.local_default.is_some());
        let name = with.unwrap().setting.name;
        let elsewhere = find(&[("ENVIRONMENT", "production")], name);
        assert_eq!(elsewhere.source, ValueSource::Default);
        assert_eq!(find(&[("ENVIRONMENT", "local")], name).source, ValueSource::LocalDefault);
    }

    #[test]
    fn secret_shows_only_that_it_is_set() {
        for text in [None, Some("hush")] {
            let all = effective(&|_| text.map(str::to_owned));
            for secret in all.iter().filter(|it| it.setting.kind.is_secret()) {
                assert_eq!((secret.is_set(), &secret.value), (text.is_some(), &None));
            }
        }
    }
}
