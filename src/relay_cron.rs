//! What the relay needs every minute: publications that were left half done, grants and consents, tests.

use runtime::{Settings, log};
use worker::Env;

/// Takes each further by a bounded amount; the next minute takes up what is left.
pub(crate) async fn run(env: &Env, now_ms: i64) {
    let settings = match Settings::of(env) {
        Ok(settings) => settings,
        Err(error) => {
            log::error("the deployment is not configured", &[("error", &error.to_string())]);
            return;
        }
    };
    publishing::run(env, &settings, now_ms).await;
    vault::sweep(env, &settings, now_ms).await;
}
