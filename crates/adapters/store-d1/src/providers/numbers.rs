//! Numbers for which providers send and receive. Each is a route, as a gateway is, and the account's
//! Dispatcher has to be told of every change.

use ids::{AccountId, GatewayId};
use messaging::RouteUse;
use serde::{
    Deserialize, Serialize,
    de::value::{Error as ValueError, StrDeserializer},
};
use telephony::{Address, PhoneNumber};
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value},
};

/// Most numbers of an account, of all providers together.
pub const MAX_NUMBERS: u32 = 5_000;

const FIND: &str = "SELECT id, provider, address, active, priority, general, created_at_ms
     FROM provider_numbers WHERE account_id = ?1 AND id = ?2";
const FIND_BY_ADDRESS: &str =
    "SELECT id, provider, address, active, priority, general, created_at_ms
     FROM provider_numbers WHERE account_id = ?1 AND address = ?2";
/// The second of two inserts returns the first one's row. The update changes nothing; it only makes
/// `RETURNING` yield the row.
const INSERT: &str = "INSERT INTO provider_numbers
       (account_id, id, provider, address, active, priority, general, created_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
     WHERE (SELECT COUNT(*) FROM provider_numbers WHERE account_id = ?1) < ?9
     ON CONFLICT (account_id, address) DO UPDATE SET address = excluded.address
     RETURNING id, provider, address, active, priority, general, created_at_ms";
const LIST: &str = "SELECT id, provider, address, active, priority, general, created_at_ms
     FROM provider_numbers WHERE account_id = ?1 AND address > ?2 ORDER BY address LIMIT ?3";
const CHANGE: &str = "UPDATE provider_numbers SET active = COALESCE(?3, active),
       priority = COALESCE(?4, priority), general = COALESCE(?5, general)
     WHERE account_id = ?1 AND id = ?2
     RETURNING id, provider, address, active, priority, general, created_at_ms";
const DELETE: &str = "DELETE FROM provider_numbers WHERE account_id = ?1 AND id = ?2
       AND NOT EXISTS (SELECT 1 FROM proxy_numbers AS p
         WHERE p.account_id = ?1 AND p.route_id = ?2)
     RETURNING id, provider, address, active, priority, general, created_at_ms";
const FIND_POLICY: &str = "SELECT routing_policy FROM accounts WHERE id = ?1";
const SET_POLICY: &str = "UPDATE accounts SET routing_policy = ?2 WHERE id = ?1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[FIND, FIND_BY_ADDRESS, INSERT, LIST, CHANGE, DELETE, FIND_POLICY, SET_POLICY];

/// A number to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewProviderNumber<'a> {
    /// Used if the account does not have the number yet: 21 characters, distinct from every gateway's id.
    pub id: &'a GatewayId,
    pub provider: &'a str,
    pub address: &'a Address,
    pub active: bool,
    /// 1 to 10; higher priorities are used first.
    pub priority: i32,
    /// Whether unpinned messages may go out through it, if the account's policy allows.
    pub general: bool,
}

/// A number as its account's administrators see it.
#[derive(Clone, Deserialize)]
pub struct ProviderNumberRecord {
    pub id: GatewayId,
    pub provider: String,
    /// E.164, or the literal.
    pub address: String,
    pub active: u8,
    pub priority: i32,
    pub general: u8,
    pub created_at_ms: UnixMillis,
}

impl std::fmt::Debug for ProviderNumberRecord {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ProviderNumberRecord").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Outcome of storing a number.
#[derive(Clone, Debug)]
pub enum NumberInserted {
    Inserted(ProviderNumberRecord),
    /// The account had it before, perhaps of another provider. It is unchanged.
    Found(ProviderNumberRecord),
    /// The account has [`MAX_NUMBERS`].
    Full,
}

/// A change to a number. `None` leaves a field unchanged.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProviderNumberChange {
    pub active: Option<bool>,
    pub priority: Option<i32>,
    pub general: Option<bool>,
}

#[derive(Clone, Debug)]
pub enum NumberDeleted {
    Deleted(ProviderNumberRecord),
    /// It is in the masking pool and has to leave that first.
    Masking,
    Unknown,
}

/// Kind of route that unpinned messages prefer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingPolicy {
    #[default]
    PhonesOnly,
    PhonesFirst,
    ProvidersFirst,
    ProvidersOnly,
    /// By priority alone.
    ByPriority,
}

impl RoutingPolicy {
    pub const ALL: [Self; 5] = [
        Self::PhonesOnly,
        Self::PhonesFirst,
        Self::ProvidersFirst,
        Self::ProvidersOnly,
        Self::ByPriority,
    ];

    /// Name in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PhonesOnly => "phones_only",
            Self::PhonesFirst => "phones_first",
            Self::ProvidersFirst => "providers_first",
            Self::ProvidersOnly => "providers_only",
            Self::ByPriority => "by_priority",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == text)
    }

    /// Returns the use of the account's phones for unpinned messages.
    pub fn use_of_phones(self) -> RouteUse {
        match self {
            Self::ProvidersOnly => RouteUse::Pinned,
            _ => RouteUse::Usual,
        }
    }

    /// Returns the use of a provider's number for unpinned messages. One that is not general never gets them.
    pub fn use_of_number(self, is_general: bool) -> RouteUse {
        match self {
            _ if !is_general => RouteUse::Pinned,
            Self::PhonesOnly => RouteUse::Pinned,
            Self::PhonesFirst => RouteUse::Fallback,
            Self::ProvidersFirst => RouteUse::First,
            Self::ProvidersOnly | Self::ByPriority => RouteUse::Usual,
        }
    }
}

#[derive(Deserialize)]
struct PolicyRow {
    routing_policy: String,
}

impl Store {
    /// Stores a number, or returns the existing one.
    pub async fn insert_provider_number(
        &self,
        account_id: &AccountId,
        number: &NewProviderNumber<'_>,
        now_ms: UnixMillis,
    ) -> Result<NumberInserted, StoreError> {
        // Looked up first, because for an account at its limit the insertion does not return even a number that it
        // has.
        let found = self.find_provider_number_by_address(account_id, number.address).await?;
        if let Some(record) = found {
            return Ok(NumberInserted::Found(record));
        }
        let insertion = insert(account_id.as_str(), number, MAX_NUMBERS, now_ms);
        let row: Option<ProviderNumberRecord> = self.row(insertion).await?;
        Ok(match row {
            Some(record) if record.id == *number.id => NumberInserted::Inserted(record),
            Some(record) => NumberInserted::Found(record),
            None => NumberInserted::Full,
        })
    }

    pub async fn find_provider_number(
        &self,
        account_id: &AccountId,
        number_id: &GatewayId,
    ) -> Result<Option<ProviderNumberRecord>, StoreError> {
        self.row((FIND, key(account_id.as_str(), number_id))).await
    }

    pub async fn find_provider_number_by_address(
        &self,
        account_id: &AccountId,
        address: &Address,
    ) -> Result<Option<ProviderNumberRecord>, StoreError> {
        self.row((FIND_BY_ADDRESS, key(account_id.as_str(), address.as_str()))).await
    }

    /// Lists the account's numbers by address: those after `after` (empty: from the beginning), up to
    /// `limit`.
    pub async fn list_provider_numbers(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ProviderNumberRecord>, StoreError> {
        self.rows((LIST, vec![account_id.into(), after.into(), limit.into()])).await
    }

    /// Changes a number. `None` if the account has no such number.
    pub async fn change_provider_number(
        &self,
        account_id: &AccountId,
        number_id: &GatewayId,
        change: ProviderNumberChange,
    ) -> Result<Option<ProviderNumberRecord>, StoreError> {
        let mut values = key(account_id.as_str(), number_id);
        values.extend([change.active.into(), change.priority.into(), change.general.into()]);
        self.row((CHANGE, values)).await
    }

    /// Deletes a number, unless it is in the masking pool.
    pub async fn delete_provider_number(
        &self,
        account_id: &AccountId,
        number_id: &GatewayId,
    ) -> Result<NumberDeleted, StoreError> {
        if let Some(record) = self.row(delete(account_id.as_str(), number_id)).await? {
            return Ok(NumberDeleted::Deleted(record));
        }
        let found = self.find_provider_number(account_id, number_id).await?;
        Ok(if found.is_some() { NumberDeleted::Masking } else { NumberDeleted::Unknown })
    }

    pub async fn routing_policy(
        &self,
        account_id: &AccountId,
    ) -> Result<RoutingPolicy, StoreError> {
        let values = vec![account_id.into()];
        let row: Option<PolicyRow> = self.row((FIND_POLICY, values)).await?;
        Ok(row.and_then(|row| RoutingPolicy::parse(&row.routing_policy)).unwrap_or_default())
    }

    pub async fn set_routing_policy(
        &self,
        account_id: &AccountId,
        policy: RoutingPolicy,
    ) -> Result<(), StoreError> {
        self.run((SET_POLICY, key(account_id.as_str(), policy.as_str()))).await
    }
}

/// Restores an address from its stored text.
pub(crate) fn stored_address(text: &str) -> Address {
    let number = || PhoneNumber::deserialize(StrDeserializer::<ValueError>::new(text)).ok();
    let number = if text.starts_with('+') { number() } else { None };
    number.map_or_else(|| Address::Literal(text.to_owned()), Address::E164)
}

fn insert(
    account_id: &str,
    number: &NewProviderNumber<'_>,
    max_numbers: u32,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        number.id.into(),
        number.provider.into(),
        number.address.as_str().into(),
        number.active.into(),
        number.priority.into(),
        number.general.into(),
        now_ms.into(),
        max_numbers.into(),
    ];
    (INSERT, values)
}

fn delete(account_id: &str, number_id: &GatewayId) -> Bound {
    (DELETE, key(account_id, number_id))
}

fn key(account_id: &str, key: impl Into<Value>) -> Vec<Value> {
    vec![account_id.into(), key.into()]
}

#[cfg(test)]
mod tests;
