//! Gateways: registering them together with their key, and their settings.

use std::collections::{BTreeMap, BTreeSet};

use devices::{app_version::AppVersion, capabilities::poll_protocol};
use dispatcher_records::{GatewaySettings, ProviderNumber};
use identity::AccountId;
use messaging::Protocol;
use serde::Deserialize;

use crate::{
    Store, StoreError,
    api_keys::NewKey,
    bound::{json, row_of},
    provider_numbers::{RoutingPolicy, stored_address},
};

const INSERT: &str = "INSERT INTO gateways
       (account_id, id, number, device_id, name, active, approved, metadata, created_at_ms)
     SELECT ?1, ?2, COALESCE(MAX(number), 0) + 1, ?3, ?4, 1, 1, ?5, ?6
     FROM gateways WHERE account_id = ?1
     RETURNING number";
/// Whether a gateway may be given messages: it is approved and switched on, its account is enabled and not
/// all of its keys are revoked. A gateway without any key was not registered by a face; it is used by hand.
macro_rules! usable {
    ($gateway:literal) => {
        concat!(
            $gateway,
            ".active AND ",
            $gateway,
            ".approved
         AND (SELECT u.disabled_at_ms IS NULL FROM accounts AS u WHERE u.id = ",
            $gateway,
            ".account_id)
         AND COALESCE((SELECT MAX(k.revoked_at_ms IS NULL) FROM api_keys AS k
           WHERE k.account_id = ",
            $gateway,
            ".account_id AND k.gateway_id = ",
            $gateway,
            ".id), 1)"
        )
    };
}
pub(crate) use usable;
/// Settings of gateways and providers' numbers. A number has its id where a gateway has its device's.
macro_rules! settings {
    ($gateways:literal, $numbers:literal) => {
        concat!(
            "SELECT g.id, g.device_id, g.priority, ",
            usable!("g"),
            " AS active, g.protocol,
       g.push_token, g.app_version, NULL AS provider, NULL AS address, 1 AS general,
       MAX(g.created_at_ms, COALESCE(g.updated_at_ms, 0), COALESCE(g.last_heartbeat_at_ms, 0))
         AS seen_at_ms,
       a.routing_policy, EXISTS (SELECT 1 FROM proxy_numbers AS p
         WHERE p.account_id = ?1 AND p.route_id = g.id) AS masking
     FROM accounts AS a JOIN gateways AS g ON g.account_id = a.id
     WHERE a.id = ?1",
            $gateways,
            " UNION ALL
     SELECT n.id, n.id AS device_id, n.priority,
       n.active AND a.disabled_at_ms IS NULL AS active, 'provider' AS protocol,
       NULL AS push_token, NULL AS app_version, n.provider, n.address, n.general, 0 AS seen_at_ms,
       a.routing_policy, EXISTS (SELECT 1 FROM proxy_numbers AS p
         WHERE p.account_id = ?1 AND p.route_id = n.id) AS masking
     FROM accounts AS a JOIN provider_numbers AS n ON n.account_id = a.id
     WHERE a.id = ?1",
            $numbers
        )
    };
}
const SETTINGS: &str = settings!(" AND g.id = ?2", " AND n.id = ?2");
/// Also finds a provider's number by its address.
const ID_OF_DEVICE: &str = concat!(
    settings!(" AND g.device_id = ?2", " AND n.id = ?2"),
    " UNION ALL
     SELECT n.id, n.id AS device_id, n.priority,
       n.active AND a.disabled_at_ms IS NULL AS active, 'provider' AS protocol,
       NULL AS push_token, NULL AS app_version, n.provider, n.address, n.general, 0 AS seen_at_ms,
       a.routing_policy, EXISTS (SELECT 1 FROM proxy_numbers AS p
         WHERE p.account_id = ?1 AND p.route_id = n.id) AS masking
     FROM accounts AS a JOIN provider_numbers AS n ON n.account_id = a.id
     WHERE a.id = ?1 AND n.address = ?2"
);
const ALL_SETTINGS: &str = settings!("", " LIMIT ?2");
const BY_ID: &str = "SELECT id, device_id FROM gateways
     WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))
     UNION ALL
     SELECT id, id AS device_id FROM provider_numbers
     WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";
const COUNT: &str = "SELECT COUNT(*) AS total, COALESCE(SUM(active AND approved), 0) AS active,
       COALESCE(SUM(online), 0) AS online FROM gateways WHERE account_id = ?1";
// Device info above one kibibyte is left out, so that a list of a thousand phones stays short.
const LIST: &str = "SELECT number, id, device_id, name, active, approved, priority, online,
       last_heartbeat_at_ms,
       CASE WHEN octet_length(metadata) <= 1024 THEN metadata ELSE '{}' END AS metadata,
       health, created_at_ms, protocol, streams, push_refused,
       COALESCE(push_token, '') > '' AS has_push_token
     FROM gateways WHERE account_id = ?1 ORDER BY number LIMIT ?2";
const TOGGLE: &str = "UPDATE gateways SET active = 1 - active
     WHERE account_id = ?1 AND number = ?2
     RETURNING number, id, device_id, name, active, approved, priority";
const APPROVE: &str = "UPDATE gateways SET approved = 1, active = 1
     WHERE account_id = ?1 AND number = ?2
     RETURNING number, id, device_id, name, active, approved, priority";
const CHANGE: &str = "UPDATE gateways SET name = COALESCE(?3, name),
       priority = COALESCE(?4, priority), active = COALESCE(?5, active)
     WHERE account_id = ?1 AND number = ?2
     RETURNING number, id, device_id, name, active, approved, priority";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT, SETTINGS, ID_OF_DEVICE, ALL_SETTINGS, BY_ID, COUNT, LIST, TOGGLE, APPROVE, CHANGE];

/// A gateway to be stored.
#[derive(Clone, Debug)]
pub struct NewGateway<'a> {
    pub id: &'a str,
    pub device_id: &'a str,
    pub name: &'a str,
    /// A JSON object.
    pub metadata: &'a str,
}

/// A gateway as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct GatewayRecord {
    /// The account-local integer.
    pub number: i64,
    pub id: String,
    pub device_id: String,
    pub name: String,
    pub active: u8,
    pub approved: u8,
    pub priority: i32,
    pub online: u8,
    pub last_heartbeat_at_ms: Option<i64>,
    /// A JSON object: the device's own data from its registration.
    pub metadata: String,
    /// A JSON object: health from its heartbeats.
    pub health: String,
    pub created_at_ms: i64,
    /// `poll` for gateways that fetch; others are served by their socket.
    pub protocol: String,
    /// 1 if it holds an event stream open.
    pub streams: u8,
    /// 1 if the push service refused its push token, 2 if pushes were not sent for another reason, else 0.
    pub push_refused: u8,
    pub has_push_token: u8,
}

/// The settings of a gateway that an administrator can change.
#[derive(Clone, Debug, Deserialize)]
pub struct GatewaySwitches {
    pub number: i64,
    pub id: String,
    pub device_id: String,
    pub name: String,
    pub active: u8,
    pub approved: u8,
    pub priority: i32,
}

/// A change to a gateway.
#[derive(Clone, Copy, Debug)]
pub enum GatewayChange<'a> {
    /// Switches it off if it is on, and on if it is off.
    Toggle,
    /// Approves a gateway that registered without a token, and switches it on.
    Approve,
    /// Sets the fields that are not `None`.
    Set { name: Option<&'a str>, priority: Option<i32>, active: Option<bool> },
}

/// Numbers of gateways of an account.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct GatewayCounts {
    pub total: u32,
    /// Switched on and approved.
    pub active: u32,
    pub online: u32,
}

#[derive(Deserialize)]
struct DeviceRow {
    id: String,
    device_id: String,
}

#[derive(Deserialize)]
struct NumberRow {
    number: i64,
}

#[derive(Deserialize)]
struct SettingsRow {
    id: String,
    device_id: String,
    priority: i32,
    active: u8,
    protocol: String,
    push_token: Option<String>,
    app_version: Option<String>,
    provider: Option<String>,
    address: Option<String>,
    general: u8,
    seen_at_ms: i64,
    routing_policy: String,
    masking: u8,
}

impl Store {
    /// Stores a gateway and its key in one transaction and returns its number in the account. A device id
    /// that the account already has is a [`StoreError::Conflict`].
    pub async fn insert_gateway(
        &self,
        account_id: &AccountId,
        gateway: &NewGateway<'_>,
        key: &NewKey<'_>,
        now_ms: i64,
    ) -> Result<i64, StoreError> {
        let values = vec![
            account_id.into(),
            gateway.id.into(),
            gateway.device_id.into(),
            gateway.name.into(),
            gateway.metadata.into(),
            now_ms.into(),
        ];
        let statements = vec![(INSERT, values), key.insertion(account_id, now_ms)?];
        let row: Option<NumberRow> = row_of(&self.batch(statements).await?, 0)?;
        let missing = || StoreError::Corrupt("no gateway number".to_owned());
        row.map(|row| row.number).ok_or_else(missing)
    }

    /// Returns a Dispatcher's settings of a gateway or a provider's number.
    pub async fn gateway_settings(
        &self,
        account_id: &AccountId,
        gateway_id: &str,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        self.settings(SETTINGS, account_id, gateway_id).await
    }

    /// Returns the settings by the client's own id of the device, or by the number's id or address.
    pub async fn gateway_of_device(
        &self,
        account_id: &AccountId,
        device_id: &str,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        self.settings(ID_OF_DEVICE, account_id, device_id).await
    }

    /// Lists the settings of all the account's gateways and providers' numbers, up to `limit`.
    pub async fn all_gateway_settings(
        &self,
        account_id: &AccountId,
        limit: u32,
    ) -> Result<Vec<GatewaySettings>, StoreError> {
        let values = vec![account_id.into(), limit.into()];
        let rows: Vec<SettingsRow> = self.rows((ALL_SETTINGS, values)).await?;
        Ok(rows.into_iter().map(GatewaySettings::from).collect())
    }

    /// Maps ids of these gateways to the client's own ids. A provider's number has only our id.
    pub async fn device_ids(
        &self,
        account_id: &AccountId,
        gateway_ids: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        if gateway_ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let values = vec![account_id.into(), json(gateway_ids)?];
        let rows: Vec<DeviceRow> = self.rows((BY_ID, values)).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.device_id)).collect())
    }

    pub async fn count_gateways(
        &self,
        account_id: &AccountId,
    ) -> Result<GatewayCounts, StoreError> {
        let values = vec![account_id.into()];
        Ok(self.row((COUNT, values)).await?.unwrap_or_default())
    }

    /// Lists the account's gateways by number, up to `limit`.
    pub async fn list_gateways(
        &self,
        account_id: &AccountId,
        limit: u32,
    ) -> Result<Vec<GatewayRecord>, StoreError> {
        let values = vec![account_id.into(), limit.into()];
        self.rows((LIST, values)).await
    }

    /// Changes the gateway of that number. `None` if the account has no such gateway. The caller has to tell
    /// the account's Dispatcher.
    pub async fn change_gateway(
        &self,
        account_id: &AccountId,
        number: i64,
        change: GatewayChange<'_>,
    ) -> Result<Option<GatewaySwitches>, StoreError> {
        let mut values = vec![account_id.into(), number.into()];
        let sql = match change {
            GatewayChange::Toggle => TOGGLE,
            GatewayChange::Approve => APPROVE,
            GatewayChange::Set { name, priority, active } => {
                values.extend([name.into(), priority.into(), active.into()]);
                CHANGE
            }
        };
        self.row((sql, values)).await
    }

    async fn settings(
        &self,
        sql: &'static str,
        account_id: &AccountId,
        key: &str,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        let values = vec![account_id.into(), key.into()];
        let row: Option<SettingsRow> = self.row((sql, values)).await?;
        Ok(row.map(GatewaySettings::from))
    }
}

impl From<SettingsRow> for GatewaySettings {
    fn from(row: SettingsRow) -> Self {
        let number = row.provider.zip(row.address).map(|(provider, address)| ProviderNumber {
            provider,
            address: stored_address(&address),
        });
        let policy = RoutingPolicy::parse(&row.routing_policy).unwrap_or_default();
        let (protocol, usage) = if number.is_some() {
            (Protocol::Provider, policy.use_of_number(row.general != 0))
        } else {
            (protocol(&row.protocol, row.app_version.as_deref()), policy.use_of_phones())
        };
        Self {
            id: row.id,
            device_id: row.device_id,
            priority: row.priority,
            active: row.active != 0,
            protocol,
            push_token: row.push_token.filter(|token| !token.is_empty()),
            usage,
            number,
            is_masking: row.masking != 0,
            seen_at_ms: row.seen_at_ms,
        }
    }
}

fn protocol(name: &str, app_version: Option<&str>) -> Protocol {
    match name {
        "poll" => poll_protocol(app_version.and_then(AppVersion::parse)),
        _ => Protocol::Cable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_protocol_of_a_phone_that_polls_depends_on_its_app_version() {
        let old = Protocol::Poll { keeps_schedules: false, multimedia: false };
        assert_eq!(protocol("poll", Some("1.60.9")), old);
        assert_eq!(protocol("poll", None), poll_protocol(None));
        assert_eq!(protocol("cable", Some("1.60")), Protocol::Cable);
    }
}
