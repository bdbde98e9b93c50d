//! Access and refresh tokens: JWTs signed with HS256 (smsgate contract 2.2).
//!
//! The signature and times of a token show without any I/O whether it can be valid at all. Whether it was revoked
//! is looked up in the database by the token's id.

use std::{collections::HashSet, fmt};

use jwt_simple::prelude::{
    Duration, HS256Key, JWTClaims, MACLike, UnixTimeStamp, VerificationOptions,
};
use rand_core::RngCore;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::Login;
use ids::{AccountId, nanoid21};

/// Minimum length of the secret. A shorter one can be found from a token by trying.
pub const MIN_SECRET_BYTES: usize = 32;
/// The only scope of a refresh token.
pub const REFRESH_SCOPE: &str = "tokens:refresh";
/// Maximum length of a token that is verified; more than any token of [`MAX_SCOPES`] scopes has.
const MAX_TOKEN_CHARS: usize = 16_384;
pub const MAX_SCOPES: usize = 64;
pub const MAX_SCOPE_CHARS: usize = 64;
/// Tolerated clock difference. It is small because all clocks are this deployment's own.
const TOLERANCE_SECS: u64 = 5;

/// Signs and verifies tokens.
#[derive(Clone)]
pub struct TokenSigner {
    key: HS256Key,
    issuer: String,
}

/// Claims of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenClaims {
    /// The token's own id, its `jti`.
    pub id: String,
    pub account_id: AccountId,
    pub login: Login,
    pub scopes: Vec<String>,
    /// In a refresh token: the scopes of the access tokens that it can be exchanged for.
    pub original_scopes: Option<Vec<String>>,
    pub issued_at_ms: UnixMillis,
    pub expires_at_ms: UnixMillis,
}

/// A new pair of tokens, as it is given out once.
#[derive(Clone)]
pub struct TokenPair {
    /// Time of issue to the millisecond; the tokens themselves hold whole seconds.
    pub issued_at_ms: UnixMillis,
    pub access: TokenClaims,
    pub refresh: TokenClaims,
    pub access_token: String,
    pub refresh_token: String,
}

/// Subject, scopes and lifetimes of a pair to be issued.
#[derive(Clone, Debug)]
pub struct PairRequest {
    pub account_id: AccountId,
    pub login: Login,
    pub scopes: Vec<String>,
    pub access_ttl_secs: u32,
    pub refresh_ttl_secs: u32,
}

#[derive(Serialize, Deserialize)]
struct CustomClaims {
    user_id: String,
    /// Not in the original's tokens: the account, under which the token's row is found.
    account: AccountId,
    scopes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    original_scopes: Option<Vec<String>>,
}

impl TokenSigner {
    /// Makes a signer. `None` when the secret has fewer than [`MIN_SECRET_BYTES`].
    pub fn new(secret: &str, issuer: impl Into<String>) -> Option<Self> {
        (secret.len() >= MIN_SECRET_BYTES)
            .then(|| Self { key: HS256Key::from_bytes(secret.as_bytes()), issuer: issuer.into() })
    }

    /// Issues a pair as of now. `None` when a claim cannot be serialized, which is a defect.
    pub fn issue(
        &self,
        request: PairRequest,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Option<TokenPair> {
        let PairRequest { account_id, login, scopes, access_ttl_secs, refresh_ttl_secs } = request;
        // Tokens hold whole seconds, so the claims here use whole seconds too.
        let issued_at_ms = UnixMillis::from_secs(now_ms.as_secs());
        let expires =
            |secs: u32| issued_at_ms.saturating_add(i64::from(secs).saturating_mul(1_000));
        let access = TokenClaims {
            id: nanoid21(rng),
            account_id,
            login,
            scopes,
            original_scopes: None,
            issued_at_ms,
            expires_at_ms: expires(access_ttl_secs),
        };
        let refresh = TokenClaims {
            id: nanoid21(rng),
            scopes: vec![REFRESH_SCOPE.to_owned()],
            original_scopes: Some(access.scopes.clone()),
            expires_at_ms: expires(refresh_ttl_secs),
            ..access.clone()
        };
        let (access_token, refresh_token) = (self.sign(&access)?, self.sign(&refresh)?);
        Some(TokenPair { issued_at_ms: now_ms, access, refresh, access_token, refresh_token })
    }

    /// Verifies a token and returns its claims. `None` unless this deployment signed it and it is within its
    /// lifetime. Costs no I/O.
    pub fn verify(&self, token: &str, now_ms: UnixMillis) -> Option<TokenClaims> {
        let now_secs = u64::try_from(now_ms.as_secs()).ok()?;
        let options = VerificationOptions {
            allowed_issuers: Some(HashSet::from([self.issuer.clone()])),
            artificial_time: Some(UnixTimeStamp::from_secs(now_secs)),
            time_tolerance: Some(Duration::from_secs(TOLERANCE_SECS)),
            max_token_length: Some(MAX_TOKEN_CHARS),
            ..VerificationOptions::default()
        };
        let claims = self.key.verify_token::<CustomClaims>(token, Some(options)).ok()?;
        let ms =
            |at: Option<UnixTimeStamp>| i64::try_from(at?.as_millis()).ok().map(UnixMillis::new);
        let (issued_at_ms, expires_at_ms) = (ms(claims.issued_at)?, ms(claims.expires_at)?);
        // The library also applies its tolerance to the expiry; here a token ends exactly at its expiry.
        if expires_at_ms <= now_ms {
            return None;
        }
        let login = Login::parse(&claims.custom.user_id)?;
        if claims.subject.as_deref() != Some(login.as_str()) {
            return None;
        }
        Some(TokenClaims {
            id: claims.jwt_id?,
            account_id: claims.custom.account,
            login,
            scopes: claims.custom.scopes,
            original_scopes: claims.custom.original_scopes,
            issued_at_ms,
            expires_at_ms,
        })
    }

    fn sign(&self, claims: &TokenClaims) -> Option<String> {
        let at =
            |time: UnixMillis| u64::try_from(time.as_secs()).ok().map(UnixTimeStamp::from_secs);
        let claims = JWTClaims {
            issued_at: Some(at(claims.issued_at_ms)?),
            expires_at: Some(at(claims.expires_at_ms)?),
            issuer: Some(self.issuer.clone()),
            subject: Some(claims.login.as_str().to_owned()),
            jwt_id: Some(claims.id.clone()),
            invalid_before: None,
            audiences: None,
            nonce: None,
            custom: CustomClaims {
                user_id: claims.login.as_str().to_owned(),
                account: claims.account_id.clone(),
                scopes: claims.scopes.clone(),
                original_scopes: claims.original_scopes.clone(),
            },
        };
        self.key.authenticate(claims).ok()
    }
}

impl fmt::Debug for TokenSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenSigner(redacted)")
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenPair({})", self.access.id)
    }
}

#[cfg(test)]
mod tests;
