//! Opening a session: one transaction, in which one statement picks the number.

use ids::{AccountId, GatewayId};
use masking::{NumberKey, OwnTexts, ProxySessionId};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::{Bound, Value, row_of, settings};
use crate::{Store, StoreError};

/// Picks the best number that neither participant has, and opens the session on it.
///
/// The best number is, in this order: one that neither has opted out of; one that the same two had before, if
/// they prefer that; one of the preferred area; the one that either of them had longest ago with another
/// person; one without an open session; the one that was added first. The criteria are joined into one text
/// so that one pass over the pool finds the smallest without sorting: a pool is small, and sessions are
/// looked up by key. (If MIN is a query's only aggregate, `SQLite` takes the other columns from the row with
/// the minimum.)
///
/// An expired session is over, even before it is swept.
// Without a number to pick, the aggregate still yields a row, of NULLs, which HAVING drops. The CASE is only there
// to put MIN into a column: the value is ?7 in any case.
const OPEN: &str = "INSERT INTO proxy_sessions (account_id, id, number_key, participant_a,
       participant_b, a_key, b_key, created_at_ms, expires_at_ms, ttl_ms, last_interaction_at_ms)
     SELECT ?1, ?2, n.number_key, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
       CASE WHEN MIN(printf('%d%d%d%015d%d%010d',
           EXISTS (SELECT 1 FROM proxy_opt_outs AS o WHERE o.account_id = ?1
             AND o.number_key = n.number_key AND o.participant_key IN (?5, ?6)),
           CASE WHEN ?12 = 'prefer-sticky' AND a.other_key = ?6 THEN 0 ELSE 1 END,
           CASE WHEN substr(n.number_key, 1, length(?13)) = ?13 THEN 0 ELSE 1 END,
           MAX(CASE WHEN a.other_key <> ?6 OR (?12 = 'avoid-sticky' AND a.other_key <> '')
               THEN COALESCE(a.released_at_ms, ?7) ELSE 0 END,
             CASE WHEN b.other_key <> ?5 OR (?12 = 'avoid-sticky' AND b.other_key <> '')
               THEN COALESCE(b.released_at_ms, ?7) ELSE 0 END),
           EXISTS (SELECT 1 FROM proxy_sessions AS s INDEXED BY proxy_sessions_number
             WHERE s.account_id = ?1 AND s.number_key = n.number_key AND s.closed_at_ms IS NULL),
           n.position)) <> '' THEN ?7 END
     FROM proxy_numbers AS n
     LEFT JOIN proxy_participants AS a ON a.account_id = ?1
       AND a.number_key = n.number_key AND a.participant_key = ?5
     LEFT JOIN proxy_participants AS b ON b.account_id = ?1
       AND b.number_key = n.number_key AND b.participant_key = ?6
     LEFT JOIN proxy_sessions AS sa ON sa.account_id = ?1 AND sa.id = a.session_id
       AND a.released_at_ms IS NULL AND sa.closed_at_ms IS NULL
       AND (sa.expires_at_ms IS NULL OR sa.expires_at_ms > ?7)
       AND (sa.ttl_ms IS NULL OR sa.last_interaction_at_ms + sa.ttl_ms > ?7)
     LEFT JOIN proxy_sessions AS sb ON sb.account_id = ?1 AND sb.id = b.session_id
       AND b.released_at_ms IS NULL AND sb.closed_at_ms IS NULL
       AND (sb.expires_at_ms IS NULL OR sb.expires_at_ms > ?7)
       AND (sb.ttl_ms IS NULL OR sb.last_interaction_at_ms + sb.ttl_ms > ?7)
     WHERE n.account_id = ?1 AND n.number_key NOT IN (?5, ?6)
       AND (?10 IS NULL OR n.number_key = ?10)
       AND sa.id IS NULL AND sb.id IS NULL
       AND (a.other_key IS NULL OR a.other_key = ?6
         OR COALESCE(a.released_at_ms, ?7) + ?11 <= ?7)
       AND (b.other_key IS NULL OR b.other_key = ?5
         OR COALESCE(b.released_at_ms, ?7) + ?11 <= ?7)
     HAVING n.number_key IS NOT NULL
     RETURNING number_key";
/// Closes an expired, unswept session when its number is taken over. If it stayed open, a late projection of
/// an interaction could revive it after one of its participants got the number with another person.
const CLOSE_EXPIRED: &str = "UPDATE proxy_sessions SET closed_at_ms = ?5, closed_reason = 'expired'
     WHERE account_id = ?1 AND closed_at_ms IS NULL AND id <> ?2
       AND id IN (SELECT p.session_id FROM proxy_participants AS p
         WHERE p.account_id = ?1 AND p.participant_key IN (?3, ?4) AND p.released_at_ms IS NULL
           AND p.number_key = (SELECT s.number_key FROM proxy_sessions AS s
             WHERE s.account_id = ?1 AND s.id = ?2))
       AND (expires_at_ms <= ?5 OR last_interaction_at_ms + ttl_ms <= ?5)";
/// Deletes rows that remain of former sessions. A row in use stays and makes the next statement fail: the
/// primary key guarantees that a person has a number only once.
const CLEAR: &str = "DELETE FROM proxy_participants
     WHERE account_id = ?1 AND participant_key IN (?3, ?4)
       AND number_key = (SELECT s.number_key FROM proxy_sessions AS s
         WHERE s.account_id = ?1 AND s.id = ?2)
       AND (released_at_ms IS NOT NULL OR NOT EXISTS (SELECT 1 FROM proxy_sessions AS s
         WHERE s.account_id = ?1 AND s.id = proxy_participants.session_id
           AND s.closed_at_ms IS NULL))";
const TAKE: &str = "INSERT INTO proxy_participants
       (account_id, number_key, participant_key, session_id, other_key)
     SELECT s.account_id, s.number_key, s.a_key, s.id, s.b_key
     FROM proxy_sessions AS s WHERE s.account_id = ?1 AND s.id = ?2
     UNION ALL
     SELECT s.account_id, s.number_key, s.b_key, s.id, s.a_key
     FROM proxy_sessions AS s WHERE s.account_id = ?1 AND s.id = ?2";
pub(super) const DETAILS: &str =
    "SELECT s.id, s.created_at_ms, n.value, n.route_id, s.participant_a, s.participant_b,
       s.a_key, s.b_key,
       EXISTS (SELECT 1 FROM proxy_opt_outs AS o WHERE o.account_id = ?1
         AND o.number_key = s.number_key AND o.participant_key = s.a_key) AS a_opted_out,
       EXISTS (SELECT 1 FROM proxy_opt_outs AS o WHERE o.account_id = ?1
         AND o.number_key = s.number_key AND o.participant_key = s.b_key) AS b_opted_out,
       own.settings AS texts
     FROM proxy_sessions AS s
     JOIN proxy_numbers AS n ON n.account_id = ?1 AND n.number_key = s.number_key
     LEFT JOIN proxy_settings AS own ON own.account_id = ?1
     WHERE s.account_id = ?1 AND s.id = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[OPEN, CLOSE_EXPIRED, CLEAR, TAKE, DETAILS];

/// Whether two people should get the number again that they had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stickiness {
    #[default]
    Indifferent,
    Prefer,
    Avoid,
}

/// A session to be opened.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// 32 hexadecimal digits.
    pub id: ProxySessionId,
    /// Numbers as the caller gave them.
    pub participants: (&'a str, &'a str),
    /// Normalized keys for comparing them; the two differ.
    pub keys: (&'a NumberKey, &'a NumberKey),
    pub expires_at_ms: Option<UnixMillis>,
    /// Time after the last interaction at which the session ends.
    pub ttl_ms: Option<i64>,
    /// The only number that may be used, if given.
    pub number_key: Option<&'a NumberKey>,
    pub stickiness: Stickiness,
    /// Digits with which preferred numbers begin. Empty for no preference.
    pub area: &'a str,
    /// Time for which a participant does not get a number with another person than before.
    pub cool_off_ms: i64,
}

/// A session with everything needed to notify its participants.
#[derive(Clone)]
pub struct SessionDetails {
    pub id: ProxySessionId,
    pub created_at_ms: UnixMillis,
    /// The number as it was added to the pool.
    pub value: String,
    pub route_id: GatewayId,
    pub participants: [Participant; 2],
    /// The account's own texts for system messages.
    pub texts: OwnTexts,
}

#[derive(Clone)]
pub struct Participant {
    /// Number as the caller gave it.
    pub address: String,
    /// Normalized key for comparing it.
    pub key: String,
    /// Whether the participant has asked to get nothing from this number.
    pub opted_out: bool,
}

#[derive(Deserialize)]
pub(crate) struct DetailsRow {
    id: ProxySessionId,
    created_at_ms: UnixMillis,
    value: String,
    route_id: GatewayId,
    participant_a: String,
    participant_b: String,
    a_key: String,
    b_key: String,
    a_opted_out: u8,
    b_opted_out: u8,
    texts: Option<String>,
}

impl Store {
    /// Opens a session. `None` if no number is available. If two sessions should ever take the same number at
    /// once, the second fails with [`StoreError::Conflict`].
    pub async fn open_session(
        &self,
        account_id: &AccountId,
        session: &NewSession<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<SessionDetails>, StoreError> {
        let mut statements = open(account_id.as_str(), session, now_ms);
        statements.push((DETAILS, vec![account_id.into(), (&session.id).into()]));
        let last = statements.len().saturating_sub(1);
        let results = self.batch(statements).await?;
        Ok(row_of::<DetailsRow>(&results, last)?.map(SessionDetails::from))
    }
}

pub(crate) fn open(account_id: &str, session: &NewSession<'_>, now_ms: UnixMillis) -> Vec<Bound> {
    let (a, b) = session.participants;
    let (a_key, b_key) = (session.keys.0.as_str(), session.keys.1.as_str());
    let stickiness = match session.stickiness {
        Stickiness::Indifferent => "",
        Stickiness::Prefer => "prefer-sticky",
        Stickiness::Avoid => "avoid-sticky",
    };
    let picked: Vec<Value> = vec![
        account_id.into(),
        (&session.id).into(),
        a.into(),
        b.into(),
        a_key.into(),
        b_key.into(),
        now_ms.into(),
        session.expires_at_ms.into(),
        session.ttl_ms.into(),
        session.number_key.map(NumberKey::as_str).into(),
        session.cool_off_ms.into(),
        stickiness.into(),
        session.area.into(),
    ];
    let participants = || -> Vec<Value> {
        vec![account_id.into(), (&session.id).into(), a_key.into(), b_key.into()]
    };
    let mut expired = participants();
    expired.push(now_ms.into());
    vec![
        (OPEN, picked),
        (CLOSE_EXPIRED, expired),
        (CLEAR, participants()),
        (TAKE, vec![account_id.into(), (&session.id).into()]),
    ]
}

impl From<DetailsRow> for SessionDetails {
    fn from(row: DetailsRow) -> Self {
        let participant =
            |address, key, opted_out: u8| Participant { address, key, opted_out: opted_out != 0 };
        Self {
            id: row.id,
            created_at_ms: row.created_at_ms,
            value: row.value,
            route_id: row.route_id,
            participants: [
                participant(row.participant_a, row.a_key, row.a_opted_out),
                participant(row.participant_b, row.b_key, row.b_opted_out),
            ],
            texts: settings::read(row.texts.as_deref()),
        }
    }
}
