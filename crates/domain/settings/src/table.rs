//! All settings as data, in the order of the tables of `docs/OPERATIONS.md`.

use crate::{
    Setting, ceilings, completion_logging, delivery, deployment, event_streams, identity, masking,
    one_time_codes, outbound, providers, public_url, push, queue_limits, relay, request_limits,
    retention, smsgate,
};

/// The settings of one table of the documentation.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Name of the table's markers in the documentation.
    pub name: &'static str,
    /// Lines that stand beside their readers, by reader.
    written: &'static [&'static [Setting]],
    /// Lines that are made of what codecs of providers and platforms state.
    derived: Option<fn() -> Vec<Setting>>,
}

/// Every setting, once.
pub static SECTIONS: &[Section] = &[
    Section::of(
        "deployment",
        &[
            deployment::SETTINGS,
            identity::REGISTRATION_SETTINGS,
            request_limits::SETTINGS,
            one_time_codes::SETTINGS,
            ceilings::SETTINGS,
            delivery::SETTINGS,
            queue_limits::SETTINGS,
            outbound::SETTINGS,
            retention::SETTINGS,
            completion_logging::SETTINGS,
        ],
    ),
    Section::of("event streams and push", &[event_streams::SETTINGS, push::SETTINGS]),
    Section::of("phones' webhooks and metrics", &[smsgate::SETTINGS]),
    Section::of("logins and tokens", &[identity::LOGIN_SETTINGS]),
    Section::of("public URL", &[public_url::SETTINGS]),
    Section {
        derived: Some(providers::provider_settings),
        ..Section::of("providers", &[providers::SETTINGS])
    },
    Section::of("number masking", &[masking::SETTINGS]),
    Section::of(
        "relay",
        &[
            relay::SETTINGS,
            relay::sync::SETTINGS,
            relay::users::SETTINGS,
            relay::grants::SETTINGS,
            relay::publishing::SETTINGS,
            relay::nodes::SETTINGS,
        ],
    ),
    Section { derived: Some(relay::platform_settings), ..Section::of("platforms", &[]) },
];

impl Section {
    /// Returns the lines of the table.
    pub fn settings(&self) -> Vec<Setting> {
        let derived = self.derived.map(|make| make()).unwrap_or_default();
        self.written.iter().copied().flatten().copied().chain(derived).collect()
    }

    const fn of(name: &'static str, written: &'static [&'static [Setting]]) -> Self {
        Self { name, written, derived: None }
    }
}

#[cfg(test)]
mod tests;
