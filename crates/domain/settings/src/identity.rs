//! Operator settings for logins, tokens, and the right to register a phone.

use identity::{password::PasswordPepper, token::TokenSigner};

use crate::{Environment, Setting, SettingsError, setting::AcceptedValues, source::Source};

const ISSUER: &str = "sms-gate.app";
const ACCESS_TTL_SECS: u32 = 15 * 60;
const REFRESH_TTL_SECS: u32 = 720 * 3_600;
const CODE_TTL_SECS: u32 = 60;
const PUBLIC_ACCOUNTS_PER_HOUR: u32 = 100;
const PRIVATE_ACCOUNTS_PER_HOUR: u32 = 1_000;
const FAILED_LOGINS_PER_HOUR: u32 = 30;
const GUESSES_PER_NETWORK_AND_HOUR: u32 = 300;

/// Settings of the right to register a phone, for every API.
pub(crate) const REGISTRATION_SETTINGS: &[Setting] = &[
    Setting::secret("GATEWAY_PRIVATE_TOKEN").meaning(
        "lets phones register: through the SMS Gateway API in the default account, through the \
         SMSGate API in an account of their own (`GATEWAY_PRIVATE_ACCOUNT`)",
    ),
    Setting::variable("OPEN_REGISTRATION")
        .accepts(AcceptedValues::Words(&["off", "pending"]))
        .default("off")
        .local_default_described("phones are admitted")
        .meaning(
            "what happens to a phone that registers through the SMS Gateway API without a token. \
             `off`: 401. `pending`: it awaits approval, see *Approving a phone* below",
        ),
];

/// Settings of logins and tokens, and of registration through the SMSGate API.
pub(crate) const LOGIN_SETTINGS: &[Setting] = &[
    Setting::variable("GATEWAY_MODE")
        .accepts(AcceptedValues::Words(&["private", "public"]))
        .default("private")
        .local_default("public")
        .meaning(
            "`public`: a phone without a credential gets its own account. `private`: it needs \
             `GATEWAY_PRIVATE_TOKEN`, a registration token, a one-time code, or an account's user \
             name and password",
        ),
    Setting::secret("JWT_SECRET")
        .accepts(AcceptedValues::Text("text of at least 32 bytes"))
        .meaning(
            "signs access and refresh tokens (HS256). Without it there are no tokens (501). \
             Replacing it invalidates them all",
        ),
    Setting::variable("JWT_ACCESS_TTL")
        .accepts(AcceptedValues::Duration)
        .default("15m")
        .meaning("lifetime of access tokens"),
    Setting::variable("JWT_REFRESH_TTL")
        .accepts(AcceptedValues::Duration)
        .default("720h")
        .meaning("lifetime of refresh tokens"),
    Setting::variable("JWT_ISSUER").default(ISSUER).meaning("the tokens' `iss`"),
    Setting::variable("REGISTRATION_CODE_TTL")
        .accepts(AcceptedValues::DurationOrOff)
        .default("60")
        .meaning("lifetime of a one-time code for registering a phone; `0`: no such codes (501)"),
    Setting::variable("GATEWAY_PRIVATE_ACCOUNT")
        .accepts(AcceptedValues::Words(&["own", "shared"]))
        .default("own")
        .meaning(
            "account of a phone of the SMSGate kind that registers with `GATEWAY_PRIVATE_TOKEN`: \
             `own` is a separate account, whose user name and password the app shows; `shared` is \
             the default account",
        ),
    Setting::variable("PRIVATE_ACCOUNTS_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("1000")
        .local_default("0")
        .meaning(
            "accounts created in any hour for phones with `GATEWAY_PRIVATE_TOKEN`, all networks \
             together. An account unused for seven days is deleted",
        ),
    Setting::variable("PUBLIC_ACCOUNTS_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("100")
        .local_default("0")
        .meaning(
            "if `GATEWAY_MODE` is `public`: accounts created in any hour for phones without a \
             credential, all networks together. An account unused for seven days is deleted",
        ),
    Setting::variable("GUESSES_PER_NETWORK_AND_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("300")
        .local_default("0")
        .meaning(
            "passwords that one network may have checked in an hour, for SMSGate and relay users \
             and all names together, right or wrong, except passwords that are cached as right; a \
             /48 has three times as many",
        ),
    Setting::variable("FAILED_LOGINS_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("30")
        .local_default("0")
        .meaning(
            "wrong passwords for one user name, whether or not it exists, from one network in an \
             hour of the clock. The limit of 100 in a row over all networks cannot be changed \
             ([who is who](smsgate/identity.md))",
        ),
];

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
pub enum PrivateTokenAccount {
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
    pub private_account: PrivateTokenAccount,
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
        source: Source<'_>,
        environment: Environment,
        server_secret: &str,
        previous_secret: Option<String>,
    ) -> Result<Self, SettingsError> {
        let (gateway_mode, open_registration) = match environment {
            Environment::Local => (GatewayMode::Public, OpenRegistration::Admitted),
            Environment::Production => (GatewayMode::Private, OpenRegistration::Off),
        };
        let limit = |name, default| source.production_limit(name, environment, default);
        Ok(Self {
            gateway_mode: source.word(
                "GATEWAY_MODE",
                &[("private", GatewayMode::Private), ("public", GatewayMode::Public)],
                gateway_mode,
            )?,
            private_account: source.word(
                "GATEWAY_PRIVATE_ACCOUNT",
                &[("own", PrivateTokenAccount::Own), ("shared", PrivateTokenAccount::Shared)],
                PrivateTokenAccount::Own,
            )?,
            open_registration: source.word(
                "OPEN_REGISTRATION",
                &[("off", OpenRegistration::Off), ("pending", OpenRegistration::Pending)],
                open_registration,
            )?,
            tokens: TokenSettings::read(source)?,
            code_ttl_secs: source
                .duration_secs_or_off("REGISTRATION_CODE_TTL", Some(CODE_TTL_SECS))?,
            failed_logins_per_hour: limit("FAILED_LOGINS_PER_HOUR", FAILED_LOGINS_PER_HOUR)?,
            guesses_per_network_and_hour: limit(
                "GUESSES_PER_NETWORK_AND_HOUR",
                GUESSES_PER_NETWORK_AND_HOUR,
            )?,
            public_accounts_per_hour: limit("PUBLIC_ACCOUNTS_PER_HOUR", PUBLIC_ACCOUNTS_PER_HOUR)?,
            private_accounts_per_hour: limit(
                "PRIVATE_ACCOUNTS_PER_HOUR",
                PRIVATE_ACCOUNTS_PER_HOUR,
            )?,
            pepper: PasswordPepper::new(server_secret, previous_secret),
        })
    }
}

impl TokenSettings {
    fn read(source: Source<'_>) -> Result<Option<Self>, SettingsError> {
        let Some(secret) = source.text("JWT_SECRET") else { return Ok(None) };
        let issuer = source.text("JWT_ISSUER").unwrap_or_else(|| ISSUER.to_owned());
        let signer = TokenSigner::new(&secret, issuer).ok_or(SettingsError("JWT_SECRET"))?;
        Ok(Some(Self {
            signer,
            access_ttl_secs: source.duration_secs("JWT_ACCESS_TTL", ACCESS_TTL_SECS)?,
            refresh_ttl_secs: source.duration_secs("JWT_REFRESH_TTL", REFRESH_TTL_SECS)?,
        }))
    }
}
