//! Gateways that fetch their messages: their registration, with a new account if they need one, and the data
//! they state about themselves.

mod register;

pub use register::{NewAccount, NewPhone};

use ids::{AccountId, GatewayId};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Value, rows_of},
};

const FIND: &str = "SELECT id, name, push_token, sim_cards, public_key, key_version, app_version,
       created_at_ms, updated_at_ms, last_heartbeat_at_ms, protocol, online, streams, push_refused
     FROM gateways WHERE account_id = ?1 AND id = ?2";
const LIST: &str = "SELECT id, name, push_token, sim_cards, public_key, key_version, app_version,
       created_at_ms, updated_at_ms, last_heartbeat_at_ms, protocol, online, streams, push_refused
     FROM gateways WHERE account_id = ?1 ORDER BY number LIMIT ?2";
const UPDATE: &str = "UPDATE gateways SET push_token = COALESCE(?3, push_token),
       sim_cards = COALESCE(?4, sim_cards), public_key = COALESCE(?5, public_key),
       key_version = COALESCE(?6, key_version), app_version = COALESCE(?7, app_version),
       updated_at_ms = ?8
     WHERE account_id = ?1 AND id = ?2";
// The phone's own device webhooks go with it by their foreign key.
const DELETE: &str = "DELETE FROM gateways WHERE account_id = ?1 AND id = ?2 RETURNING id AS text";
/// Keeps the number of the gateway that is about to be deleted from being given again.
pub(super) const KEEP_NUMBER: &str =
    "UPDATE accounts SET last_deleted_gateway = MAX(last_deleted_gateway,
       COALESCE((SELECT number FROM gateways WHERE account_id = ?1 AND id = ?2), 0))
     WHERE id = ?1";
const DELETE_KEYS: &str = "DELETE FROM api_keys WHERE account_id = ?1 AND gateway_id = ?2
     RETURNING digest AS text";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    LIST,
    UPDATE,
    KEEP_NUMBER,
    DELETE,
    DELETE_KEYS,
    register::INSERT_ACCOUNT,
    register::INSERT_PHONE,
];

/// A gateway as phones and their owners see it.
#[derive(Clone, Debug, Deserialize)]
pub struct PhoneRecord {
    pub id: GatewayId,
    pub name: String,
    pub push_token: Option<String>,
    /// A JSON list.
    pub sim_cards: String,
    pub public_key: Option<String>,
    pub key_version: Option<i64>,
    pub app_version: Option<String>,
    pub created_at_ms: UnixMillis,
    /// Time of the last change of its own data.
    pub updated_at_ms: Option<UnixMillis>,
    /// Up to five minutes old.
    pub last_heartbeat_at_ms: Option<UnixMillis>,
    /// `poll` for gateways that fetch; others are served by their socket.
    pub protocol: String,
    pub online: u8,
    /// 1 if it holds an event stream open.
    pub streams: u8,
    /// 1 if the push service refused its push token, 2 if pushes were not sent for another reason, else 0.
    pub push_refused: u8,
}

/// Data that a phone states about itself. `None` leaves a field unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneChange {
    pub push_token: Option<String>,
    /// A JSON list.
    pub sim_cards: Option<String>,
    pub public_key: Option<String>,
    pub key_version: Option<i64>,
    pub app_version: Option<String>,
}

#[derive(Deserialize)]
struct TextRow {
    text: String,
}

impl PhoneRecord {
    /// Whether the change would change anything.
    pub fn differs_from(&self, change: &PhoneChange) -> bool {
        fn other<T: PartialEq>(new: Option<&T>, known: Option<&T>) -> bool {
            new.is_some() && new != known
        }
        other(change.push_token.as_ref(), self.push_token.as_ref())
            || other(change.sim_cards.as_ref(), Some(&self.sim_cards))
            || other(change.public_key.as_ref(), self.public_key.as_ref())
            || other(change.key_version.as_ref(), self.key_version.as_ref())
            || other(change.app_version.as_ref(), self.app_version.as_ref())
    }
}

impl Store {
    /// Finds the account's gateway of this id.
    pub async fn find_phone(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
    ) -> Result<Option<PhoneRecord>, StoreError> {
        self.row((FIND, key(account_id, gateway_id))).await
    }

    /// Lists the account's gateways by age, up to `limit`.
    pub async fn list_phones(
        &self,
        account_id: &AccountId,
        limit: u32,
    ) -> Result<Vec<PhoneRecord>, StoreError> {
        let values = vec![account_id.into(), limit.into()];
        self.rows((LIST, values)).await
    }

    /// Stores a phone's own data. After a new push token the caller has to tell the account's Dispatcher.
    pub async fn change_phone(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
        change: &PhoneChange,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let mut values = key(account_id, gateway_id);
        values.extend([
            change.push_token.as_deref().into(),
            change.sim_cards.as_deref().into(),
            change.public_key.as_deref().into(),
            change.key_version.into(),
            change.app_version.as_deref().into(),
            now_ms.into(),
        ]);
        self.run((UPDATE, values)).await
    }

    /// Deletes a gateway with its keys and returns the keys' digests. `None` if the account has no such
    /// gateway. Its messages stay. The caller has to tell the account's Dispatcher.
    pub async fn delete_gateway(
        &self,
        account_id: &AccountId,
        gateway_id: &GatewayId,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let key = key(account_id, gateway_id);
        let statements =
            vec![(KEEP_NUMBER, key.clone()), (DELETE_KEYS, key.clone()), (DELETE, key)];
        let results = self.batch(statements).await?;
        let keys: Vec<TextRow> = rows_of(&results, 1)?;
        let gateways: Vec<TextRow> = rows_of(&results, 2)?;
        Ok((!gateways.is_empty()).then(|| keys.into_iter().map(|row| row.text).collect()))
    }
}

fn key(account_id: &AccountId, gateway_id: &GatewayId) -> Vec<Value> {
    vec![account_id.into(), gateway_id.into()]
}
