//! Commands of a sync session's object. Connecting a browser is not a command: its upgrade request comes with the
//! header named here.
//!
//! Every command names the user and the session id as the client did, and the object compares them. A session of
//! another user, or named by an outdated id, does not exist for the caller.

use std::fmt;

use relay_users::RelayUserId;
use serde::{Deserialize, Serialize};
use sync_session::Display;

/// Header with a [`ConnectBrowser`] as the hex of its JSON, since a user id may be any text.
pub const CONNECT_HEADER: &str = "x-wireroom-connect";

crate::commands!(SyncSessionCommand {
    Open(OpenSyncSession) -> (),
    Handshake(Handshake) -> HandshakeOutcome,
    Attempt(PasswordAttempt) -> PasswordAttemptOutcome,
    Settle(SettleAttempt) -> SettleOutcome,
});

/// A session's user, and the session id that the client used. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncSessionKey {
    pub user_id: RelayUserId,
    pub session_id: String,
}

/// Connects a browser that is to be shown URLs.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConnectBrowser {
    pub session: SyncSessionKey,
    pub display: Display,
}

/// Opens a session under a new id.
#[derive(Debug, Serialize, Deserialize)]
pub struct OpenSyncSession {
    pub session: SyncSessionKey,
}

/// Step 1: stores the app's key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Handshake {
    pub session: SyncSessionKey,
    /// The app's public key, as PEM.
    pub client_key: String,
    /// Id of the server key that the app is given.
    pub server_key_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandshakeOutcome {
    Stored,
    Unknown,
}

/// Begins step 2, the check of a password. It counts as a try until it is settled otherwise.
#[derive(Debug, Serialize, Deserialize)]
pub struct PasswordAttempt {
    pub session: SyncSessionKey,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PasswordAttemptOutcome {
    Granted {
        client_key: String,
        server_key_id: String,
    },
    /// There is no such session, it had too many tries, or no app has posted a key to it.
    Unknown,
}

/// Settles an attempt.
#[derive(Debug, Serialize, Deserialize)]
pub struct SettleAttempt {
    pub session: SyncSessionKey,
    pub verdict: AttemptVerdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptVerdict {
    /// The password was right, and the session is used up.
    Right,
    /// The password was wrong, or did not decrypt.
    Wrong,
    /// The password could not be checked.
    Undecided,
    /// The password was right, but the key could not be stored. The session may be used again.
    NotStored,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettleOutcome {
    Done,
    /// The session does not exist (any more), or another caller has used it up.
    Unknown,
}

impl fmt::Debug for SyncSessionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SyncSessionKey(redacted)")
    }
}
