//! What apps post: their key in step 1, the password in step 2.

use super::{Effect, Handshake, Phase, Session, equal};
use crate::{
    frames::{ACK, PAUSE},
    rules::Rules,
};

/// An app repeats step 1 a few times at most; each time costs a row.
const MAX_HANDSHAKES: u32 = 20;

/// Whether a password may be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It counts as a try from now on.
    Granted {
        /// The app's public key, as PEM.
        client_key: String,
        /// Of the key that the app was given to encrypt the password for.
        server_key_id: String,
    },
    /// There is no such session, it is over, or no app has posted a key to this id of it.
    Unknown,
}

impl Session {
    /// Step 1: an app posts its public key, which freezes the id. It may do so again until step 2. `None`: there
    /// is no such session.
    pub fn handshake(
        &mut self,
        user_id: &str,
        session_id: &str,
        client_key: &str,
        server_key_id: &str,
        now_ms: i64,
    ) -> Option<Vec<Effect>> {
        let known = self.is_good(session_id, now_ms) & equal(user_id, &self.user_id);
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

    /// Step 2 begins: a password is to be looked at. It is counted before it is, so that no number of them at
    /// once are more than the tries.
    pub fn attempt(&mut self, user_id: &str, session_id: &str, rules: &Rules) -> Attempt {
        let may = self.phase == Phase::Pause && self.tries < rules.password_tries;
        match self.frozen(user_id, session_id) {
            Some(handshake) if may => {
                let granted = Attempt::Granted {
                    client_key: handshake.client_key.clone(),
                    server_key_id: handshake.server_key_id.clone(),
                };
                self.tries = self.tries.saturating_add(1);
                granted
            }
            _ => Attempt::Unknown,
        }
    }

    /// The password was right. `None` if the session is no longer there to be used: it is used once.
    pub fn accept(&mut self, user_id: &str, session_id: &str) -> Option<Vec<Effect>> {
        self.frozen(user_id, session_id).filter(|_| self.phase == Phase::Pause)?;
        self.phase = Phase::Ack;
        Some(self.end(vec![Effect::Send(ACK.to_owned()), Effect::Close]))
    }

    /// The password was right, but the key could not be stored: the app may try again. No browser waits any
    /// more.
    pub fn reopen(&mut self, user_id: &str, session_id: &str) {
        if self.phase == Phase::Ack && self.frozen(user_id, session_id).is_some() {
            self.phase = Phase::Pause;
            self.tries = self.tries.saturating_sub(1);
        }
    }

    /// The password was wrong, or nothing that decrypts.
    pub fn refuse(&mut self, user_id: &str, session_id: &str, rules: &Rules) -> Vec<Effect> {
        if self.phase != Phase::Pause || self.frozen(user_id, session_id).is_none() {
            return Vec::new();
        }
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong < rules.password_tries {
            return Vec::new();
        }
        self.phase = Phase::Burnt;
        self.end(vec![Effect::Close])
    }

    /// Nobody could say whether the password was right.
    pub fn give_back(&mut self, user_id: &str, session_id: &str) {
        if self.frozen(user_id, session_id).is_some() {
            self.tries = self.tries.saturating_sub(1).max(self.wrong);
        }
    }

    fn frozen(&self, user_id: &str, session_id: &str) -> Option<&Handshake> {
        let is_it =
            |it: &&Handshake| equal(session_id, &it.session_id) & equal(user_id, &self.user_id);
        self.handshake.as_ref().filter(is_it)
    }

    /// To the browser, if there is one.
    fn tell(&self, effects: Vec<Effect>) -> Vec<Effect> {
        if self.show.is_some() { effects } else { Vec::new() }
    }

    /// The last that the browser is told.
    fn end(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let told = self.tell(effects);
        self.show = None;
        told
    }
}
