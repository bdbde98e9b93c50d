//! Registration of a phone: its gateway and key, and the account and login that it may need.

use identity::{Login, password::PasswordHash};
use ids::{AccountId, GatewayId};
use messaging::GatewayKind;
use unix_time::UnixMillis;

use super::PhoneChange;
use crate::{Store, StoreError, accounts::api_keys::NewApiKey, accounts::logins};

pub(super) const INSERT_ACCOUNT: &str =
    "INSERT INTO accounts (id, name, created_at_ms, unproven_since_ms) VALUES (?1, ?2, ?3, ?3)";
// For this kind of phone our id is also the client's device id. Registering is its first sign of life.
pub(super) const INSERT_PHONE: &str = "INSERT INTO gateways
       (account_id, id, number, device_id, name, protocol, push_token, sim_cards, public_key,
        key_version, app_version, created_at_ms, updated_at_ms, last_heartbeat_at_ms, online, kind)
     SELECT ?1, ?2, MAX(COALESCE(MAX(number), 0),
        COALESCE((SELECT last_deleted_gateway FROM accounts WHERE id = ?1), 0)) + 1,
        ?2, ?3, 'poll', ?4, COALESCE(?5, '[]'), ?6, ?7, ?8, ?9, ?9, ?9, 1, ?10
     FROM gateways WHERE account_id = ?1";

/// A phone to be registered.
#[derive(Clone, Debug)]
pub struct NewPhone<'a> {
    pub id: &'a GatewayId,
    pub name: &'a str,
    pub kind: GatewayKind,
    pub says: &'a PhoneChange,
}

/// Account and login to be created together with the phone.
#[derive(Clone, Copy, Debug)]
pub enum NewAccount<'a> {
    /// Nothing: the phone joins an account that has a login.
    Neither,
    /// A first login for the account that it joins.
    Login(&'a Login, &'a PasswordHash),
    /// An account of this name, with its login.
    Account(&'a str, &'a Login, &'a PasswordHash),
}

impl Store {
    /// Stores a phone, its key and what `new_account` asks for, all or nothing. Fails with
    /// [`StoreError::Conflict`] if the login or the account's name is taken, or if the account has got a
    /// login meanwhile.
    pub async fn register_phone(
        &self,
        account_id: &AccountId,
        new_account: NewAccount<'_>,
        phone: &NewPhone<'_>,
        key: &NewApiKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        // The account comes first, because the other rows refer to it.
        let mut statements = Vec::new();
        if let NewAccount::Account(name, ..) = new_account {
            let values = vec![account_id.into(), name.into(), now_ms.into()];
            statements.push((INSERT_ACCOUNT, values));
        }
        if let NewAccount::Account(_, login, password) | NewAccount::Login(login, password) =
            new_account
        {
            statements.push(logins::insert(account_id, login, password, now_ms));
        }
        let says = phone.says;
        let values = vec![
            account_id.into(),
            phone.id.into(),
            phone.name.into(),
            says.push_token.as_deref().into(),
            says.sim_cards.as_deref().into(),
            says.public_key.as_deref().into(),
            says.key_version.into(),
            says.app_version.as_deref().into(),
            now_ms.into(),
            phone.kind.as_str().into(),
        ];
        statements.push((INSERT_PHONE, values));
        statements.push(key.insertion(account_id, now_ms)?);
        self.batch(statements).await.map(drop)
    }
}
