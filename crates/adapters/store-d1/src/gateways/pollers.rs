//! Phones that fetch, and the push tokens by which they are notified.

use ids::{AccountId, GatewayId};
use serde::Deserialize;

use crate::{Store, StoreError, gateways::settings::usable};

/// Most phones of one account that are notified of one event.
const MAX_POLLERS: u32 = 500;

// Phones that are switched off, or have no valid key, are not notified.
const ALL: &str = concat!(
    "SELECT id, push_token, push_refused FROM gateways
     WHERE account_id = ?1 AND protocol = 'poll' AND ",
    usable!("gateways"),
    " ORDER BY id LIMIT ?2"
);
const ONE: &str = concat!(
    "SELECT id, push_token, push_refused FROM gateways
     WHERE account_id = ?1 AND protocol = 'poll' AND id = ?3 AND ",
    usable!("gateways"),
    " LIMIT ?2"
);

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[ALL, ONE];

/// A phone that fetches.
#[derive(Clone, Deserialize)]
pub struct Poller {
    /// Id of the gateway.
    pub id: GatewayId,
    pub push_token: Option<String>,
    /// 0 unless pushes did not reach the phone lately.
    pub push_refused: u8,
}

impl Store {
    /// Lists the account's usable phones that fetch, or only the one of that id.
    pub async fn pollers(
        &self,
        account_id: &AccountId,
        gateway_id: Option<&GatewayId>,
    ) -> Result<Vec<Poller>, StoreError> {
        let (account, limit) = (account_id.into(), MAX_POLLERS.into());
        match gateway_id {
            None => self.rows((ALL, vec![account, limit])).await,
            Some(id) => self.rows((ONE, vec![account, limit, id.into()])).await,
        }
    }
}

impl std::fmt::Debug for Poller {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Poller({}, redacted)", self.id)
    }
}
