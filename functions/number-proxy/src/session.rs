//! `/session`: sessions between two participants.

pub(crate) mod create;
pub(crate) mod end;
pub(crate) mod interactions;
pub(crate) mod list;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
pub(crate) mod show;

use masking::ProxySessionId;
use runtime::timestamp;
use serde::{Serialize, Serializer};
use store_d1::masking::sessions::SessionRecord;
use unix_time::UnixMillis;

/// Number of expired sessions that one request ends; the cron ends the rest.
pub(crate) const MOST_EXPIRED: u32 = 100;

/// A session in listings.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct SessionOut {
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    id: ProxySessionId,
    date_created: DateOut,
    /// Number of the pool through which the participants write to each other.
    virtual_tn: String,
    participant_a: String,
    participant_b: String,
    /// Time at which the session ends by itself; `null` if it has none.
    expiry_date: Option<DateOut>,
    /// Seconds without a relayed SMS after which the session ends; `null` if it has no such limit.
    ttl_secs: Option<i64>,
    /// Time of the last relayed SMS, or else of the session's start.
    date_last_interaction: DateOut,
}

/// A point in time with whole seconds, in UTC, such as `2016-05-19 22:19:58`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(inline))]
struct DateOut(
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "String",
            regex(pattern = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"),
            example = "2016-05-19 22:19:58"
        )
    )]
    UnixMillis,
);

impl From<SessionRecord> for SessionOut {
    fn from(record: SessionRecord) -> Self {
        Self {
            id: record.id,
            date_created: DateOut(record.created_at_ms),
            virtual_tn: record.value,
            participant_a: record.participant_a,
            participant_b: record.participant_b,
            expiry_date: record.expires_at_ms.map(DateOut),
            ttl_secs: record.ttl_ms.map(|ms| ms.div_euclid(1_000)),
            date_last_interaction: DateOut(record.last_interaction_at_ms),
        }
    }
}

impl Serialize for DateOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = timestamp::format_secs(self.0).replace('T', " ");
        serializer.serialize_str(text.trim_end_matches('Z'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_match_the_contracts_format() {
        let date = serde_json::to_string(&DateOut(UnixMillis::new(1_463_696_398_999)));
        assert_eq!(date.unwrap(), r#""2016-05-19 22:19:58""#);
    }
}
