//! `/session`: sessions between two participants.

pub(crate) mod create;
pub(crate) mod end;
pub(crate) mod interactions;
pub(crate) mod list;
pub(crate) mod show;

use masking::ProxySessionId;
use runtime::timestamp;
use serde::Serialize;
use store_d1::masking::sessions::SessionRecord;
use unix_time::UnixMillis;

/// Number of expired sessions that one request ends; the cron ends the rest.
pub(crate) const MOST_EXPIRED: u32 = 100;

/// A session in listings.
#[derive(Serialize)]
struct SessionOut {
    id: ProxySessionId,
    date_created: String,
    virtual_tn: String,
    participant_a: String,
    participant_b: String,
    expiry_date: Option<String>,
    ttl_secs: Option<i64>,
    date_last_interaction: String,
}

impl From<SessionRecord> for SessionOut {
    fn from(record: SessionRecord) -> Self {
        Self {
            id: record.id,
            date_created: date(record.created_at_ms),
            virtual_tn: record.value,
            participant_a: record.participant_a,
            participant_b: record.participant_b,
            expiry_date: record.expires_at_ms.map(date),
            ttl_secs: record.ttl_ms.map(|ms| ms.div_euclid(1_000)),
            date_last_interaction: date(record.last_interaction_at_ms),
        }
    }
}

/// Formats a time as `2016-05-19 22:19:58`, in UTC.
fn date(at_ms: UnixMillis) -> String {
    timestamp::format_secs(at_ms).replace('T', " ").trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_match_the_contracts_format() {
        assert_eq!(date(UnixMillis::new(1_463_696_398_999)), "2016-05-19 22:19:58");
    }
}
