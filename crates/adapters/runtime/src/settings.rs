//! The deployment's settings, read from the environment once per isolate.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use settings::{EffectiveSetting, SettingsError};
use worker::Env;

use crate::log;

/// This isolate's settings. Dereferences to [`settings::Settings`], which the pure crate reads: only the look-up in
/// the environment and the cache are the platform's.
#[derive(Debug, Clone)]
pub struct Settings(settings::Settings);

impl Settings {
    /// Returns this isolate's settings, reading them on the first call.
    pub fn of(env: &Env) -> Result<Arc<Self>, SettingsError> {
        static CACHE: OnceLock<Arc<Settings>> = OnceLock::new();
        if let Some(settings) = CACHE.get() {
            return Ok(settings.clone());
        }
        let settings = Arc::new(Self(settings::Settings::read(&|name| text_of(env, name))?));
        log::set_completion_logging(settings.completion_logging);
        Ok(CACHE.get_or_init(|| settings).clone())
    }
}

impl Settings {
    /// Returns every setting with its value in effect, secrets without theirs.
    pub fn effective(env: &Env) -> Vec<EffectiveSetting> {
        settings::effective(&|name| text_of(env, name))
    }
}

/// Returns the text of a variable or secret: the platform keeps both under one name.
fn text_of(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string())
}

impl Deref for Settings {
    type Target = settings::Settings;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
