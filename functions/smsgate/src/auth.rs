//! From an integrator's credentials to an account and its scopes (contract 2).

use edge_kit::RequestContext;
use http::HeaderMap;
use identity::AccountId;

use crate::{
    error::{ApiError, ApiResult},
    scopes,
};

/// An integrator who proved who it is.
#[derive(Debug, Clone)]
pub struct Integrator {
    pub account_id: AccountId,
    /// The account's user name, in capitals.
    pub login: String,
    /// What its requests are counted under: a digest of the credential, never the credential.
    pub counted_as: String,
    granted: Vec<String>,
}

impl Integrator {
    /// Whether it holds the scope. The wildcard stands for every scope but that of refreshing.
    pub fn holds(&self, scope: &str) -> bool {
        let refreshing = scope == <scopes::TokensRefresh as scopes::Scope>::NAME;
        self.granted.iter().any(|it| it == scope || (it == scopes::ALL && !refreshing))
    }
}

/// Checks `Authorization: Basic …`, then `Bearer …`. Anything else is 401.
#[expect(clippy::unused_async, reason = "checking passwords and tokens will ask the database")]
pub async fn integrator(
    _context: &RequestContext,
    _headers: &HeaderMap,
) -> ApiResult<Integrator> {
    Err(ApiError::unauthorized())
}
