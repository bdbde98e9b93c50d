//! Values of settings, read by name from the texts that a deployment sets.

use crate::SettingsError;

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

    /// Reads a whole number of at least 1.
    pub(crate) fn number(self, name: &'static str, default: u32) -> Result<u32, SettingsError> {
        let Some(text) = self.text(name) else { return Ok(default) };
        text.parse().ok().filter(|number| *number > 0).ok_or(SettingsError(name))
    }

    /// Reads a count in which zero stands for `None`.
    pub(crate) fn unless_zero(
        self,
        name: &'static str,
        default: Option<u32>,
    ) -> Result<Option<u32>, SettingsError> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let number: u32 = text.parse().map_err(|_| SettingsError(name))?;
        Ok(Some(number).filter(|number| *number > 0))
    }

    /// Reads a setting in seconds, possibly fractional, as milliseconds.
    pub(crate) fn millis(self, name: &'static str, default_ms: i64) -> Result<i64, SettingsError> {
        let Some(text) = self.text(name) else { return Ok(default_ms) };
        let seconds: f64 = text.parse().map_err(|_| SettingsError(name))?;
        if !(0.001..=1e9).contains(&seconds) {
            return Err(SettingsError(name));
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
        let millis = (seconds * 1000.0) as i64;
        Ok(millis)
    }
}
