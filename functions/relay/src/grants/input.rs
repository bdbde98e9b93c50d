//! Requests of grants. Each may come as JSON, as a form or in the query.

use platforms::{PlatformKind, Secret};

use super::fields::{Fields, GrantIn, PHONE_NUMBER};
use crate::error::RelayResult;

/// Body that starts a grant.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum StartGrantIn {
    Telegram(StartTelegramIn),
    Consent(StartConsentIn),
}

/// Body that starts a grant of Telegram.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct StartTelegramIn {
    /// Number of the Telegram account.
    pub(crate) phone_number: String,
}

/// Body that starts a grant of any other platform.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct StartConsentIn {
    /// For Bluesky: handle of the account, which selects its server.
    #[cfg_attr(feature = "openapi", schemars(example = "alice.bsky.social"))]
    pub(crate) handle: Option<String>,
}

/// Body that finishes a grant, or its first step at Telegram.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum FinishGrantIn {
    Telegram(TelegramCodeIn),
    Consent(ReturnedCodeIn),
}

/// Body with the code that Telegram sent.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TelegramCodeIn {
    /// The number with which the grant was started.
    pub(crate) phone_number: String,
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub(crate) code: Secret,
}

/// Body with the password of a Telegram account that has one.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TelegramPasswordIn {
    /// The number with which the grant was started.
    pub(crate) phone_number: String,
    #[cfg_attr(feature = "openapi", schemars(with = "String", extend("format" = "password")))]
    pub(crate) password: Secret,
}

/// Body with what the consent page returned.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReturnedCodeIn {
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub(crate) code: Secret,
    /// PKCE verifier that the start returned; required for Twitter.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) code_verifier: Option<Secret>,
    /// Issuer (RFC 9207); required for Bluesky.
    pub(crate) iss: Option<String>,
    /// Granted scopes, separated by spaces, which are checked if they are given.
    pub(crate) scope: Option<String>,
    /// State of the consent page's URL, which is checked if it is given.
    pub(crate) state: Option<String>,
}

/// Body that revokes a grant.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RevokeGrantIn {
    /// The user's password.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "password")))]
    pub(crate) password: String,
}

/// Query with which a consent page redirects a browser.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RedirectIn {
    /// State of the consent page's URL.
    pub(crate) state: String,
    /// Reason why there is no code.
    pub(crate) error: Option<String>,
    /// The code; required unless there is an `error`, and else not read.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) code: Option<Secret>,
    /// Issuer (RFC 9207), sent by Bluesky's servers.
    pub(crate) iss: Option<String>,
}

impl GrantIn for StartGrantIn {
    fn read(fields: &Fields, platform: PlatformKind) -> RelayResult<Self> {
        if platform == PlatformKind::Telegram {
            let phone_number = fields.number(PHONE_NUMBER)?;
            return Ok(Self::Telegram(StartTelegramIn { phone_number }));
        }
        Ok(Self::Consent(StartConsentIn { handle: fields.find("handle")? }))
    }
}

impl GrantIn for FinishGrantIn {
    fn read(fields: &Fields, platform: PlatformKind) -> RelayResult<Self> {
        if platform == PlatformKind::Telegram {
            let phone_number = fields.number(PHONE_NUMBER)?;
            return Ok(Self::Telegram(TelegramCodeIn {
                phone_number,
                code: fields.secret("code")?,
            }));
        }
        let code = fields.secret("code")?;
        let code_verifier = match platform {
            PlatformKind::Twitter => Some(fields.secret("code_verifier")?),
            _ => None,
        };
        let iss = match platform {
            PlatformKind::Bluesky => Some(fields.get("iss")?),
            _ => None,
        };
        let (scope, state) = (fields.find("scope")?, fields.find("state")?);
        Ok(Self::Consent(ReturnedCodeIn { code, code_verifier, iss, scope, state }))
    }
}

impl GrantIn for TelegramPasswordIn {
    fn read(fields: &Fields, _: PlatformKind) -> RelayResult<Self> {
        let phone_number = fields.number(PHONE_NUMBER)?;
        Ok(Self { phone_number, password: fields.secret("password")? })
    }
}

impl GrantIn for RevokeGrantIn {
    fn read(fields: &Fields, _: PlatformKind) -> RelayResult<Self> {
        Ok(Self { password: fields.get("password")? })
    }
}

impl GrantIn for RedirectIn {
    fn read(fields: &Fields, _: PlatformKind) -> RelayResult<Self> {
        let state = fields.get("state")?;
        let error = fields.find("error")?;
        if error.is_some() {
            return Ok(Self { state, error, code: None, iss: None });
        }
        let code = Some(fields.secret("code")?);
        Ok(Self { state, error, code, iss: fields.find("iss")? })
    }
}
