//! Which phones fetch what they need, and how they are told that there is something.

use identity::AccountId;
use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{Store, StoreError, database::integer, gateways::usable};

/// So many phones of one account are told of one thing.
const MAX_POLLERS: u32 = 500;

// One that is switched off, or has no key any more, is told of nothing.
const ALL: &str = concat!(
    "SELECT id, push_token FROM gateways
     WHERE account_id = ?1 AND protocol = 'poll' AND ",
    usable!("gateways"),
    " ORDER BY id LIMIT ?2"
);
const ONE: &str = concat!(
    "SELECT id, push_token FROM gateways
     WHERE account_id = ?1 AND protocol = 'poll' AND id = ?3 AND ",
    usable!("gateways"),
    " LIMIT ?2"
);

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[ALL, ONE];

/// A phone that fetches.
#[derive(Clone, Deserialize)]
pub struct Poller {
    /// The gateway's.
    pub id: String,
    pub push_token: Option<String>,
}

impl Store {
    /// The account's phones that fetch and are in use, or the one of that id if it is one of them.
    pub async fn pollers(
        &self,
        account_id: &AccountId,
        gateway_id: Option<&str>,
    ) -> Result<Vec<Poller>, StoreError> {
        let account = JsValue::from_str(account_id.as_str());
        let limit = integer(i64::from(MAX_POLLERS));
        match gateway_id {
            None => self.rows(ALL, &[account, limit]).await,
            Some(id) => self.rows(ONE, &[account, limit, JsValue::from_str(id)]).await,
        }
    }
}

impl std::fmt::Debug for Poller {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Poller({}, redacted)", self.id)
    }
}
