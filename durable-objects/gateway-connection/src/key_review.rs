//! Checks open sockets and streams against the keys in D1.

use cable::server_frame::DisconnectReason;
use identity::GatewayAct;
use ids::AccountId;
use object_commands::gateway_connection::ReviewOutcome;
use runtime::{
    clock,
    log::{self, events::GatewayEvent},
};
use store_d1::Store;

use crate::{GatewayConnection, attachment::SocketAttachment, disconnect};

/// State of a gateway's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyState {
    Good,
    /// The key's gateway is switched off.
    SwitchedOff,
    /// The key was revoked, deleted or has expired, its account is disabled, or its gateway was never approved.
    Void,
}

impl GatewayConnection {
    /// Closes the sockets and streams whose keys no longer allow them. Costs one D1 query for each distinct key,
    /// and there is nearly always only one.
    pub(crate) async fn review(&self) -> ReviewOutcome {
        let sockets = self.cable_sockets().into_iter().filter_map(|socket| {
            let attachment = SocketAttachment::of(&socket)?;
            Some((socket, attachment.account_id, attachment.key_digest))
        });
        let mut known: Vec<(String, Option<KeyState>)> = Vec::new();
        let (mut closed, mut unknown) = (0_u32, false);
        for (socket, account_id, digest) in sockets.collect::<Vec<_>>() {
            match self.known_state(&mut known, &account_id, &digest).await {
                Some(KeyState::Good) => continue,
                Some(KeyState::SwitchedOff) => disconnect(&socket, DisconnectReason::Remote, true),
                Some(KeyState::Void) => disconnect(&socket, DisconnectReason::Unauthorized, false),
                None => {
                    unknown = true;
                    continue;
                }
            }
            closed = closed.saturating_add(1);
        }
        for (account_id, digest) in self.stream_keys() {
            // A stream opened before digests were stored would end by itself within half an hour. Closing it makes
            // its phone open another, which has a digest.
            let state = match &digest {
                Some(digest) => self.known_state(&mut known, &account_id, digest).await,
                None => Some(KeyState::Void),
            };
            match state {
                Some(KeyState::Good) => {}
                Some(KeyState::SwitchedOff | KeyState::Void) => {
                    closed = closed.saturating_add(self.close_streams_of(digest.as_deref()));
                }
                None => unknown = true,
            }
        }
        if unknown { ReviewOutcome::Unknown } else { ReviewOutcome::Done { closed } }
    }

    /// Looks up the state of a key. `None` when D1 does not answer.
    pub(crate) async fn key_state(&self, account_id: &AccountId, digest: &str) -> Option<KeyState> {
        let found = match Store::open(&self.env) {
            Ok(store) => store.find_gateway_key(account_id, digest).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(key) => {
                let valid = key.filter(|key| key.is_valid_at(clock::now_ms()));
                let standing = valid.and_then(|key| key.gateway).map(|(_, standing)| standing);
                Some(match standing {
                    Some(standing) if standing.may(GatewayAct::Connect).is_err() => KeyState::Void,
                    Some(standing) if standing.may(GatewayAct::Upload).is_err() => {
                        KeyState::SwitchedOff
                    }
                    Some(_) => KeyState::Good,
                    None => KeyState::Void,
                })
            }
            Err(error) => {
                log::write(&GatewayEvent::KeyNotChecked { error: &error });
                None
            }
        }
    }

    async fn known_state(
        &self,
        known: &mut Vec<(String, Option<KeyState>)>,
        account_id: &AccountId,
        digest: &str,
    ) -> Option<KeyState> {
        if let Some((_, state)) = known.iter().find(|(it, _)| it == digest) {
            return *state;
        }
        let state = self.key_state(account_id, digest).await;
        // A missing answer is remembered as well, so that D1 is asked once for each key.
        known.push((digest.to_owned(), state));
        state
    }
}
