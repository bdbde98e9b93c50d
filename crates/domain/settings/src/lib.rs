//! The deployment's settings: read from texts by name, and listed as data.
//!
//! [`Settings::read`] reads all of them through a function from names to texts. Beside each reader stand the lines of
//! its settings: name, kind, accepted values, default, meaning. [`SECTIONS`] has all lines. Tests hold the lines to
//! the readers, to `wrangler.toml` and to the tables of `docs/OPERATIONS.md`, which are written from them by
//! `WRITE_SETTINGS=1 cargo test -p settings`.

mod ceilings;
mod completion_logging;
mod delivery;
mod deployment;
mod duration;
mod effective;
mod event_streams;
mod identity;
mod masking;
mod one_time_codes;
mod outbound;
mod providers;
mod public_url;
mod push;
mod queue_limits;
mod relay;
mod request_limits;
mod retention;
mod setting;
mod smsgate;
mod source;
mod table;
mod web_url;

pub use self::{
    ceilings::CeilingSettings,
    completion_logging::CompletionLogging,
    deployment::Environment,
    effective::{EffectiveSetting, ValueSource, effective},
    event_streams::EventStreamSettings,
    identity::{
        GatewayMode, IdentitySettings, OpenRegistration, PrivateTokenAccount, TokenSettings,
    },
    masking::MaskingSettings,
    one_time_codes::OneTimeCodeSettings,
    outbound::OutboundSettings,
    providers::ProviderSettings,
    push::{FcmSettings, PushRoute, PushSettings},
    relay::{
        CaptchaSettings, ForwarderPolicy, ImportSalt, NodeAdmission, RelayGrantSettings,
        RelayNodeSettings, RelayPublishingSettings, RelaySettings, RelaySyncSettings,
        RelayUserSettings, ResultSmsMode, SignUpMode,
    },
    request_limits::RequestLimits,
    retention::Retention,
    setting::{AcceptedValues, DefaultValue, Setting, SettingKind},
    smsgate::SmsgateSettings,
    table::{SECTIONS, Section},
};

use ::identity::ServerSecrets;
use ::request_limits::NetworkKey;
use cable::handshake::OriginPolicy;
use messaging::{DispatchPolicy, TimelineKeys};
use object_commands::dispatcher::QueueLimits;
use sealing::Keyring;
use telephony::{Region, Validation};

use source::Source;

/// Everything that an operator can configure.
#[derive(Debug, Clone)]
pub struct Settings {
    pub environment: Environment,
    pub server_secrets: ServerSecrets,
    /// Keys of the chained timelines of messages.
    pub timeline_keys: TimelineKeys,
    /// `ALLOWED_ORIGINS` as written, for CORS.
    pub allowed_origins: String,
    pub origin_policy: OriginPolicy,
    pub default_region: Region,
    /// `PHONE_VALIDATION`: how strictly a recipient's number must fit the numbering plans.
    pub phone_validation: Validation,
    pub cable_ping_secs: u32,
    /// `LOG_COMPLETIONS`.
    pub completion_logging: CompletionLogging,
    pub policy: DispatchPolicy,
    /// Registration token of the default account.
    pub gateway_private_token: Option<String>,
    /// `SEALING_KEYS`: keys that seal secrets at rest. Without them, features that need sealing are unavailable.
    pub keyring: Option<Keyring>,
    /// Logins, tokens, and the right to register a phone.
    pub identity: IdentitySettings,
    pub one_time_codes: OneTimeCodeSettings,
    pub outbound: OutboundSettings,
    pub request_limits: RequestLimits,
    pub ceilings: CeilingSettings,
    pub retention: Retention,
    pub smsgate: SmsgateSettings,
    /// Queue state at which SMSGate phones get no more messages.
    pub queue_limits: QueueLimits,
    /// Key of the digests under which networks are counted.
    pub network_key: NetworkKey,
    pub streams: EventStreamSettings,
    pub push: PushSettings,
    pub providers: ProviderSettings,
    pub masking: MaskingSettings,
    pub relay: RelaySettings,
    /// `PUBLIC_URL`, without a trailing slash. `None`: the URL of the request is the public one.
    pub public_url: Option<String>,
}

/// A setting is missing or invalid. The error names the setting, never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("setting {0} is missing or invalid")]
pub struct SettingsError(&'static str);

impl Settings {
    /// Reads all settings. `text_of` returns the text of a variable or secret by its name, `None` if it is not set.
    pub fn read(text_of: &dyn Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let source = Source::new(text_of);
        let allowed_origins = source.text("ALLOWED_ORIGINS").unwrap_or_else(|| "*".to_owned());
        let server_secret = source.text("SERVER_SECRET").ok_or(SettingsError("SERVER_SECRET"))?;
        let one_time_codes = OneTimeCodeSettings::read(source, &server_secret)?;
        let previous_secret = source.text("SERVER_SECRET_PREVIOUS");
        let environment = Environment::read(source);
        let retention = Retention::read(source)?;
        let policy = delivery::read(source, environment, retention)?;
        let request_limits = RequestLimits::read(source, environment)?;
        Ok(Self {
            environment,
            ceilings: CeilingSettings::read(
                source,
                environment,
                request_limits.codes_per_network_and_hour,
            )?,
            network_key: NetworkKey::new(server_secret.as_bytes())
                .ok_or(SettingsError("SERVER_SECRET"))?,
            request_limits,
            smsgate: SmsgateSettings::read(source)?,
            retention,
            identity: IdentitySettings::read(
                source,
                environment,
                &server_secret,
                previous_secret.clone(),
            )?,
            timeline_keys: TimelineKeys::new(&server_secret, previous_secret.as_deref())
                .ok_or(SettingsError("SERVER_SECRET"))?,
            server_secrets: ServerSecrets::new(server_secret, previous_secret),
            origin_policy: OriginPolicy::parse(&allowed_origins),
            allowed_origins,
            default_region: deployment::read_region(source)?,
            phone_validation: deployment::read_validation(source)?,
            cable_ping_secs: source.number("CABLE_PING_SECS", 3)?,
            completion_logging: CompletionLogging::read(source)?,
            policy,
            gateway_private_token: source.text("GATEWAY_PRIVATE_TOKEN"),
            keyring: source
                .text("SEALING_KEYS")
                .map(|text| Keyring::parse(&text).map_err(|_| SettingsError("SEALING_KEYS")))
                .transpose()?,
            one_time_codes,
            outbound: OutboundSettings::read(source)?,
            streams: EventStreamSettings::read(source)?,
            push: PushSettings::read(source)?,
            providers: ProviderSettings::read(source)?,
            masking: MaskingSettings::read(source)?,
            relay: RelaySettings::read(source, environment)?,
            public_url: public_url::read(source)?,
            queue_limits: queue_limits::read(source)?,
        })
    }
}
