//! Sockets that are of no use, so that nobody's socket causes alarms for ever.

/// Milliseconds after which a socket without a subscription is closed.
const MAX_UNSUBSCRIBED_MS: f64 = 300_000.0;
/// Milliseconds after which the socket of a gateway that is not active is closed. Its client may come back and
/// look again.
const MAX_INACTIVE_MS: f64 = 900_000.0;
/// Seconds between the pings of a gateway that is not active, at least. Stock Action Cable clients reconnect after
/// six seconds without a ping, and each reconnection costs more than the pings.
const MIN_INACTIVE_PING_SECS: u32 = 3;

/// A socket, as far as its use goes.
#[derive(Clone, Copy, Debug)]
pub struct SocketUse {
    pub is_subscribed: bool,
    /// The gateway is approved and switched on, as far as is known.
    pub is_active: bool,
    pub open_ms: f64,
}

impl SocketUse {
    /// Whether the socket is to be closed.
    pub fn is_over(self) -> bool {
        (!self.is_subscribed && self.open_ms > MAX_UNSUBSCRIBED_MS)
            || (!self.is_active && self.open_ms > MAX_INACTIVE_MS)
    }

    /// Seconds between pings, of a client that wishes for `wished_secs`.
    pub fn ping_secs(self, wished_secs: u32) -> u32 {
        if self.is_active { wished_secs } else { wished_secs.max(MIN_INACTIVE_PING_SECS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: SocketUse = SocketUse { is_subscribed: true, is_active: true, open_ms: 1e12 };

    #[test]
    fn an_active_gateways_subscribed_socket_stays_for_ever_and_is_pinged_as_it_wishes() {
        assert!(!PHONE.is_over());
        assert_eq!(PHONE.ping_secs(1), 1);
    }

    #[test]
    fn a_socket_without_a_subscription_ends() {
        let stranger = SocketUse { is_subscribed: false, ..PHONE };
        assert!(stranger.is_over());
        assert!(!SocketUse { open_ms: 299_999.0, ..stranger }.is_over());
    }

    #[test]
    fn an_inactive_gateway_is_pinged_no_faster_than_stock_clients_need_and_its_socket_ends() {
        let pending = SocketUse { is_active: false, ..PHONE };
        assert!(pending.is_over());
        assert!(!SocketUse { open_ms: 899_999.0, ..pending }.is_over());
        assert_eq!((pending.ping_secs(1), pending.ping_secs(3_600)), (3, 3_600));
    }
}
