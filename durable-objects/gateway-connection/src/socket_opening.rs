//! Opens a socket: the WebSocket side of Action Cable's handshake (contract B.1).

use cable::{handshake, server_frame, server_frame::DisconnectReason};
use ids::AccountId;
use object_commands::gateway_connection::{
    ACCOUNT_ID_HEADER, DEFAULT_COUNTRY_HEADER, KEY_DIGEST_HEADER, PING_INTERVAL_HEADER,
};
use object_kit::{busy, sockets};
use runtime::clock;
use worker::{Request, Response, Result, WebSocketPair};

use crate::{
    GatewayConnection,
    attachment::{SocketAttachment, stored_ms},
    disconnect,
};

/// Maximum number of sockets. A phone that reconnects without closing leaves sockets behind, and the oldest are
/// closed.
const MAX_SOCKETS: usize = 8;

impl GatewayConnection {
    /// Accepts the socket and sends the welcome before reading any frame of the client.
    pub(crate) async fn open(&self, request: &Request) -> Result<Response> {
        let headers = request.headers();
        let account_id = headers.get(ACCOUNT_ID_HEADER)?.as_deref().and_then(AccountId::parse);
        let key_digest = headers.get(KEY_DIGEST_HEADER)?;
        let (Some(account_id), Some(key_digest)) = (account_id, key_digest) else {
            return Response::error("Bad Request", 400);
        };
        let default_country = headers.get(DEFAULT_COUNTRY_HEADER)?.unwrap_or_default();
        let ping_secs = headers.get(PING_INTERVAL_HEADER)?.and_then(|text| text.parse().ok());
        // Action Cable's own interval.
        let ping_secs: u32 = ping_secs.unwrap_or(3);
        let offered = headers.get("sec-websocket-protocol")?;
        let pong = handshake::offers_pong(offered.as_deref());
        let now_ms = clock::now_ms();
        let next_ping_at_ms = now_ms.saturating_add(i64::from(ping_secs) * 1_000);

        self.make_room();
        let pair = WebSocketPair::new()?;
        if !sockets::accept(&self.state, &pair.server, None) {
            return busy();
        }
        SocketAttachment {
            account_id,
            key_digest,
            default_country,
            ping_secs,
            next_ping_at_ms: stored_ms(next_ping_at_ms),
            pong,
            unanswered_pings: 0,
            subscriptions: Vec::new(),
            opened_at_ms: stored_ms(now_ms),
            inactive: false,
            closing: false,
        }
        .save(&pair.server)?;
        pair.server.send_with_str(server_frame::welcome(pong))?;
        self.arm(now_ms).await?;

        let mut response = Response::from_websocket(pair.client)?;
        if let Some(protocol) = handshake::select_subprotocol(offered.as_deref()) {
            response.headers_mut().set("sec-websocket-protocol", protocol)?;
        }
        Ok(response)
    }

    fn make_room(&self) {
        let mut sockets = self.cable_sockets();
        if sockets.len() < MAX_SOCKETS {
            return;
        }
        // A socket that never subscribed counts as the oldest, so it makes room before one that works.
        let age = |socket: &_| {
            SocketAttachment::of(socket).and_then(|it| it.subscribed_at_ms()).unwrap_or_default()
        };
        sockets.sort_by(|left, right| age(left).total_cmp(&age(right)));
        for socket in sockets.iter().take(sockets.len() + 1 - MAX_SOCKETS) {
            // The client must not reconnect: a newer socket took its place, and reconnecting would only push out
            // another one.
            disconnect(socket, DisconnectReason::Remote, false);
        }
    }
}
