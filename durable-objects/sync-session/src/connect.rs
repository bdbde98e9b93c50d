//! Connects a browser to its session.

use object_commands::sync_session::{CONNECT_HEADER, ConnectBrowser};
use object_kit::{Fault, busy, sockets as platform_sockets};
use runtime::{OsRng, clock};
use sync_session::{ALREADY_CONNECTED, Session};
use worker::{Request, Response, WebSocketPair};

use crate::{SyncSession, session_row, sockets};

/// Close reason for a browser that names a session id that it may not connect to.
const UNKNOWN: &str = "unknown session";

impl SyncSession {
    /// Accepts the socket and sends the first URL before reading any frame. An id that was never opened is opened
    /// now.
    pub(crate) async fn connect_browser(&self, request: &Request) -> Result<Response, Fault> {
        let Some(connect) = connect_request(request) else {
            return Ok(Response::error("Bad Request", 400)?);
        };
        let (rules, now_ms) = (self.rules()?, clock::now_ms());
        let (user_id, session_id) = (&connect.session.user_id, &connect.session.session_id);
        let found = self.live_session(&rules, now_ms)?;
        let armed_for_ms = found.as_ref().map(|session| session.due_ms(&rules));
        // Looked up before the new socket is accepted, because that one would count too.
        let taken = self.has_socket();
        let mut session = found.unwrap_or_else(|| Session::open(user_id, session_id, now_ms));
        let pair = WebSocketPair::new()?;
        // A socket that is about to be refused is accepted too: only a close frame can tell a browser the reason.
        if !platform_sockets::accept(&self.state, &pair.server, None) {
            return Ok(busy()?);
        }
        if taken {
            sockets::close(&pair.server, Some(ALREADY_CONNECTED));
            return Ok(Response::from_websocket(pair.client)?);
        }
        let display = connect.display;
        match session.connect(user_id, session_id, display, &rules, now_ms, &mut OsRng) {
            Some(effects) => {
                session_row::write(&self.state, &session)?;
                self.apply(effects);
                let due_ms = session.due_ms(&rules);
                // An alarm that goes off too early sets itself again, so a later time is not worth writing.
                if armed_for_ms.is_none_or(|armed_for_ms| due_ms < armed_for_ms) {
                    self.alarm.set(&self.state, due_ms).await?;
                }
            }
            None => sockets::close(&pair.server, Some(UNKNOWN)),
        }
        Ok(Response::from_websocket(pair.client)?)
    }
}

fn connect_request(request: &Request) -> Option<ConnectBrowser> {
    let header = request.headers().get(CONNECT_HEADER).ok().flatten()?;
    serde_json::from_slice(&hex::decode(header).ok()?).ok()
}
