//! Stored contents of a grant.

use std::fmt;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::Secret;

/// An account's tokens, to be sealed as JSON. Reading an answer may change them (a refreshed token, a nonce), so the
/// caller must store them again if they differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantTokens {
    pub access_token: Secret,
    pub refresh_token: Option<Secret>,
    /// Expiry of the access token, if the platform stated one.
    pub expires_at_ms: Option<UnixMillis>,
    /// `None` until the identity request was answered.
    pub account: Option<Account>,
    /// Session state of Bluesky's tokens only.
    pub bluesky: Option<BlueskySession>,
}

/// Account that the tokens belong to. Its debug output omits its contents.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The platform's permanent id: Gmail's address, Twitter's and Mastodon's user id, Bluesky's DID. With the platform
    /// it identifies the account: contract 2.1's `uniqueId`.
    pub id: String,
    /// Human-readable name: a name, a user name or a handle.
    pub name: String,
}

/// Servers that accept a Bluesky account's tokens, and the key the tokens are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlueskySession {
    /// Private key of the proofs of possession: 32 bytes in base64url.
    pub proof_key: Secret,
    pub issuer: String,
    pub token_url: String,
    pub revocation_url: Option<String>,
    pub authorization_url: String,
    pub par_url: String,
    /// The account's own server; `None` until the identity request was answered.
    pub pds_url: Option<String>,
    /// Whether the account's own server names this issuer as its authorization server. Nothing is sent before that.
    pub is_verified: bool,
    /// Whether the issuer was found from a handle, so that its URLs must pass the guard for outbound URLs.
    pub is_guarded: bool,
    /// Last nonces of the authorization server and of the account's own server.
    pub issuer_nonce: Option<String>,
    pub pds_nonce: Option<String>,
}

/// A platform's identifier of a published post; the next post of a thread replies to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostReference {
    /// Id or URI. Empty if the platform accepted the post without naming it.
    pub id: String,
    /// Hash of the record, at Bluesky only.
    pub cid: Option<String>,
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Account")
    }
}

impl fmt::Debug for PostReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PostReference")
    }
}
