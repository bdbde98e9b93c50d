//! Ending a session. Its participants' rows stay, released, while the number cools off.

use ids::AccountId;
use masking::ProxySessionId;
use unix_time::UnixMillis;

use super::{
    Bound,
    create::{DETAILS, DetailsRow, SessionDetails},
    row_of,
};
use crate::{Store, StoreError};

const END: &str = "UPDATE proxy_sessions SET closed_at_ms = ?3, closed_reason = 'ended'
     WHERE account_id = ?1 AND id = ?2 AND closed_at_ms IS NULL
     RETURNING id";
// Names whole keys, so that the rows are found by the primary key. Another session may have taken them over, hence
// the condition on `session_id`.
const RELEASE: &str = "UPDATE proxy_participants SET released_at_ms = ?3
     WHERE account_id = ?1 AND session_id = ?2 AND released_at_ms IS NULL
       AND number_key = (SELECT s.number_key FROM proxy_sessions AS s
         WHERE s.account_id = ?1 AND s.id = ?2 AND s.closed_at_ms IS NOT NULL)
       AND participant_key IN (
         (SELECT s.a_key FROM proxy_sessions AS s WHERE s.account_id = ?1 AND s.id = ?2),
         (SELECT s.b_key FROM proxy_sessions AS s WHERE s.account_id = ?1 AND s.id = ?2))";
const ROLL_BACK: &str = "UPDATE proxy_sessions SET closed_at_ms = ?3, closed_reason = 'rolled_back'
     WHERE account_id = ?1 AND id = ?2 AND closed_at_ms IS NULL";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[END, RELEASE, ROLL_BACK];

#[derive(serde::Deserialize)]
struct EndedRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

impl Store {
    /// Ends a session, even one that has expired and was not swept. `None` if no session of that id is open,
    /// or another request has just ended it.
    pub async fn end_session(
        &self,
        account_id: &AccountId,
        session_id: &ProxySessionId,
        now_ms: UnixMillis,
    ) -> Result<Option<SessionDetails>, StoreError> {
        let mut statements = end(account_id.as_str(), session_id, now_ms);
        statements.push((DETAILS, vec![account_id.into(), session_id.into()]));
        let last = statements.len().saturating_sub(1);
        let results = self.batch(statements).await?;
        if row_of::<EndedRow>(&results, 0)?.is_none() {
            return Ok(None);
        }
        Ok(row_of::<DetailsRow>(&results, last)?.map(SessionDetails::from))
    }

    /// Undoes the opening of a session whose participants could not be notified. Its number still cools off,
    /// since one of them may have been.
    pub async fn roll_back_session(
        &self,
        account_id: &AccountId,
        session_id: &ProxySessionId,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(roll_back(account_id.as_str(), session_id, now_ms)).await?;
        Ok(())
    }
}

pub(crate) fn end(account_id: &str, session_id: &ProxySessionId, now_ms: UnixMillis) -> Vec<Bound> {
    let values = || vec![account_id.into(), session_id.into(), now_ms.into()];
    vec![(END, values()), (RELEASE, values())]
}

pub(crate) fn roll_back(
    account_id: &str,
    session_id: &ProxySessionId,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let values = || vec![account_id.into(), session_id.into(), now_ms.into()];
    vec![(ROLL_BACK, values()), (RELEASE, values())]
}
