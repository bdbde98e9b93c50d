//! Values of settings, read by name from the texts that a deployment sets.
//!
//! Each kind of [`AcceptedValues`] has one reader, which the settings of that kind share.
//!
//! [`AcceptedValues`]: crate::AcceptedValues

use crate::{Environment, SettingsError, duration, web_url};

/// The deployment's texts by name of setting. Variables and secrets share one space of names.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Source<'a> {
    pub(crate) fn new(text_of: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(text_of)
    }

    /// Reads a text. An empty one counts as absent.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        (self.0)(name).filter(|text| !text.is_empty())
    }

    /// Reads one of several words.
    pub(crate) fn word<T: Copy>(
        self,
        name: &'static str,
        words: &[(&str, T)],
        default: T,
    ) -> Result<T, SettingsError> {
        self.parsed(name, default, |text| {
            words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
        })
    }

    /// Reads `true`, `1`, `false` or `0`.
    pub(crate) fn yes_or_no(
        self,
        name: &'static str,
        default: bool,
    ) -> Result<bool, SettingsError> {
        let words = [("true", true), ("1", true), ("false", false), ("0", false)];
        self.word(name, &words, default)
    }

    /// Reads a whole number of at least 1.
    pub(crate) fn number(self, name: &'static str, default: u32) -> Result<u32, SettingsError> {
        self.parsed(name, default, positive)
    }

    /// Reads a whole number of at least 1 whose absence has a meaning of its own.
    pub(crate) fn optional_number(self, name: &'static str) -> Result<Option<u32>, SettingsError> {
        self.parsed(name, None, |text| positive(text).map(Some))
    }

    /// Reads a whole number from 1 to 100.
    pub(crate) fn percent(self, name: &'static str, default: u32) -> Result<u32, SettingsError> {
        self.parsed(name, default, |text| positive(text).filter(|percent| *percent <= 100))
    }

    /// Reads a count of which 0 is no limit, or days of which 0 is forever: `None`.
    pub(crate) fn unless_zero(
        self,
        name: &'static str,
        default: Option<u32>,
    ) -> Result<Option<u32>, SettingsError> {
        self.parsed(name, default, |text| {
            text.parse().ok().map(|number: u32| Some(number).filter(|number| *number > 0))
        })
    }

    /// Reads a limit as [`unless_zero`](Self::unless_zero) does. Where it is not set, the default applies in
    /// production only.
    pub(crate) fn production_limit(
        self,
        name: &'static str,
        environment: Environment,
        default: u32,
    ) -> Result<Option<u32>, SettingsError> {
        self.unless_zero(name, (environment == Environment::Production).then_some(default))
    }

    /// Reads a setting in seconds, possibly fractional, as milliseconds.
    pub(crate) fn millis(self, name: &'static str, default_ms: i64) -> Result<i64, SettingsError> {
        self.parsed(name, default_ms, |text| {
            let seconds: f64 = text.parse().ok().filter(|it| (0.001..=1e9).contains(it))?;
            #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
            let millis = (seconds * 1000.0) as i64;
            Some(millis)
        })
    }

    /// Reads a setting as [`millis`](Self::millis) does. `None`: it is 0, which stands for never.
    pub(crate) fn millis_or_never(
        self,
        name: &'static str,
        default_ms: i64,
    ) -> Result<Option<i64>, SettingsError> {
        if self.is_zero(name) { Ok(None) } else { self.millis(name, default_ms).map(Some) }
    }

    /// Reads a setting in whole seconds, 0 included, as milliseconds.
    pub(crate) fn whole_seconds_as_millis(
        self,
        name: &'static str,
        default_ms: i64,
    ) -> Result<i64, SettingsError> {
        self.parsed(name, default_ms, |text| {
            text.trim().parse().ok().map(|secs: u32| i64::from(secs) * 1_000)
        })
    }

    /// Reads a duration such as `1h30m`, in seconds.
    pub(crate) fn duration_secs(
        self,
        name: &'static str,
        default_secs: u32,
    ) -> Result<u32, SettingsError> {
        self.parsed(name, default_secs, duration::parse_secs)
    }

    /// Reads a duration such as `1h30m`, in seconds. `None`: it is 0, which stands for off.
    pub(crate) fn duration_secs_or_off(
        self,
        name: &'static str,
        default_secs: Option<u32>,
    ) -> Result<Option<u32>, SettingsError> {
        if self.is_zero(name) {
            return Ok(None);
        }
        self.parsed(name, default_secs, |text| duration::parse_secs(text).map(Some))
    }

    /// Reads an http or https URL. The operator vouches for it, so the outbound guard does not apply to it.
    pub(crate) fn url(self, name: &'static str) -> Result<Option<String>, SettingsError> {
        self.parsed(name, None, |text| web_url::with_web_scheme(text.trim()).map(Some))
    }

    /// Reads a [`url`](Self::url) that paths are appended to: without trailing slashes.
    pub(crate) fn base_url(self, name: &'static str) -> Result<Option<String>, SettingsError> {
        self.parsed(name, None, |text| {
            web_url::with_web_scheme(text.trim().trim_end_matches('/')).map(Some)
        })
    }

    /// Reads a URL that people and vendors are given: no user, query or fragment, and no trailing slash.
    pub(crate) fn public_url(self, name: &'static str) -> Result<Option<String>, SettingsError> {
        self.parsed(name, None, |text| web_url::parse(text).map(Some))
    }

    fn is_zero(self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text.trim() == "0")
    }

    fn parsed<T>(
        self,
        name: &'static str,
        default: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        let Some(text) = self.text(name) else { return Ok(default) };
        parse(&text).ok_or(SettingsError(name))
    }
}

/// Parses a whole number of at least 1.
fn positive(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests;
