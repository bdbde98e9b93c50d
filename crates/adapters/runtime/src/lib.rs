//! The platform as seen by everything above the pure crates: the clock, randomness, settings, logs, an object's
//! SQLite, and calls to objects.
//!
//! Below the faces and objects, only this crate, `store-d1`, `vault` and `publishing` know the platform.

pub mod backpressure;
pub mod clock;
pub mod fetch;
pub mod gate;
pub mod log;
mod object_storage;
pub mod objects;
pub mod provider_access;
pub mod push_messages;
pub mod resolver;
mod settings;
pub mod signing;
pub mod sockets;
pub mod tasks;
pub mod timer;
pub mod timestamp;

pub use self::settings::Settings;
pub use ::settings::{
    CaptchaSettings, CeilingSettings, Environment, EventStreamSettings, FcmSettings,
    ForwarderPolicy, GatewayMode, IdentitySettings, MaskingSettings, NodeAdmission,
    OpenRegistration, PrivateTokenAccount, ProviderSettings, PushRoute, PushSettings,
    RelayGrantSettings, RelayNodeSettings, RelayPublishingSettings, RelaySettings,
    RelaySyncSettings, RelayUserSettings, ResultSmsMode, SettingsError, SignUpMode,
    SmsgateSettings, TokenSettings,
};
pub use object_storage::ObjectStorage;
pub use rand_core::OsRng;
