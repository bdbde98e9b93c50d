//! Opt-outs: participants who asked by STOP to get nothing more from a number.

use ids::{AccountId, GatewayId};
use masking::{NumberKey, OptChange};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::Bound;
use crate::{Store, StoreError};

const OPT_OUT: &str = "INSERT INTO proxy_opt_outs (account_id, number_key, participant_key, at_ms)
     SELECT account_id, number_key, ?3, ?4 FROM proxy_numbers
     WHERE account_id = ?1 AND route_id = ?2
     ON CONFLICT (account_id, number_key, participant_key) DO NOTHING";
const OPT_IN: &str = "DELETE FROM proxy_opt_outs WHERE account_id = ?1 AND participant_key = ?3
       AND number_key IN (SELECT number_key FROM proxy_numbers
         WHERE account_id = ?1 AND route_id = ?2)";
const LIST: &str = "SELECT o.number_key, o.participant_key, o.at_ms FROM proxy_opt_outs AS o
     WHERE o.account_id = ?1 AND (o.number_key, o.participant_key) > (?2, ?3)
     ORDER BY o.number_key, o.participant_key LIMIT ?4";
const DELETE: &str = "DELETE FROM proxy_opt_outs
     WHERE account_id = ?1 AND number_key = ?2 AND participant_key = ?3 RETURNING number_key";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[OPT_OUT, OPT_IN, LIST, DELETE];

/// One opt-out. Numbers have no punctuation.
#[derive(Clone, Deserialize)]
pub struct OptOut {
    pub number_key: String,
    pub participant_key: String,
    pub at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct KeyRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    number_key: String,
}

impl Store {
    /// Records a participant's opt-out or opt-in for the pool's number with this route. Does nothing for
    /// other routes.
    pub async fn change_opt_out(
        &self,
        account_id: &AccountId,
        route_id: &GatewayId,
        participant_key: &NumberKey,
        change: OptChange,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let bound = self::change(account_id.as_str(), route_id, participant_key, change, now_ms);
        self.batch(vec![bound]).await?;
        Ok(())
    }

    /// Lists opt-outs by number and participant: those after the given pair, up to `limit`.
    pub async fn list_opt_outs(
        &self,
        account_id: &AccountId,
        after: (&str, &str),
        limit: u32,
    ) -> Result<Vec<OptOut>, StoreError> {
        let values = vec![account_id.into(), after.0.into(), after.1.into(), limit.into()];
        self.rows((LIST, values)).await
    }

    /// Deletes an opt-out. Returns whether there was one.
    pub async fn delete_opt_out(
        &self,
        account_id: &AccountId,
        number_key: &NumberKey,
        participant_key: &NumberKey,
    ) -> Result<bool, StoreError> {
        let values =
            vec![account_id.into(), number_key.as_str().into(), participant_key.as_str().into()];
        Ok(self.row::<KeyRow>((DELETE, values)).await?.is_some())
    }
}

pub(crate) fn change(
    account_id: &str,
    route_id: &GatewayId,
    participant_key: &NumberKey,
    change: OptChange,
    now_ms: UnixMillis,
) -> Bound {
    let mut values = vec![account_id.into(), route_id.into(), participant_key.as_str().into()];
    match change {
        OptChange::Out => {
            values.push(now_ms.into());
            (OPT_OUT, values)
        }
        OptChange::In => (OPT_IN, values),
    }
}
