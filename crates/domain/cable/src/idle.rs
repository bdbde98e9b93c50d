//! The rule that closes useless sockets, so that no stranger's socket causes alarms forever.

/// Milliseconds after which a socket without a subscription is closed.
const MAX_UNSUBSCRIBED_MS: f64 = 300_000.0;
/// Milliseconds after which the socket of an inactive gateway is closed. Its client may reconnect.
const MAX_INACTIVE_MS: f64 = 900_000.0;
/// Minimum number of seconds between pings of an inactive gateway. Stock Action Cable clients reconnect after six
/// seconds without a ping, and each reconnection costs more than the pings.
const MIN_INACTIVE_PING_SECS: u32 = 3;

/// The facts that decide whether a socket is kept.
#[derive(Clone, Copy, Debug)]
pub struct SocketUse {
    pub is_subscribed: bool,
    /// Whether the gateway is approved and switched on, as far as is known.
    pub is_active: bool,
    // A float, as the times in a socket's attachment are: structured clone would turn integers into bigints.
    pub open_ms: f64,
}

impl SocketUse {
    /// Whether the socket should be closed.
    pub fn is_over(self) -> bool {
        (!self.is_subscribed && self.open_ms > MAX_UNSUBSCRIBED_MS)
            || (!self.is_active && self.open_ms > MAX_INACTIVE_MS)
    }

    /// Returns the seconds between pings for a client that wishes for `wished_secs`.
    pub fn ping_secs(self, wished_secs: u32) -> u32 {
        if self.is_active { wished_secs } else { wished_secs.max(MIN_INACTIVE_PING_SECS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: SocketUse = SocketUse { is_subscribed: true, is_active: true, open_ms: 1e12 };

    #[test]
    fn active_gateways_subscribed_socket_stays_open_and_keeps_its_ping_interval() {
        assert!(!PHONE.is_over());
        assert_eq!(PHONE.ping_secs(1), 1);
    }

    #[test]
    fn socket_without_a_subscription_is_closed() {
        let stranger = SocketUse { is_subscribed: false, ..PHONE };
        assert!(stranger.is_over());
        assert!(!SocketUse { open_ms: 299_999.0, ..stranger }.is_over());
    }

    #[test]
    fn inactive_gateways_socket_is_pinged_at_most_every_three_seconds_and_closed() {
        let pending = SocketUse { is_active: false, ..PHONE };
        assert!(pending.is_over());
        assert!(!SocketUse { open_ms: 899_999.0, ..pending }.is_over());
        assert_eq!((pending.ping_secs(1), pending.ping_secs(3_600)), (3, 3_600));
    }
}
