//! What a grant consists of once it is stored.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Secret;

/// An account's tokens, to be sealed as JSON. Reading an answer may change them (a refreshed token, a nonce), so
/// whoever reads one stores them again if they differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantTokens {
    pub access_token: Secret,
    pub refresh_token: Option<Secret>,
    /// When the access token runs out, where the platform said so.
    pub expires_at_ms: Option<i64>,
    /// Known once the identity was asked.
    pub account: Option<Account>,
    /// What only Bluesky's tokens have.
    pub bluesky: Option<BlueskySession>,
}

/// Whose tokens they are. Its debug output shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What the platform calls it for ever: Gmail's address, Twitter's and Mastodon's user id, Bluesky's DID. With the
    /// platform it identifies the account: contract 2.1's `uniqueId`.
    pub id: String,
    /// What people call it: a name, a user name or a handle.
    pub name: String,
}

/// Where a Bluesky account's tokens are good, and the key they are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlueskySession {
    /// The private key of the proofs of possession: 32 bytes in base64url.
    pub proof_key: Secret,
    pub issuer: String,
    pub token_url: String,
    pub revocation_url: Option<String>,
    pub authorization_url: String,
    pub par_url: String,
    /// The account's own server, known once the identity was asked.
    pub pds_url: Option<String>,
    /// The account's own server names this issuer as the one who asks its owner. Nothing is sent before that is known.
    pub is_verified: bool,
    /// The issuer was found from a handle, so that its URLs have to pass the guard for outbound URLs.
    pub is_guarded: bool,
    /// The last nonces of the authorization server and of the account's own server.
    pub issuer_nonce: Option<String>,
    pub pds_nonce: Option<String>,
}

/// What a platform calls a post that it has: what the next one of a thread replies to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostReference {
    /// The id, or the URI. Empty if the platform took the post and did not say.
    pub id: String,
    /// The hash of the record, at Bluesky.
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
