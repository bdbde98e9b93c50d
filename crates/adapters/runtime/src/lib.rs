//! The platform as seen by everything above the pure crates: the clock, randomness, settings, logs, and calls to
//! objects.
//!
//! Below the faces and objects, only this crate, `object-kit`, `store-d1` and the services know the platform.

pub mod call_budget;
pub mod clock;
mod current_time;
pub mod fetch;
pub mod gate;
pub mod log;
pub mod objects;
pub mod push_messages;
pub mod resolver;
mod service_context;
mod settings;
pub mod short_cache;
pub mod signing;
pub mod tasks;
pub mod timer;
pub mod timestamp;

pub use self::settings::Settings;
pub use ::settings::{
    CaptchaSettings, EffectiveSetting, Environment, EventStreamSettings, FcmSettings,
    ForwarderPolicy, GatewayMode, NodeAdmission, OpenRegistration, PrivateTokenAccount, PushRoute,
    RelayNodeSettings, ResultSmsMode, SettingsError, SignUpMode, TokenSettings,
};
pub use rand_core::OsRng;
pub use service_context::{Background, ServiceContext};
