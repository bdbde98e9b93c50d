//! Requests of apps: the key in step 1, the password in step 2.

use relay_users::RelayUserId;
use unix_time::UnixMillis;

use super::{Effect, Handshake, Phase, Session, equal};
use crate::{
    frames::{ACK, PAUSE},
    rules::SyncRules,
};

/// Maximum repetitions of step 1. An app needs few; each one writes a row.
const MAX_HANDSHAKES: u32 = 20;

/// Whether a password may be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptGrant {
    /// Allowed; it counts as a try from now on.
    Granted {
        /// The app's public key, as PEM.
        client_key: String,
        /// Id of the server key that the app got for encrypting the password.
        server_key_id: String,
    },
    /// The session is unknown or over, or no app has posted a key to this id of it.
    Unknown,
}

impl Session {
    /// Step 1: an app posts its public key, which freezes the id. It may do so again until step 2. `None` if there is
    /// no such session.
    pub fn handshake(
        &mut self,
        user_id: &RelayUserId,
        session_id: &str,
        client_key: &str,
        server_key_id: &str,
        now_ms: UnixMillis,
    ) -> Option<Vec<Effect>> {
        let known =
            self.is_good(session_id, now_ms) & equal(user_id.as_str(), self.user_id.as_str());
        let open = matches!(self.phase, Phase::Run | Phase::Pause);
        if !known || !open || self.handshakes >= MAX_HANDSHAKES {
            return None;
        }
        self.handshakes = self.handshakes.saturating_add(1);
        self.phase = Phase::Pause;
        self.handshake = Some(Handshake {
            session_id: session_id.to_owned(),
            client_key: client_key.to_owned(),
            server_key_id: server_key_id.to_owned(),
        });
        Some(self.tell(vec![Effect::Send(PAUSE.to_owned())]))
    }

    /// Begins step 2: a password is about to be checked. It is counted before the check, so that concurrent passwords
    /// cannot exceed the tries.
    pub fn attempt(
        &mut self,
        user_id: &RelayUserId,
        session_id: &str,
        rules: &SyncRules,
    ) -> AttemptGrant {
        let may = self.phase == Phase::Pause && self.tries < rules.password_tries;
        match self.frozen(user_id, session_id) {
            Some(handshake) if may => {
                let granted = AttemptGrant::Granted {
                    client_key: handshake.client_key.clone(),
                    server_key_id: handshake.server_key_id.clone(),
                };
                self.tries = self.tries.saturating_add(1);
                granted
            }
            _ => AttemptGrant::Unknown,
        }
    }

    /// Records that the password was right. `None` if the session can no longer be used: it is used once.
    pub fn accept(&mut self, user_id: &RelayUserId, session_id: &str) -> Option<Vec<Effect>> {
        self.frozen(user_id, session_id).filter(|_| self.phase == Phase::Pause)?;
        self.phase = Phase::Ack;
        Some(self.end(vec![Effect::Send(ACK.to_owned()), Effect::Close]))
    }

    /// Reopens the session after the password was right but the key could not be stored: the app may try again. The
    /// browser no longer waits.
    pub fn reopen(&mut self, user_id: &RelayUserId, session_id: &str) {
        if self.phase == Phase::Ack && self.frozen(user_id, session_id).is_some() {
            self.phase = Phase::Pause;
            self.tries = self.tries.saturating_sub(1);
        }
    }

    /// Records that the password was wrong or did not decrypt.
    pub fn refuse(
        &mut self,
        user_id: &RelayUserId,
        session_id: &str,
        rules: &SyncRules,
    ) -> Vec<Effect> {
        if self.phase != Phase::Pause || self.frozen(user_id, session_id).is_none() {
            return Vec::new();
        }
        self.wrong = self.wrong.saturating_add(1);
        // Not `tries`, which includes passwords that are still being checked: one of them may be right.
        if self.wrong < rules.password_tries {
            return Vec::new();
        }
        self.phase = Phase::Burnt;
        self.end(vec![Effect::Close])
    }

    /// Returns a try whose password could not be checked.
    pub fn give_back(&mut self, user_id: &RelayUserId, session_id: &str) {
        if self.frozen(user_id, session_id).is_some() {
            // Never fewer than the wrong passwords, so that a try that is returned twice gains nothing.
            self.tries = self.tries.saturating_sub(1).max(self.wrong);
        }
    }

    fn frozen(&self, user_id: &RelayUserId, session_id: &str) -> Option<&Handshake> {
        // `&` does not stop early as `&&` would, so the time does not tell which comparison failed.
        let is_it = |it: &&Handshake| {
            equal(session_id, &it.session_id) & equal(user_id.as_str(), self.user_id.as_str())
        };
        self.handshake.as_ref().filter(is_it)
    }

    /// Returns the effects if a browser is connected, otherwise none.
    fn tell(&self, effects: Vec<Effect>) -> Vec<Effect> {
        if self.show.is_some() { effects } else { Vec::new() }
    }

    /// Sends the browser the last effects and ends its display.
    fn end(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let told = self.tell(effects);
        self.show = None;
        told
    }
}
