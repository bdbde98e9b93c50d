//! Presence of the gateway, as announced to the Dispatcher, and the check of its sockets' keys.

use cable::server_frame::DisconnectReason;
use ids::AccountId;
use messaging::GatewayHealth;
use object_commands::dispatcher::{Presence, PresenceSign};
use runtime::{
    Settings, clock,
    log::{self, events::GatewayEvent},
    objects::{self, ObjectClass},
};
use unix_time::UnixMillis;
use worker::{Result, WebSocket};

use crate::{GatewayConnection, attachment::SocketAttachment, disconnect, key_review::KeyState};

/// Minimum interval between announcements of a sign of life. It is shorter where the offline threshold requires it.
const ANNOUNCE_INTERVAL_MS: i64 = 60_000;
/// Time after which an announcement no longer counts towards the concurrency limit.
const ANNOUNCEMENT_MS: i64 = 15_000;

impl GatewayConnection {
    /// Notes a sign of life, which any frame is. At intervals, it announces presence and health and checks the
    /// socket's key, so that a revoked key loses its socket.
    pub(crate) async fn record_sign_of_life(
        &self,
        socket: &WebSocket,
        attachment: &SocketAttachment,
        health: Option<GatewayHealth>,
    ) {
        if let Some(health) = health {
            let earlier = self.unannounced.get().unwrap_or_default();
            self.unannounced.set(Some(earlier.merged_with(health)));
        }
        if !self.may_announce() {
            return;
        }
        let key = self.key_state(&attachment.account_id, &attachment.key_digest).await;
        // The socket stays while D1 does not answer. It also stays if the gateway is switched off, which may still
        // connect.
        if key == Some(KeyState::Void) {
            disconnect(socket, DisconnectReason::Unauthorized, false);
            return;
        }
        let sign = if attachment.subscriptions.is_empty() {
            PresenceSign::Alive
        } else {
            PresenceSign::AliveOnSocket
        };
        self.announce_with_health(&attachment.account_id, sign).await;
    }

    /// Announces health that came too soon after an announcement, once it may be announced. Called by the alarm, which
    /// goes off for every ping.
    pub(crate) async fn announce_health(&self) {
        if self.unannounced.get().is_none() {
            return;
        }
        let sockets = self.state.get_websockets();
        let mut attachments = sockets.iter().filter_map(SocketAttachment::of);
        let subscribed = attachments.find(|attachment| !attachment.subscriptions.is_empty());
        if let Some(attachment) = subscribed.filter(|_| self.may_announce()) {
            self.announce_with_health(&attachment.account_id, PresenceSign::Health).await;
        }
    }

    /// Announces the sign with the health that is not announced yet, and keeps it if that fails.
    async fn announce_with_health(&self, account_id: &AccountId, sign: PresenceSign) {
        let health = self.unannounced.take();
        // Health that arrived during a failed call is newer, and must not be replaced.
        if !self.announce(account_id, sign, health).await && self.unannounced.get().is_none() {
            self.unannounced.set(health);
        }
    }

    /// Whether the interval since the last announcement is over. If so, the next one begins.
    fn may_announce(&self) -> bool {
        let offline_after_ms = Settings::of(&self.env)
            .map_or(ANNOUNCE_INTERVAL_MS, |settings| settings.policy.offline_after_ms);
        // A third of the threshold, so that one lost announcement does not make a live gateway look offline.
        let interval_ms = ANNOUNCE_INTERVAL_MS.min(offline_after_ms / 3);
        let now_ms = clock::now_ms();
        let is_over = self.announced_at_ms.get().saturating_add(interval_ms) <= now_ms;
        if is_over {
            self.announced_at_ms.set(now_ms);
        }
        is_over
    }

    /// Announces presence to the Dispatcher, and returns whether that succeeded. A lost announcement is repaired by
    /// the next sign of life. A wrong belief that there is a socket is repaired by the next delivery.
    pub(crate) async fn announce(
        &self,
        account_id: &AccountId,
        sign: PresenceSign,
        health: Option<GatewayHealth>,
    ) -> bool {
        // An announcement that finds no place is treated as lost.
        let Some(_pass) = self.announcements.enter(ANNOUNCEMENT_MS) else {
            self.announced_at_ms.set(UnixMillis::EPOCH);
            return false;
        };
        let presence = Presence { gateway_id: self.gateway_id(), sign, health };
        let name = account_id.as_str();
        match objects::call(&self.env, ObjectClass::Dispatcher, name, presence).await {
            Ok(noted) => {
                self.record_activity(noted.active);
                true
            }
            Err(error) => {
                self.announced_at_ms.set(UnixMillis::EPOCH);
                log::write(&GatewayEvent::PresenceNotAnnounced { error: &error });
                false
            }
        }
    }

    /// Marks sockets as belonging to an active or inactive gateway; inactive ones are pinged rarely.
    fn record_activity(&self, active: bool) {
        for socket in self.state.get_websockets() {
            // `inactive == active` finds the sockets whose mark is out of date. The others are not written again.
            let changed = SocketAttachment::of(&socket).filter(|it| it.inactive == active);
            if let Some(attachment) = changed {
                SocketAttachment { inactive: !active, ..attachment }.save(&socket).ok();
            }
        }
    }

    /// Handles a closed socket. The gateway is gone only if no other subscribed socket is left.
    pub(crate) async fn handle_socket_closed(&self, socket: &WebSocket) -> Result<()> {
        if self.handle_stream_closed(socket).await {
            return Ok(());
        }
        let Some(mut attachment) = SocketAttachment::of_any(socket) else { return Ok(()) };
        let was_subscribed = !attachment.subscriptions.is_empty();
        // The platform may still list this socket, and its subscriptions must not make the gateway look connected
        // below.
        attachment.subscriptions.clear();
        attachment.save(socket).ok();
        if !attachment.closing {
            // The runtime answers a close by itself; closing again ends half-open sockets.
            socket.close(Some(1000), None::<&str>).ok();
        }
        if was_subscribed {
            self.announce_if_last(&attachment.account_id).await;
        }
        Ok(())
    }

    /// Announces that the gateway is gone, unless another subscribed socket or an event stream is left.
    pub(crate) async fn announce_if_last(&self, account_id: &AccountId) {
        let sockets = self.state.get_websockets();
        let mut left = sockets.iter().filter_map(SocketAttachment::of);
        if !left.any(|attachment| !attachment.subscriptions.is_empty()) && !self.has_streams() {
            // The next sign of life is then announced at once.
            self.announced_at_ms.set(UnixMillis::EPOCH);
            self.announce(account_id, PresenceSign::Disconnected, None).await;
        }
    }
}
