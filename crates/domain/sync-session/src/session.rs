//! One session, from its opening to its end.

mod showing;
mod steps;

use std::fmt;

use relay_users::RelayUserId;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use unix_time::UnixMillis;

use crate::{frames::Display, rules::SyncRules};

pub use steps::AttemptGrant;

/// A session with its whole state. Debug output shows only its phase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    user_id: RelayUserId,
    /// Id with which its browser connects, whatever id it is shown later.
    opened_as: String,
    opened_at_ms: UnixMillis,
    /// Id that was shown last.
    current: String,
    previous: Option<Replaced>,
    phase: Phase,
    handshake: Option<Handshake>,
    handshakes: u32,
    /// Number of passwords that are being checked or were wrong.
    tries: u32,
    wrong: u32,
    show: Option<Show>,
}

/// Action for the caller, to be carried out in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Send(String),
    Close,
    /// The session is over; its stored state may be deleted.
    Forget,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// URLs are shown; no app has posted its key.
    Run,
    /// An app has posted its key.
    Pause,
    /// An app has posted the right password.
    Ack,
    /// There were too many wrong passwords.
    Burnt,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Replaced {
    id: String,
    good_until_ms: UnixMillis,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Handshake {
    session_id: String,
    client_key: String,
    server_key_id: String,
}

/// Progress of a browser's display.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Show {
    display: Display,
    sent: u32,
    /// Whether it has begun to wait for the password.
    paused: bool,
    due_ms: UnixMillis,
}

impl Session {
    /// Opens a session. Does not check whether the user exists; that shows only when the password is checked.
    pub fn open(user_id: &RelayUserId, session_id: &str, now_ms: UnixMillis) -> Self {
        Self {
            user_id: user_id.clone(),
            opened_as: session_id.to_owned(),
            opened_at_ms: now_ms,
            current: session_id.to_owned(),
            previous: None,
            phase: Phase::Run,
            handshake: None,
            handshakes: 0,
            tries: 0,
            wrong: 0,
            show: None,
        }
    }

    /// Whether the session has expired.
    pub fn is_over(&self, rules: &SyncRules, now_ms: UnixMillis) -> bool {
        now_ms >= self.ends_at_ms(rules)
    }

    fn ends_at_ms(&self, rules: &SyncRules) -> UnixMillis {
        self.opened_at_ms.saturating_add(rules.ttl_ms)
    }

    /// Whether an app may post its key to this id.
    fn is_good(&self, session_id: &str, now_ms: UnixMillis) -> bool {
        // `|` does not stop early as `||` would, so the time does not tell which id matched.
        let replaced = self.previous.as_ref().filter(|it| now_ms < it.good_until_ms);
        let frozen = self.handshake.as_ref();
        equal(session_id, &self.current)
            | replaced.is_some_and(|it| equal(session_id, &it.id))
            | frozen.is_some_and(|it| equal(session_id, &it.session_id))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Session({:?})", self.phase)
    }
}

/// Compares in constant time: only the session's user knows an id.
fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests;
