//! Handlers of the commands in `object_commands::sync_session`.

use object_commands::sync_session::{
    AttemptVerdict, Handshake, HandshakeOutcome, PasswordAttemptOutcome, SettleAttempt,
    SettleOutcome, SyncSessionCommand as Command, SyncSessionKey,
};
use object_kit::{Fault, answer};
use runtime::clock;
use sync_session::{AttemptGrant, Effect, Session, SyncRules};
use unix_time::UnixMillis;
use worker::Response;

use crate::{SyncSession, session_row};

impl SyncSession {
    pub(crate) async fn command(&self, command: Command) -> Result<Response, Fault> {
        let (rules, now_ms) = (self.rules()?, clock::now_ms());
        Ok(match command {
            Command::Open(command) => {
                self.open(&command.session, &rules, now_ms).await?;
                answer(&())?
            }
            Command::Handshake(command) => answer(&self.handshake(&command, &rules, now_ms)?)?,
            Command::Attempt(command) => {
                answer(&self.attempt(&command.session, &rules, now_ms)?)?
            }
            Command::Settle(command) => answer(&self.settle(&command, &rules, now_ms)?)?,
        })
    }

    async fn open(
        &self,
        named: &SyncSessionKey,
        rules: &SyncRules,
        now_ms: UnixMillis,
    ) -> Result<(), Fault> {
        if self.live_session(rules, now_ms)?.is_some() {
            // The call was repeated, or two random names collided. The first session stays.
            return Ok(());
        }
        let session = Session::open(&named.user_id, &named.session_id, now_ms);
        session_row::write(&self.state, &session)?;
        // Nothing was awaited since the row was written, so the alarm is committed with it.
        Ok(self.alarm.set(&self.state, session.due_ms(rules)).await?)
    }

    fn handshake(
        &self,
        command: &Handshake,
        rules: &SyncRules,
        now_ms: UnixMillis,
    ) -> Result<HandshakeOutcome, Fault> {
        let (key, key_id) = (&command.client_key, &command.server_key_id);
        let SyncSessionKey { user_id, session_id } = &command.session;
        let taken = self.change(rules, now_ms, |session| {
            session.handshake(user_id, session_id, key, key_id, now_ms)
        })?;
        Ok(if taken { HandshakeOutcome::Stored } else { HandshakeOutcome::Unknown })
    }

    fn attempt(
        &self,
        named: &SyncSessionKey,
        rules: &SyncRules,
        now_ms: UnixMillis,
    ) -> Result<PasswordAttemptOutcome, Fault> {
        let mut attempt = AttemptGrant::Unknown;
        self.change(rules, now_ms, |session| {
            attempt = session.attempt(&named.user_id, &named.session_id, rules);
            Some(Vec::new())
        })?;
        Ok(match attempt {
            AttemptGrant::Granted { client_key, server_key_id } => {
                PasswordAttemptOutcome::Granted { client_key, server_key_id }
            }
            AttemptGrant::Unknown => PasswordAttemptOutcome::Unknown,
        })
    }

    fn settle(
        &self,
        command: &SettleAttempt,
        rules: &SyncRules,
        now_ms: UnixMillis,
    ) -> Result<SettleOutcome, Fault> {
        let SyncSessionKey { user_id, session_id } = &command.session;
        let settled = self.change(rules, now_ms, |session| match command.verdict {
            AttemptVerdict::Right => session.accept(user_id, session_id),
            AttemptVerdict::Wrong => Some(session.refuse(user_id, session_id, rules)),
            AttemptVerdict::Undecided => {
                session.give_back(user_id, session_id);
                Some(Vec::new())
            }
            AttemptVerdict::NotStored => {
                session.reopen(user_id, session_id);
                Some(Vec::new())
            }
        })?;
        Ok(if settled { SettleOutcome::Done } else { SettleOutcome::Unknown })
    }

    /// Runs one step on the session, stores its changes and updates the browser. Returns `false` when there is no
    /// live session or the step does not apply.
    fn change(
        &self,
        rules: &SyncRules,
        now_ms: UnixMillis,
        step: impl FnOnce(&mut Session) -> Option<Vec<Effect>>,
    ) -> Result<bool, Fault> {
        let Some(mut session) = self.live_session(rules, now_ms)? else { return Ok(false) };
        let before = session.clone();
        let Some(effects) = step(&mut session) else { return Ok(false) };
        // Stored before the browser hears of it; an unchanged session costs no row.
        if session != before {
            session_row::write(&self.state, &session)?;
        }
        self.apply(effects);
        Ok(true)
    }
}
