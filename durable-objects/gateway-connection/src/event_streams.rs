//! Event streams of phones that fetch their messages (smsgate contract 7.1): the sockets that feed them, and the
//! events written to them.
//!
//! A Worker holds the stream itself, because a stream that ended here would keep the object in memory. Every open
//! stream of a phone gets every event. A phone that goes away is not noticed: its stream ends when its time is up,
//! or when the phone has opened too many others.

use ids::AccountId;
use object_commands::{
    dispatcher::PresenceSign,
    gateway_connection::{
        ACCOUNT_ID_HEADER, DeviceEvent, KEY_DIGEST_HEADER, Notify, NotifyOutcome,
    },
    push_queue::{Push, PushToken, PushedPhone},
};
use object_kit::{busy, sockets};
use runtime::{
    Settings, clock,
    log::{self, events::GatewayEvent},
    push_messages,
};
use serde::{Deserialize, Serialize};
use worker::{Request, Response, Result, WebSocket, WebSocketPair};

use crate::{GatewayConnection, attachment::stored_ms};

/// Tag of the sockets that feed event streams.
const TAG: &str = "event-stream";
/// Maximum number of open streams. A phone needs one; streams that it abandoned may still be open.
const MAX_STREAMS: usize = 8;
const ANNOUNCE_TRIES: u32 = 4;
const ANNOUNCE_RETRY_DELAY_MS: u64 = 250;

/// State that such a socket carries through hibernation.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct StreamAttachment {
    account_id: AccountId,
    /// SHA-256 of the key that opened the stream. `None` in streams that an earlier version opened.
    #[serde(default)]
    key_digest: Option<String>,
    stream_opened_at_ms: f64,
    /// Whether either side has closed the socket.
    closing: bool,
}

impl GatewayConnection {
    /// Accepts the socket of an event stream. If there are too many, the oldest is closed.
    pub(crate) fn open_stream(&self, request: &Request) -> Result<Response> {
        let account_id = request.headers().get(ACCOUNT_ID_HEADER)?;
        let Some(account_id) = account_id.as_deref().and_then(AccountId::parse) else {
            return Response::error("Bad Request", 400);
        };
        let mut open = self.streams();
        open.sort_by(|(_, left), (_, right)| {
            left.stream_opened_at_ms.total_cmp(&right.stream_opened_at_ms)
        });
        let too_many = (open.len() + 1).saturating_sub(MAX_STREAMS);
        for (socket, attachment) in open.into_iter().take(too_many) {
            close(&socket, attachment);
        }
        let pair = WebSocketPair::new()?;
        if !sockets::accept(&self.state, &pair.server, Some(TAG)) {
            return busy();
        }
        let stream_opened_at_ms = stored_ms(clock::now_ms());
        let key_digest = request.headers().get(KEY_DIGEST_HEADER)?;
        let attachment =
            StreamAttachment { account_id, key_digest, stream_opened_at_ms, closing: false };
        pair.server.serialize_attachment(&attachment)?;
        Response::from_websocket(pair.client)
    }

    /// Writes the event to every open stream, and enqueues a push if there is a push token.
    pub(crate) async fn notify(&self, command: Notify) -> NotifyOutcome {
        let streams = self.tell_streams(&command.event);
        // A stream whose phone went away still takes events, so a push is sent even if a stream took this one.
        let token = command.push_token.filter(|token| !token.is_empty());
        let pushed = match token {
            Some(token) => {
                let (gateway_id, unreached) = (self.gateway_id(), command.unreached);
                let phone = command.account_id.map(|account_id| PushedPhone {
                    account_id,
                    gateway_id,
                    unreached,
                });
                self.push(PushToken::new(token), &command.event, phone.as_ref()).await
            }
            None => false,
        };
        NotifyOutcome { streams, pushed }
    }

    /// Handles the frame that says that an event stream is read. Returns whether the socket is a stream's.
    pub(crate) async fn handle_stream_frame(&self, socket: &WebSocket) -> bool {
        let Some(attachment) = attachment_of(socket) else { return false };
        if !attachment.closing {
            self.announced_at_ms.set(clock::now_ms());
            // Nothing else would tell the Dispatcher later that there is a stream, so a failed announcement is
            // retried.
            for attempt in 1..=ANNOUNCE_TRIES {
                let account_id = &attachment.account_id;
                if self.announce(account_id, PresenceSign::Connected, None).await {
                    break;
                }
                clock::pause(ANNOUNCE_RETRY_DELAY_MS << attempt).await;
            }
        }
        true
    }

    /// Handles the end of an event stream's socket. Returns whether the socket was one. Once the last stream is
    /// gone, the phone can no longer be notified by stream.
    pub(crate) async fn handle_stream_closed(&self, socket: &WebSocket) -> bool {
        let Some(attachment) = attachment_of(socket) else { return false };
        let account_id = attachment.account_id.clone();
        close(socket, attachment);
        // The socket was marked as closing first, so that it does not count as an open stream here.
        self.announce_if_last(&account_id).await;
        true
    }

    pub(crate) fn has_streams(&self) -> bool {
        !self.streams().is_empty()
    }

    pub(crate) fn close_streams(&self) {
        for (socket, attachment) in self.streams() {
            close(&socket, attachment);
        }
    }

    /// Returns the keys that opened the streams, with their accounts, each once.
    pub(crate) fn stream_keys(&self) -> Vec<(AccountId, Option<String>)> {
        let mut keys: Vec<(AccountId, Option<String>)> = Vec::new();
        for (_, attachment) in self.streams() {
            let key = (attachment.account_id, attachment.key_digest);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Closes the streams that this key opened and returns their number.
    pub(crate) fn close_streams_of(&self, key_digest: Option<&str>) -> u32 {
        let mut closed = 0_u32;
        for (socket, attachment) in self.streams() {
            if attachment.key_digest.as_deref() == key_digest {
                close(&socket, attachment);
                closed = closed.saturating_add(1);
            }
        }
        closed
    }

    fn tell_streams(&self, event: &DeviceEvent) -> u32 {
        let Ok(frame) = serde_json::to_string(event) else { return 0 };
        let told = self.streams().into_iter();
        let told = told.filter(|(socket, _)| socket.send_with_str(&frame).is_ok());
        u32::try_from(told.count()).unwrap_or(u32::MAX)
    }

    async fn push(
        &self,
        token: PushToken,
        event: &DeviceEvent,
        phone: Option<&PushedPhone>,
    ) -> bool {
        let Ok(settings) = Settings::of(&self.env) else { return false };
        let (name, data) = (devices::events::name(event), devices::events::data(event));
        let push = Push { token, event: name, data };
        match push_messages::enqueue(&self.env, &settings, vec![push], phone).await {
            Ok(accepted) => accepted > 0,
            Err(error) => {
                log::write(&GatewayEvent::PushNotQueued { error: &error });
                false
            }
        }
    }

    /// Returns the open streams.
    fn streams(&self) -> Vec<(WebSocket, StreamAttachment)> {
        let sockets = self.state.get_websockets_with_tag(TAG).into_iter();
        let known = sockets.filter_map(|socket| {
            let attachment = attachment_of(&socket)?;
            Some((socket, attachment))
        });
        known.filter(|(_, attachment)| !attachment.closing).collect()
    }
}

/// Returns the state of a stream's socket. `None` for Action Cable sockets, whose attachment differs.
fn attachment_of(socket: &WebSocket) -> Option<StreamAttachment> {
    socket.deserialize_attachment().ok().flatten()
}

/// Closes a socket. Errors are ignored, because a failing socket is already gone.
fn close(socket: &WebSocket, attachment: StreamAttachment) {
    socket.serialize_attachment(&StreamAttachment { closing: true, ..attachment }).ok();
    socket.close(Some(1000), None::<&str>).ok();
}
