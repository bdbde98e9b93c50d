//! The platform as seen by everything above the pure crates: the clock, randomness, settings, logs, an object's
//! SQLite, and calls to objects.
//!
//! Below the faces and objects, only this crate, `store-d1` and the services know the platform.

pub mod backpressure;
pub mod clock;
pub mod fetch;
pub mod gate;
pub mod log;
mod object_storage;
pub mod objects;
pub mod push_messages;
pub mod resolver;
mod service_context;
mod settings;
pub mod short_cache;
pub mod signing;
pub mod sockets;
pub mod tasks;
pub mod timer;
pub mod timestamp;

pub use object_storage::ObjectStorage;
pub use rand_core::OsRng;
pub use service_context::{Background, ServiceContext};
pub use settings::ResultSmsMode;
pub use settings::{
    CaptchaSettings, CeilingSettings, Environment, FcmSettings, ForwarderPolicy, GatewayMode,
    GrantSettings, IdentitySettings, MaskingSettings, NodeAdmission, NodeSettings,
    OpenRegistration, PrivateAccount, ProviderSettings, PublishingSettings, PushRoute,
    PushSettings, RelaySettings, RelayUserSettings, Settings, SettingsError, SignUpMode,
    StoreSettings, StreamSettings, SyncSettings, TokenSettings,
};
