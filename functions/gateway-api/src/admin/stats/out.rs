//! Answer of the statistics. Fields stand in the alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use serde::Serialize;

/// Answer of `GET /api/v1/admin/stats`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct StatsOut {
    pub(crate) gateways: GatewayCountsOut,
    pub(crate) messages: MessageCountsOut,
    pub(crate) otp: CodeCountsOut,
    /// Time of the answer.
    pub(crate) timestamp: TimeSecs,
}

/// Numbers of the account's phones.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GatewayCountsOut {
    /// Phones that are switched on and approved.
    pub(crate) active: u32,
    pub(crate) offline: u32,
    pub(crate) online: u32,
    pub(crate) total: u32,
}

/// Numbers of SMS; one with several recipients counts for each. A day is in UTC, and an SMS belongs to the day on which
/// Wireroom learned of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct MessageCountsOut {
    pub(crate) failed_today: i64,
    /// Recipients for whom a message is accepted and neither sent nor failed nor cancelled.
    #[cfg_attr(feature = "openapi", schemars(range(min = 0)))]
    pub(crate) pending: i64,
    pub(crate) received_today: i64,
    pub(crate) sent_today: i64,
    /// SMS received since the account exists.
    pub(crate) total_received: i64,
    /// SMS sent since the account exists.
    pub(crate) total_sent: i64,
    /// SMS sent and received today.
    pub(crate) total_today: i64,
}

/// One-time codes of the day, in UTC.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CodeCountsOut {
    /// Whether so few of today's codes were verified that the operator's alarm is raised.
    pub(crate) conversion_alarm: bool,
    pub(crate) sent_today: i64,
    /// Verified codes in percent of the sent ones, to two decimals; 0 if none was sent.
    #[cfg_attr(feature = "openapi", schemars(example = 93.33))]
    pub(crate) verification_rate: f64,
    pub(crate) verified_today: i64,
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn statistics_are_sent_in_alphabetical_order() {
        let shown = StatsOut {
            gateways: GatewayCountsOut { active: 1, offline: 1, online: 2, total: 3 },
            messages: MessageCountsOut {
                failed_today: 1,
                pending: 2,
                received_today: 3,
                sent_today: 4,
                total_received: 5,
                total_sent: 6,
                total_today: 7,
            },
            otp: CodeCountsOut {
                conversion_alarm: false,
                sent_today: 1,
                verification_rate: 100.0,
                verified_today: 1,
            },
            timestamp: TimeSecs(UnixMillis::EPOCH),
        };
        let expected = concat!(
            r#"{"gateways":{"active":1,"offline":1,"online":2,"total":3},"#,
            r#""messages":{"failed_today":1,"pending":2,"received_today":3,"sent_today":4,"total_received":5,"#,
            r#""total_sent":6,"total_today":7},"#,
            r#""otp":{"conversion_alarm":false,"sent_today":1,"verification_rate":100.0,"verified_today":1},"#,
            r#""timestamp":"1970-01-01T00:00:00Z"}"#,
        );
        assert_eq!(serde_json::to_string(&shown).unwrap(), expected);
    }
}
