//! One setting as data: everything that its line in the documentation says.

/// A setting of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub name: &'static str,
    pub kind: SettingKind,
    pub values: AcceptedValues,
    pub default: DefaultValue,
    /// Default where `ENVIRONMENT` is `local`. `None`: the same as elsewhere.
    pub local_default: Option<DefaultValue>,
    /// Meaning in Markdown, for a cell of a table in `docs/OPERATIONS.md`.
    pub meaning: &'static str,
}

/// Way in which a deployment is given the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// A line under `[vars]` in `wrangler.toml`.
    Variable,
    /// Set with `wrangler secret put`, and never shown again.
    Secret,
    /// A secret without which the deployment does not answer.
    RequiredSecret,
}

/// Values that the setting's reader accepts, with their unit. Any other value is an error that names the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptedValues {
    /// A text; the description is Markdown.
    Text(&'static str),
    /// One of these words.
    Words(&'static [&'static str]),
    /// `true` or `1`, `false` or `0`.
    YesOrNo,
    /// A whole number of at least 1.
    Count,
    /// A whole number from 1 to 100.
    Percent,
    /// A whole number, of which 0 is no limit.
    CountOrNoLimit,
    /// Whole days, of which 0 is forever.
    DaysOrForever,
    /// Seconds above 0, possibly fractional.
    Seconds,
    /// [`Seconds`](Self::Seconds), or 0 for never.
    SecondsOrNever,
    /// Whole seconds of 0 and more.
    WholeSeconds,
    /// A duration in units (`1h30m`), or whole seconds.
    Duration,
    /// [`Duration`](Self::Duration), or 0 for off.
    DurationOrOff,
    /// A URL with the scheme http or https.
    Url,
    /// A [`Url`](Self::Url) without user, query and fragment.
    PublicUrl,
}

/// Value that applies where the setting is absent or empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// Absence has no substitute: the feature is off.
    Absent,
    /// The value as it would be set.
    Value(&'static str),
    /// A description in Markdown, where no single value could be set instead.
    Described(&'static str),
}

impl Setting {
    pub(crate) const fn variable(name: &'static str) -> Self {
        Self::new(name, SettingKind::Variable)
    }

    pub(crate) const fn secret(name: &'static str) -> Self {
        Self::new(name, SettingKind::Secret)
    }

    pub(crate) const fn required_secret(name: &'static str) -> Self {
        Self::new(name, SettingKind::RequiredSecret)
    }

    pub(crate) const fn accepts(self, values: AcceptedValues) -> Self {
        Self { values, ..self }
    }

    pub(crate) const fn default(self, value: &'static str) -> Self {
        Self { default: DefaultValue::Value(value), ..self }
    }

    pub(crate) const fn default_described(self, description: &'static str) -> Self {
        Self { default: DefaultValue::Described(description), ..self }
    }

    pub(crate) const fn local_default(self, value: &'static str) -> Self {
        Self { local_default: Some(DefaultValue::Value(value)), ..self }
    }

    pub(crate) const fn local_default_described(self, description: &'static str) -> Self {
        Self { local_default: Some(DefaultValue::Described(description)), ..self }
    }

    pub(crate) const fn meaning(self, meaning: &'static str) -> Self {
        Self { meaning, ..self }
    }

    const fn new(name: &'static str, kind: SettingKind) -> Self {
        Self {
            name,
            kind,
            values: AcceptedValues::Text("text"),
            default: DefaultValue::Absent,
            local_default: None,
            meaning: "",
        }
    }
}
