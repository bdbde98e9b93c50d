//! Operator settings for logins, tokens, and the right to register a phone.

use identity::{password::PasswordPepper, token::TokenSigner};
use worker::Env;

use super::{Environment, SettingsError, duration, text, unless_zero};

const ISSUER: &str = "sms-gate.app";
const ACCESS_TTL_SECS: u32 = 15 * 60;
const REFRESH_TTL_SECS: u32 = 720 * 3_600;
const CODE_TTL_SECS: u32 = 60;
const PUBLIC_ACCOUNTS_PER_HOUR: u32 = 100;
const PRIVATE_ACCOUNTS_PER_HOUR: u32 = 1_000;
const FAILED_LOGINS_PER_HOUR: u32 = 30;
const GUESSES_PER_NETWORK_AND_HOUR: u32 = 300;

/// `GATEWAY_MODE`: whether a phone without a credential gets an account of its own when it registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayMode {
    /// The phone gets its own account, and the deployment forwards pushes for other servers.
    Public,
    /// The phone needs the deployment's token or an account's credentials.
    Private,
}

/// `GATEWAY_PRIVATE_ACCOUNT`: the account of a phone that registers through the SMSGate API with the deployment's
/// token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateAccount {
    /// An account of its own; the phone is told the user name and password, as in the original.
    Own,
    /// The default account.
    Shared,
}

/// `OPEN_REGISTRATION`: treatment of a gateway that registers through the Gateway API without a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenRegistration {
    /// The registration is refused.
    Off,
    /// The registration waits for an operator's approval, for one day.
    Pending,
    /// The gateway is registered. Possible in local development only, where it is the default.
    Admitted,
}

/// Operator settings for identity.
#[derive(Debug, Clone)]
pub struct IdentitySettings {
    /// `GATEWAY_MODE`.
    pub gateway_mode: GatewayMode,
    pub private_account: PrivateAccount,
    pub open_registration: OpenRegistration,
    /// `JWT_SECRET`, `JWT_ISSUER` and the lifetimes. `None`: no secret is set, so no tokens are issued.
    pub tokens: Option<TokenSettings>,
    /// `REGISTRATION_CODE_TTL`. `None`: there are no registration codes.
    pub code_ttl_secs: Option<u32>,
    /// `FAILED_LOGINS_PER_HOUR`: limit for one account from one network. `None` is no limit.
    pub failed_logins_per_hour: Option<u32>,
    /// `GUESSES_PER_NETWORK_AND_HOUR`: passwords that one network may have checked, for all names together. `None`
    /// is no limit.
    pub guesses_per_network_and_hour: Option<u32>,
    /// `PUBLIC_ACCOUNTS_PER_HOUR`: accounts created for phones without a credential, over all networks. `None` is
    /// no limit.
    pub public_accounts_per_hour: Option<u32>,
    /// `PRIVATE_ACCOUNTS_PER_HOUR`: accounts created for phones with the deployment's token, over all networks.
    /// `None` is no limit.
    pub private_accounts_per_hour: Option<u32>,
    pub pepper: PasswordPepper,
}

/// Signer and lifetimes of tokens.
#[derive(Debug, Clone)]
pub struct TokenSettings {
    pub signer: TokenSigner,
    pub access_ttl_secs: u32,
    pub refresh_ttl_secs: u32,
}

impl IdentitySettings {
    pub(super) fn read(
        env: &Env,
        environment: Environment,
        server_secret: &str,
        previous_secret: Option<String>,
    ) -> Result<Self, SettingsError> {
        let local = environment == Environment::Local;
        let gateway_mode = match text(env, "GATEWAY_MODE").as_deref() {
            Some("public") => GatewayMode::Public,
            None if local => GatewayMode::Public,
            Some("private") | None => GatewayMode::Private,
            Some(_) => return Err(SettingsError("GATEWAY_MODE")),
        };
        let private_account = match text(env, "GATEWAY_PRIVATE_ACCOUNT").as_deref() {
            None | Some("own") => PrivateAccount::Own,
            Some("shared") => PrivateAccount::Shared,
            Some(_) => return Err(SettingsError("GATEWAY_PRIVATE_ACCOUNT")),
        };
        let open_registration = match text(env, "OPEN_REGISTRATION").as_deref() {
            Some("pending") => OpenRegistration::Pending,
            None if local => OpenRegistration::Admitted,
            Some("off") | None => OpenRegistration::Off,
            Some(_) => return Err(SettingsError("OPEN_REGISTRATION")),
        };
        let code_ttl_secs = match text(env, "REGISTRATION_CODE_TTL").as_deref() {
            Some("0") => None,
            _ => Some(secs(env, "REGISTRATION_CODE_TTL", CODE_TTL_SECS)?),
        };
        let failed_logins = (!local).then_some(FAILED_LOGINS_PER_HOUR);
        let guesses = (!local).then_some(GUESSES_PER_NETWORK_AND_HOUR);
        let public_accounts = (!local).then_some(PUBLIC_ACCOUNTS_PER_HOUR);
        let private_accounts = (!local).then_some(PRIVATE_ACCOUNTS_PER_HOUR);
        Ok(Self {
            gateway_mode,
            private_account,
            open_registration,
            tokens: TokenSettings::read(env)?,
            code_ttl_secs,
            failed_logins_per_hour: unless_zero(env, "FAILED_LOGINS_PER_HOUR", failed_logins)?,
            guesses_per_network_and_hour: unless_zero(
                env,
                "GUESSES_PER_NETWORK_AND_HOUR",
                guesses,
            )?,
            public_accounts_per_hour: unless_zero(
                env,
                "PUBLIC_ACCOUNTS_PER_HOUR",
                public_accounts,
            )?,
            private_accounts_per_hour: unless_zero(
                env,
                "PRIVATE_ACCOUNTS_PER_HOUR",
                private_accounts,
            )?,
            pepper: PasswordPepper::new(server_secret, previous_secret),
        })
    }
}

impl TokenSettings {
    fn read(env: &Env) -> Result<Option<Self>, SettingsError> {
        let Some(secret) = text(env, "JWT_SECRET") else { return Ok(None) };
        let issuer = text(env, "JWT_ISSUER").unwrap_or_else(|| ISSUER.to_owned());
        let signer = TokenSigner::new(&secret, issuer).ok_or(SettingsError("JWT_SECRET"))?;
        Ok(Some(Self {
            signer,
            access_ttl_secs: secs(env, "JWT_ACCESS_TTL", ACCESS_TTL_SECS)?,
            refresh_ttl_secs: secs(env, "JWT_REFRESH_TTL", REFRESH_TTL_SECS)?,
        }))
    }
}

fn secs(env: &Env, name: &'static str, default: u32) -> Result<u32, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(default) };
    duration::parse_secs(&text).ok_or(SettingsError(name))
}
