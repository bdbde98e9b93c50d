//! Authentication of integrators: from credentials to an account and its scopes (contract 2).

use base64::{Engine, engine::general_purpose::STANDARD};
use edge_kit::{RequestContext, client_network, tokens};
use http::{HeaderMap, header};
use identity::{
    Login,
    password::Password,
    token::{REFRESH_SCOPE, TokenClaims},
};
use ids::AccountId;
use logins::LoginFault;
use password_guesses::GuessOrigin;
use store_d1::logins::LoginRecord;
use telephony::Region;

use crate::{
    error::{ApiError, ApiResult},
    scopes,
};

/// An authenticated integrator.
#[derive(Debug, Clone)]
pub(crate) struct Integrator {
    pub account_id: AccountId,
    pub login: Login,
    /// Country in which the account's national numbers are read.
    pub default_region: Region,
    proof: Proof,
}

/// Contents of `Authorization`, in one of the schemes of this face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credentials {
    Basic {
        login: String,
        password: Password,
    },
    Bearer(String),
    /// A phone's one-time code.
    Code(String),
    /// A missing or malformed header.
    Nothing,
}

#[derive(Debug, Clone)]
enum Proof {
    Password,
    Token(Box<TokenClaims>),
}

impl Integrator {
    /// Whether the integrator has the scope. The wildcard, which a password grants, covers every scope except the one
    /// for refreshing (checklist 12).
    pub(crate) fn holds(&self, scope: &str) -> bool {
        let wildcard = |granted: &str| granted == scopes::ALL && scope != REFRESH_SCOPE;
        match &self.proof {
            Proof::Password => wildcard(scopes::ALL),
            Proof::Token(claims) => claims.scopes.iter().any(|it| it == scope || wildcard(it)),
        }
    }

    /// Claims of the presented token; `None` for a password.
    pub(crate) fn token(&self) -> Option<&TokenClaims> {
        match &self.proof {
            Proof::Password => None,
            Proof::Token(claims) => Some(claims),
        }
    }
}

impl Credentials {
    /// Parses the header. The scheme is case-insensitive.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let parts = value.and_then(|value| value.trim().split_once(' '));
        let Some((scheme, rest)) = parts else { return Self::Nothing };
        let rest = rest.trim();
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => basic(rest).unwrap_or(Self::Nothing),
            "bearer" if !rest.is_empty() => Self::Bearer(rest.to_owned()),
            "code" if !rest.is_empty() => Self::Code(rest.to_owned()),
            _ => Self::Nothing,
        }
    }
}

/// Checks `Authorization: Basic …`, then `Bearer …`. Any other header is 401.
pub(crate) async fn integrator(
    context: &RequestContext,
    headers: &HeaderMap,
) -> ApiResult<Integrator> {
    match Credentials::of(headers) {
        Credentials::Basic { login, password } => {
            let stored = log_in(context, headers, &login, &password).await?;
            Ok(Integrator {
                account_id: stored.account_id,
                login: stored.login,
                default_region: stored.default_region.unwrap_or(context.settings.default_region),
                proof: Proof::Password,
            })
        }
        Credentials::Bearer(token) => {
            let (claims, known) = tokens::authenticate(context, &token).await?;
            Ok(Integrator {
                account_id: claims.account_id.clone(),
                login: claims.login.clone(),
                default_region: known.default_region.unwrap_or(context.settings.default_region),
                proof: Proof::Token(Box::new(claims)),
            })
        }
        Credentials::Code(_) | Credentials::Nothing => Err(ApiError::unauthorized()),
    }
}

/// Checks a user name and its password. A wrong pair is 401, too many are 429.
pub(crate) async fn log_in(
    context: &RequestContext,
    headers: &HeaderMap,
    login: &str,
    password: &Password,
) -> ApiResult<LoginRecord> {
    let origin = GuessOrigin::of(client_network(headers));
    Ok(logins::check(context, login, password, &origin).await?)
}

/// Parses base64 of a name, a colon and a password, which may contain colons.
fn basic(text: &str) -> Option<Credentials> {
    let pair = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (login, password) = pair.split_once(':')?;
    Some(Credentials::Basic { login: login.to_owned(), password: Password::new(password) })
}

impl From<LoginFault> for ApiError {
    fn from(fault: LoginFault) -> Self {
        match fault {
            LoginFault::Wrong => Self::unauthorized(),
            LoginFault::Throttled(exceeded) => exceeded.into(),
            LoginFault::Unavailable => Self::unavailable(),
        }
    }
}

#[cfg(test)]
mod tests;
