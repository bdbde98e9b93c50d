//! The deployment's settings, read from the environment once per isolate.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use settings::SettingsError;
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
        // `env.var` finds secrets as well as variables: the platform keeps both as text under one name.
        let text_of = |name: &str| env.var(name).ok().map(|value| value.to_string());
        let settings = Arc::new(Self(settings::Settings::read(&text_of)?));
        log::set_completion_logging(settings.completion_logging);
        Ok(CACHE.get_or_init(|| settings).clone())
    }
}

impl Deref for Settings {
    type Target = settings::Settings;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
