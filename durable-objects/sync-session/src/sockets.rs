//! The browser's socket and its closing.

use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::SyncSessionEvent},
};
use serde::{Deserialize, Serialize};
use sync_session::Effect;
use worker::WebSocket;

use crate::{SyncSession, session_row};

const NORMAL: u16 = 1_000;
/// WebSocket close code for a client that broke a rule.
const POLICY: u16 = 1_008;

/// State that a socket carries through hibernation.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Attachment {
    /// Whether the server has closed the socket. The platform lists it until the client has answered the close.
    closing: bool,
}

impl SyncSession {
    /// Whether a browser is connected.
    pub(crate) fn has_socket(&self) -> bool {
        !self.open_sockets().is_empty()
    }

    /// Carries out the effects on the browser's socket, if there is one.
    pub(crate) fn apply(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(text) => {
                    for socket in self.open_sockets() {
                        // Sending to a socket that has just gone fails silently; its close event follows.
                        socket.send_with_str(&text).ok();
                    }
                }
                Effect::Close => {
                    for socket in self.open_sockets() {
                        close(&socket, None);
                    }
                }
                Effect::Forget => {}
            }
        }
    }

    /// Handles a socket that the client closed, or whose client answered the server's close.
    pub(crate) fn handle_socket_closed(&self, socket: &WebSocket) {
        if is_closing(socket) {
            return;
        }
        // The runtime answers a close by itself; closing again ends half-open sockets.
        close(socket, None);
        if let Err(fault) = self.forget_socket() {
            log::write(&SyncSessionEvent::SocketNotForgotten { error: &fault });
        }
    }

    /// Closes a browser's socket because it broke a rule.
    pub(crate) fn close_for_breach(&self, socket: &WebSocket, reason: &str) {
        // Marked first, so that `forget_socket` finds no open socket.
        socket.serialize_attachment(Attachment { closing: true }).ok();
        socket.close(Some(POLICY), Some(reason)).ok();
        if let Err(fault) = self.forget_socket() {
            log::write(&SyncSessionEvent::SocketNotForgotten { error: &fault });
        }
    }

    fn forget_socket(&self) -> Result<(), Fault> {
        let Some(mut session) = self.live_session(&self.rules()?, clock::now_ms())? else {
            return Ok(());
        };
        let before = session.clone();
        session.disconnected();
        if session != before && !self.has_socket() {
            session_row::write(&self.state, &session)?;
        }
        Ok(())
    }

    fn open_sockets(&self) -> Vec<WebSocket> {
        let sockets = self.state.get_websockets().into_iter();
        sockets.filter(|socket| !is_closing(socket)).collect()
    }
}

/// Closes a socket for good. It gets no more frames, and no longer blocks another browser.
pub(crate) fn close(socket: &WebSocket, reason: Option<&str>) {
    socket.serialize_attachment(Attachment { closing: true }).ok();
    socket.close(Some(NORMAL), reason).ok();
}

pub(crate) fn is_closing(socket: &WebSocket) -> bool {
    let attachment: Option<Attachment> = socket.deserialize_attachment().ok().flatten();
    attachment.unwrap_or_default().closing
}
