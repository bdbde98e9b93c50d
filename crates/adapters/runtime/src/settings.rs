//! The deployment's settings, read from the environment once per isolate.

mod ceilings;
mod duration;
mod identity;
mod masking;
mod providers;
mod public_url;
mod push;
mod queue_limits;
mod relay;
mod stores;
mod streams;

use std::sync::{Arc, OnceLock};

pub use self::ceilings::CeilingSettings;
pub use self::identity::{
    GatewayMode, IdentitySettings, OpenRegistration, PrivateAccount, TokenSettings,
};

use ::identity::ServerSecrets;
use cable::handshake::OriginPolicy;
use messaging::{PacingRule, Policy};
use object_commands::dispatcher::QueueLimits;
use one_time_codes::{
    AllowedCountries, ConversionAlarm, Pepper, SendLimits, Template, Texts, TextsError,
};
use outbound::Allowances;
use request_limits::NetworkKey;
use sealing::Keyring;
use telephony::{Region, Validation};
use worker::Env;

pub use self::masking::MaskingSettings;
pub use providers::ProviderSettings;
pub use push::{FcmSettings, PushRoute, PushSettings};
pub use relay::ResultSmsMode;
pub use relay::{
    CaptchaSettings, ForwarderPolicy, GrantSettings, NodeAdmission, NodeSettings,
    PublishingSettings, RelaySettings, RelayUserSettings, SignUpMode, SyncSettings,
};
pub use stores::StoreSettings;
pub use streams::StreamSettings;

const DEFAULT_RESOLVER_URL: &str = "https://cloudflare-dns.com/dns-query";
/// Default pacing of a SIM. Android asks its user before an app may send more than 30 SMS in 30 minutes.
const PACING_SEGMENTS: u32 = 30;
const PACING_WINDOW_MS: i64 = 30 * 60_000;
/// Default limit per network, as contract A.9 proposes.
const PER_NETWORK_AND_HOUR: u32 = 10;
const DAY_MS: i64 = 86_400_000;
const RETENTION_DAYS: u32 = 90;
const ATTEMPT_RETENTION_DAYS: u32 = 30;

/// Environment in which the Worker runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine: nothing is rate-limited, and gateways may register without a token, unless a setting
    /// says otherwise.
    Local,
    Production,
}

/// Everything that an operator can configure.
#[derive(Debug, Clone)]
pub struct Settings {
    pub environment: Environment,
    pub server_secrets: ServerSecrets,
    /// `ALLOWED_ORIGINS` as written, for CORS.
    pub allowed_origins: String,
    pub origin_policy: OriginPolicy,
    pub default_region: Region,
    /// `PHONE_VALIDATION`: how strictly a recipient's number must fit the numbering plans.
    pub phone_validation: Validation,
    pub cable_ping_secs: u32,
    pub policy: Policy,
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
    pub stores: StoreSettings,
    /// Queue state at which SMSGate phones get no more messages.
    pub queue_limits: QueueLimits,
    /// Key of the digests under which networks are counted.
    pub network_key: NetworkKey,
    pub streams: StreamSettings,
    pub push: PushSettings,
    pub providers: ProviderSettings,
    pub masking: MaskingSettings,
    pub relay: RelaySettings,
    /// `PUBLIC_URL`, without a trailing slash. `None`: the URL of the request is the public one.
    pub public_url: Option<String>,
}

/// Limits that are counted exactly. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimits {
    /// `OTP_PER_NETWORK_PER_HOUR`.
    pub codes_per_network_and_hour: Option<u32>,
    /// `REGISTER_PER_NETWORK_PER_HOUR`.
    pub registrations_per_network_and_hour: Option<u32>,
}

/// Retention of settled data, in days. `None` is forever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `MESSAGE_RETENTION_DAYS`.
    pub messages: Option<u32>,
    /// `INBOUND_RETENTION_DAYS`.
    pub inbound: Option<u32>,
    /// `WEBHOOK_ATTEMPT_RETENTION_DAYS`.
    pub webhook_attempts: Option<u32>,
}

/// Operator settings for requests to user-given URLs.
#[derive(Debug, Clone)]
pub struct OutboundSettings {
    /// `OUTBOUND_ALLOW_HOSTS` and `PUBLIC_HOSTS`.
    pub allowances: Allowances,
    /// `DNS_OVER_HTTPS_URL`: the resolver that host names are looked up with.
    pub resolver_url: String,
}

/// Operator settings for one-time codes.
#[derive(Debug, Clone)]
pub struct OneTimeCodeSettings {
    /// `OTP_COUNTRIES`.
    pub countries: AllowedCountries,
    /// Made from `OTP_TEMPLATE` and, for relay users, `RELAY_SERVICE_NAME`.
    pub texts: Texts,
    /// Limits of sending. Only the one of `OTP_PREFIX_PER_HOUR` can be set.
    pub limits: SendLimits,
    /// `OTP_ALARM_SENT` and `OTP_ALARM_PERCENT`.
    pub alarm: ConversionAlarm,
    pub pepper: Pepper,
}

/// A setting is missing or invalid. The error names the setting, never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("setting {0} is missing or invalid")]
pub struct SettingsError(&'static str);

impl Settings {
    /// Returns this isolate's settings, reading them on the first call.
    pub fn of(env: &Env) -> Result<Arc<Self>, SettingsError> {
        static CACHE: OnceLock<Arc<Settings>> = OnceLock::new();
        if let Some(settings) = CACHE.get() {
            return Ok(settings.clone());
        }
        let settings = Arc::new(Self::read(env)?);
        Ok(CACHE.get_or_init(|| settings).clone())
    }

    fn read(env: &Env) -> Result<Self, SettingsError> {
        let secret = |name: &str| {
            env.secret(name).ok().map(|value| value.to_string()).filter(|text| !text.is_empty())
        };
        let allowed_origins = text(env, "ALLOWED_ORIGINS").unwrap_or_else(|| "*".to_owned());
        let region = text(env, "DEFAULT_COUNTRY_CODE").unwrap_or_else(|| "US".to_owned());
        let server_secret = secret("SERVER_SECRET").ok_or(SettingsError("SERVER_SECRET"))?;
        let one_time_codes = OneTimeCodeSettings::read(env, &server_secret)?;
        let previous_secret = secret("SERVER_SECRET_PREVIOUS");
        let environment = match text(env, "ENVIRONMENT").as_deref() {
            Some("local") => Environment::Local,
            _ => Environment::Production,
        };
        let retention = Retention {
            messages: unless_zero(env, "MESSAGE_RETENTION_DAYS", Some(RETENTION_DAYS))?,
            inbound: unless_zero(env, "INBOUND_RETENTION_DAYS", Some(RETENTION_DAYS))?,
            webhook_attempts: unless_zero(
                env,
                "WEBHOOK_ATTEMPT_RETENTION_DAYS",
                Some(ATTEMPT_RETENTION_DAYS),
            )?,
        };
        let defaults = Policy::default();
        let policy = Policy {
            ack_timeout_ms: millis(env, "ACK_TIMEOUT_SECS", defaults.ack_timeout_ms)?,
            offline_after_ms: millis(env, "OFFLINE_AFTER_SECS", defaults.offline_after_ms)?,
            retry_base_ms: millis(env, "RETRY_BASE_SECS", defaults.retry_base_ms)?,
            default_ttl_ms: millis(env, "MESSAGE_TTL_SECS", defaults.default_ttl_ms)?,
            outcome_deadline_ms: millis(
                env,
                "OUTCOME_DEADLINE_SECS",
                defaults.outcome_deadline_ms,
            )?,
            poll_offline_after_ms: millis(
                env,
                "POLL_OFFLINE_AFTER_SECS",
                defaults.poll_offline_after_ms,
            )?,
            fetch_timeout_ms: millis(env, "FETCH_TIMEOUT_SECS", defaults.fetch_timeout_ms)?,
            hashing_delay_ms: millis(env, "HASHING_DELAY_SECS", defaults.hashing_delay_ms)?,
            message_retention_ms: retention.messages.map(|days| i64::from(days) * DAY_MS),
            pacing: pacing(env, environment)?,
            ..defaults
        };
        let request_limits = RequestLimits::read(env, environment)?;
        Ok(Self {
            environment,
            ceilings: CeilingSettings::read(
                env,
                environment,
                request_limits.codes_per_network_and_hour,
            )?,
            network_key: NetworkKey::new(server_secret.as_bytes())
                .ok_or(SettingsError("SERVER_SECRET"))?,
            request_limits,
            stores: StoreSettings::read(env)?,
            retention,
            identity: IdentitySettings::read(
                env,
                environment,
                &server_secret,
                previous_secret.clone(),
            )?,
            server_secrets: ServerSecrets::new(server_secret, previous_secret),
            origin_policy: OriginPolicy::parse(&allowed_origins),
            allowed_origins,
            default_region: Region::parse(&region).ok_or(SettingsError("DEFAULT_COUNTRY_CODE"))?,
            phone_validation: match text(env, "PHONE_VALIDATION").as_deref() {
                None | Some("lenient") => Validation::Lenient,
                Some("strict") => Validation::Strict,
                Some(_) => return Err(SettingsError("PHONE_VALIDATION")),
            },
            cable_ping_secs: number(env, "CABLE_PING_SECS", 3)?,
            policy,
            gateway_private_token: secret("GATEWAY_PRIVATE_TOKEN"),
            keyring: secret("SEALING_KEYS")
                .map(|text| Keyring::parse(&text).map_err(|_| SettingsError("SEALING_KEYS")))
                .transpose()?,
            one_time_codes,
            outbound: OutboundSettings::read(env)?,
            streams: StreamSettings::read(env)?,
            push: PushSettings::read(env)?,
            providers: ProviderSettings::read(env)?,
            masking: MaskingSettings::read(env)?,
            relay: RelaySettings::read(env, environment)?,
            public_url: public_url::read(env)?,
            queue_limits: queue_limits::read(env)?,
        })
    }
}

impl OutboundSettings {
    fn read(env: &Env) -> Result<Self, SettingsError> {
        let allowed = text(env, "OUTBOUND_ALLOW_HOSTS").unwrap_or_default();
        let own = text(env, "PUBLIC_HOSTS").unwrap_or_default();
        let allowances =
            Allowances::parse(&allowed).map_err(|_| SettingsError("OUTBOUND_ALLOW_HOSTS"))?;
        Ok(Self {
            allowances: allowances
                .with_own_hosts(&own)
                .map_err(|_| SettingsError("PUBLIC_HOSTS"))?,
            resolver_url: text(env, "DNS_OVER_HTTPS_URL")
                .unwrap_or_else(|| DEFAULT_RESOLVER_URL.to_owned()),
        })
    }
}

impl RequestLimits {
    /// Reads the limits. In local development only those that are set explicitly apply.
    fn read(env: &Env, environment: Environment) -> Result<Self, SettingsError> {
        let default = match environment {
            Environment::Local => None,
            Environment::Production => Some(PER_NETWORK_AND_HOUR),
        };
        Ok(Self {
            codes_per_network_and_hour: unless_zero(env, "OTP_PER_NETWORK_PER_HOUR", default)?,
            registrations_per_network_and_hour: unless_zero(
                env,
                "REGISTER_PER_NETWORK_PER_HOUR",
                default,
            )?,
        })
    }
}

impl OneTimeCodeSettings {
    fn read(env: &Env, server_secret: &str) -> Result<Self, SettingsError> {
        let countries = text(env, "OTP_COUNTRIES").unwrap_or_default();
        let template = match text(env, "OTP_TEMPLATE") {
            Some(text) => Template::parse(&text).map_err(|_| SettingsError("OTP_TEMPLATE"))?,
            None => Template::default(),
        };
        let texts = Texts::new(template, text(env, "RELAY_SERVICE_NAME").as_deref());
        let texts = texts.map_err(|error| match error {
            TextsError::Confusable => SettingsError("OTP_TEMPLATE"),
            TextsError::Service | TextsError::Template(_) => SettingsError("RELAY_SERVICE_NAME"),
        })?;
        let prefix_per_hour = match text(env, "OTP_PREFIX_PER_HOUR") {
            Some(_) => Some(number(env, "OTP_PREFIX_PER_HOUR", 0)?),
            None => None,
        };
        let countries = AllowedCountries::parse(&countries);
        let usual = ConversionAlarm::default();
        let percent = number(env, "OTP_ALARM_PERCENT", usual.min_verified_percent)?;
        if percent > 100 {
            return Err(SettingsError("OTP_ALARM_PERCENT"));
        }
        let alarm = ConversionAlarm {
            min_sent: number(env, "OTP_ALARM_SENT", usual.min_sent)?,
            min_verified_percent: percent,
        };
        Ok(Self {
            alarm,
            countries: countries.map_err(|_| SettingsError("OTP_COUNTRIES"))?,
            texts,
            limits: SendLimits { prefix_per_hour, ..SendLimits::default() },
            // Safe to share: the digests are separated from other uses of this secret by their domain.
            pepper: Pepper::new(server_secret.as_bytes())
                .map_err(|_| SettingsError("SERVER_SECRET"))?,
        })
    }
}

/// Reads the pacing of gateways' SIMs. The default in local development is no pacing.
fn pacing(env: &Env, environment: Environment) -> Result<Option<PacingRule>, SettingsError> {
    let segments = match (text(env, "PACING_SEGMENTS"), environment) {
        (Some(text), _) => text.parse().map_err(|_| SettingsError("PACING_SEGMENTS"))?,
        (None, Environment::Local) => 0,
        (None, Environment::Production) => PACING_SEGMENTS,
    };
    let window_ms = millis(env, "PACING_WINDOW_SECS", PACING_WINDOW_MS)?;
    Ok((segments > 0).then_some(PacingRule { segments, window_ms }))
}

fn text(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string()).filter(|text| !text.is_empty())
}

fn number(env: &Env, name: &'static str, default: u32) -> Result<u32, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(default) };
    text.parse().ok().filter(|number| *number > 0).ok_or(SettingsError(name))
}

/// Reads a count in which zero stands for `None`.
fn unless_zero(
    env: &Env,
    name: &'static str,
    default: Option<u32>,
) -> Result<Option<u32>, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(default) };
    let number: u32 = text.parse().map_err(|_| SettingsError(name))?;
    Ok(Some(number).filter(|number| *number > 0))
}

/// Reads a setting in seconds, possibly fractional, as milliseconds.
fn millis(env: &Env, name: &'static str, default_ms: i64) -> Result<i64, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(default_ms) };
    let seconds: f64 = text.parse().map_err(|_| SettingsError(name))?;
    if !(0.001..=1e9).contains(&seconds) {
        return Err(SettingsError(name));
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
    let millis = (seconds * 1000.0) as i64;
    Ok(millis)
}
