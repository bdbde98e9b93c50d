//! Facts about a masking number and a sender, in one query however many sessions there are.

use ids::{AccountId, GatewayId};
use masking::{MaskingNumberFacts, NumberKey, OpenSession, ProxySessionId};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::{Bound, settings};
use crate::{Store, StoreError};

/// An expired session is over, even before it is swept.
// Begins with the account, so that there is a row even for a route that is not in the pool. Without the hint the
// planner reads the whole pool. A key has no plus sign, which an E.164 address has.
const FIND: &str = "SELECT n.value AS number,
       EXISTS (SELECT 1 FROM gateways AS g WHERE g.account_id = ?1 AND g.id = ?2) AS is_phone,
       EXISTS (SELECT 1 FROM proxy_numbers AS o
         WHERE o.account_id = ?1 AND o.number_key = ?3)
       OR EXISTS (SELECT 1 FROM provider_numbers AS o
         WHERE o.account_id = ?1 AND o.address IN (?3, '+' || ?3)) AS sender_is_pooled,
       EXISTS (SELECT 1 FROM proxy_opt_outs AS o WHERE o.account_id = ?1
         AND o.number_key = n.number_key AND o.participant_key = ?3) AS sender_opted_out,
       EXISTS (SELECT 1 FROM proxy_opt_outs AS o WHERE o.account_id = ?1
         AND o.number_key = n.number_key AND o.participant_key = p.other_key) AS other_opted_out,
       s.id AS session_id, CASE ?3 WHEN s.a_key THEN s.b_key
         WHEN s.b_key THEN s.a_key END AS other, own.settings AS texts
     FROM accounts AS one
     LEFT JOIN proxy_settings AS own ON own.account_id = ?1
     LEFT JOIN proxy_numbers AS n INDEXED BY proxy_numbers_route
       ON n.account_id = ?1 AND n.route_id = ?2
     LEFT JOIN proxy_participants AS p ON p.account_id = ?1 AND p.number_key = n.number_key
       AND p.participant_key = ?3 AND p.released_at_ms IS NULL
     LEFT JOIN proxy_sessions AS s ON s.account_id = ?1 AND s.id = p.session_id
       AND s.number_key = n.number_key
       AND s.closed_at_ms IS NULL AND (s.expires_at_ms IS NULL OR s.expires_at_ms > ?4)
       AND (s.ttl_ms IS NULL OR s.last_interaction_at_ms + s.ttl_ms > ?4)
     WHERE one.id = ?1 LIMIT 1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND];

#[derive(Deserialize)]
pub(crate) struct NumberFactsRow {
    pub(crate) number: Option<String>,
    pub(crate) is_phone: u8,
    pub(crate) sender_is_pooled: u8,
    pub(crate) sender_opted_out: u8,
    pub(crate) other_opted_out: u8,
    pub(crate) session_id: Option<ProxySessionId>,
    pub(crate) other: Option<String>,
    pub(crate) texts: Option<String>,
}

impl Store {
    /// Returns the facts about a route (a provider's number or a gateway) and a sender who wrote to it.
    pub async fn find_number_facts(
        &self,
        account_id: &AccountId,
        route_id: &GatewayId,
        sender_key: &NumberKey,
        now_ms: UnixMillis,
    ) -> Result<MaskingNumberFacts, StoreError> {
        let row: Option<NumberFactsRow> =
            self.row(find(account_id.as_str(), route_id, sender_key, now_ms)).await?;
        Ok(row.map(MaskingNumberFacts::from).unwrap_or_default())
    }
}

pub(crate) fn find(
    account_id: &str,
    route_id: &GatewayId,
    sender_key: &NumberKey,
    now_ms: UnixMillis,
) -> Bound {
    (FIND, vec![account_id.into(), route_id.into(), sender_key.as_str().into(), now_ms.into()])
}

impl From<NumberFactsRow> for MaskingNumberFacts {
    fn from(row: NumberFactsRow) -> Self {
        let session = row.session_id.zip(row.other);
        Self {
            is_pooled: row.number.is_some(),
            number: row.number,
            is_phone: row.is_phone != 0,
            session: session.map(|(id, other)| OpenSession { id, other }),
            sender_is_pooled: row.sender_is_pooled != 0,
            sender_opted_out: row.sender_opted_out != 0,
            other_opted_out: row.other_opted_out != 0,
            texts: settings::read(row.texts.as_deref()),
        }
    }
}
