//! Commands of a sync session's object. Connecting a browser is not one of them: its upgrade request comes with
//! the header named here.
//!
//! Every command names the user and the session id as the client did. The object compares them: a session of
//! another user, and one by an id that is not good any more, do not exist.

use std::fmt;

use serde::{Deserialize, Serialize};
use sync_session::Display;

/// A [`Connect`] as the hex of its JSON, since a user id may be any text.
pub const CONNECT_HEADER: &str = "x-wireroom-connect";

crate::commands!(SyncSessionCommand {
    Open(Open) -> (),
    Handshake(Handshake) -> Handshaken,
    Attempt(Attempt) -> Attempted,
    Settle(Settle) -> Settled,
});

/// Whom a session is of, and by which id it was named. It says nothing of itself in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub user_id: String,
    pub session_id: String,
}

/// A browser that wants to be shown URLs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Connect {
    pub session: Named,
    pub display: Display,
}

/// Open a session under a new id.
#[derive(Debug, Serialize, Deserialize)]
pub struct Open {
    pub session: Named,
}

/// Step 1: an app posts its key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Handshake {
    pub session: Named,
    /// The app's public key, as PEM.
    pub client_key: String,
    /// Of the key that the app is given.
    pub server_key_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handshaken {
    Stored,
    Unknown,
}

/// Step 2 begins: a password is to be looked at. It counts as a try until it is settled otherwise.
#[derive(Debug, Serialize, Deserialize)]
pub struct Attempt {
    pub session: Named,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Attempted {
    Granted {
        client_key: String,
        server_key_id: String,
    },
    /// No such session, too many tries, or nobody has posted a key to it.
    Unknown,
}

/// What became of an attempt.
#[derive(Debug, Serialize, Deserialize)]
pub struct Settle {
    pub session: Named,
    pub verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The password was right: the session is used up.
    Right,
    /// It was wrong, or did not decrypt.
    Wrong,
    /// Nobody could say.
    Undecided,
    /// It was right, but the key could not be stored: the session may be used again.
    NotStored,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    Done,
    /// The session is not there (any more), or somebody else has used it up.
    Unknown,
}

impl fmt::Debug for Named {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Named(redacted)")
    }
}
