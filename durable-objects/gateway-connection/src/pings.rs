//! Pings to clients, sent by the alarm. The alarm's own row is all that is written. A useless socket (without a
//! subscription, or of an inactive gateway) is closed after a while, so that no stranger's socket causes alarms
//! forever.

use cable::server_frame::{self, DisconnectReason};
use runtime::clock;
use unix_time::UnixMillis;
use worker::Result;

use crate::{
    GatewayConnection,
    attachment::{SocketAttachment, stored_ms},
    disconnect,
};

/// Number of missed pings after which a client that echoes pings counts as gone.
const MAX_UNANSWERED_PINGS: u8 = 2;
/// Maximum delay of the alarm. No interval of pings is longer.
const MAX_ALARM_OFFSET_MS: f64 = 3_600_000.0;
/// Time before its due time at which a ping may be sent, because an alarm may go off slightly early.
const SLACK_MS: f64 = 20.0;

impl GatewayConnection {
    /// Pings the sockets that are due and sets the next alarm. Idempotent within a round.
    pub(crate) async fn ping_due(&self) -> Result<()> {
        let now_ms = clock::now_ms();
        for socket in self.state.get_websockets() {
            let Some(mut attachment) = SocketAttachment::of(&socket) else { continue };
            if attachment.next_ping_at_ms > stored_ms(now_ms) + SLACK_MS {
                continue;
            }
            let socket_use = attachment.socket_use(now_ms);
            if socket_use.is_over() {
                disconnect(&socket, DisconnectReason::IdleTimeout, true);
                continue;
            }
            if attachment.pong && attachment.unanswered_pings >= MAX_UNANSWERED_PINGS {
                disconnect(&socket, DisconnectReason::NoPong, true);
                continue;
            }
            let unix_secs = u64::try_from(now_ms.as_secs()).unwrap_or(0);
            if socket.send_with_str(server_frame::ping(unix_secs)).is_err() {
                // The client is gone without a close. Left open, the socket would be due again at once, forever.
                disconnect(&socket, DisconnectReason::Remote, true);
                continue;
            }
            let ping_secs = socket_use.ping_secs(attachment.ping_secs);
            let interval_ms = f64::from(ping_secs) * 1_000.0;
            // Counted from the planned time, so that delays do not add up, unless the schedule is far behind.
            let planned_ms = attachment.next_ping_at_ms + interval_ms;
            attachment.next_ping_at_ms = planned_ms.max(stored_ms(now_ms) + interval_ms / 2.0);
            attachment.unanswered_pings = attachment.unanswered_pings.saturating_add(1);
            attachment.save(&socket)?;
        }
        self.arm(now_ms).await
    }

    /// Sets the alarm to the earliest planned ping or retry. Sets none when there are neither sockets nor held SMS.
    pub(crate) async fn arm(&self, now_ms: UnixMillis) -> Result<()> {
        let sockets = self.state.get_websockets();
        let planned = sockets.iter().filter_map(SocketAttachment::of).map(|it| it.next_ping_at_ms);
        let planned = planned.chain(self.retry_at_ms().map(stored_ms));
        let Some(next_ms) = planned.reduce(f64::min) else { return Ok(()) };
        #[expect(clippy::cast_possible_truncation, reason = "at most an hour from now")]
        let at_ms = next_ms.min(stored_ms(now_ms) + MAX_ALARM_OFFSET_MS) as i64;
        self.alarm.set(&self.state, UnixMillis::new(at_ms)).await
    }
}
