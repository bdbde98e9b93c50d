//! Gateways: registering them together with their key, and changing them.

mod keys;
pub mod pairings;
pub mod pending;
pub mod phones;
pub mod pollers;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use ids::{AccountId, GatewayId};
use messaging::{GatewayKind, PacingRule, SendWindow};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    accounts::api_keys::NewApiKey,
    bound::{Value, json, row_of},
};

// The aggregate yields a row even for an account's first gateway. D1 has one writer, so no two get the same number.
const INSERT: &str = "INSERT INTO gateways
       (account_id, id, number, device_id, name, active, approved, metadata, created_at_ms, kind)
     SELECT ?1, ?2, MAX(COALESCE(MAX(number), 0),
         (SELECT last_deleted_gateway FROM accounts WHERE id = ?1)) + 1, ?3, ?4, 1, 1, ?5, ?6, ?7
     FROM gateways WHERE account_id = ?1
     RETURNING number";
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
       COALESCE(push_token, '') > '' AS has_push_token, kind, pacing, send_window, sim_cards
     FROM gateways WHERE account_id = ?1 ORDER BY number LIMIT ?2";
const FIND: &str = "SELECT number, id, device_id, name, active, approved, priority, online,
       last_heartbeat_at_ms, metadata, health, created_at_ms, protocol, streams, push_refused,
       COALESCE(push_token, '') > '' AS has_push_token, kind, pacing, send_window, sim_cards
     FROM gateways WHERE account_id = ?1 AND number = ?2";
const TOGGLE: &str = "UPDATE gateways SET active = 1 - active
     WHERE account_id = ?1 AND number = ?2
     RETURNING number, id, device_id, name, active, approved, priority, kind, pacing, send_window";
const APPROVE: &str = "UPDATE gateways SET approved = 1, active = 1
     WHERE account_id = ?1 AND number = ?2
     RETURNING number, id, device_id, name, active, approved, priority, kind, pacing, send_window";
// ?7 and ?9 say whether the nullable columns change.
const CHANGE: &str = "UPDATE gateways SET name = COALESCE(?3, name),
       priority = COALESCE(?4, priority), active = COALESCE(?5, active),
       kind = COALESCE(?6, kind), pacing = IIF(?7, ?8, pacing),
       send_window = IIF(?9, ?10, send_window)
     WHERE account_id = ?1 AND number = ?2
     RETURNING number, id, device_id, name, active, approved, priority, kind, pacing, send_window";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    &[INSERT, BY_ID, COUNT, LIST, FIND, TOGGLE, APPROVE, CHANGE],
    keys::STATEMENTS,
    pairings::STATEMENTS,
    pending::STATEMENTS,
    phones::STATEMENTS,
    pollers::STATEMENTS,
    settings::STATEMENTS,
];

/// A gateway to be stored.
#[derive(Clone, Debug)]
pub struct NewGateway<'a> {
    pub id: &'a GatewayId,
    pub device_id: &'a str,
    pub name: &'a str,
    /// A JSON object.
    pub metadata: &'a str,
    pub kind: GatewayKind,
}

/// A gateway as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct GatewayRecord {
    /// The account-local integer.
    pub number: i64,
    pub id: GatewayId,
    pub device_id: String,
    pub name: String,
    pub active: u8,
    pub approved: u8,
    pub priority: i32,
    pub online: u8,
    pub last_heartbeat_at_ms: Option<UnixMillis>,
    /// A JSON object: the device's own data from its registration.
    pub metadata: String,
    /// A JSON object: health from its heartbeats.
    pub health: String,
    pub created_at_ms: UnixMillis,
    /// `poll` for gateways that fetch; others are served by their socket.
    pub protocol: String,
    /// 1 if it holds an event stream open.
    pub streams: u8,
    /// 1 if the push service refused its push token, 2 if pushes were not sent for another reason, else 0.
    pub push_refused: u8,
    pub has_push_token: u8,
    kind: String,
    pacing: Option<String>,
    send_window: Option<String>,
    /// A JSON list, which phones with the SMSGate app fill.
    pub sim_cards: String,
}

/// The settings of a gateway that an administrator can change.
#[derive(Clone, Debug, Deserialize)]
pub struct GatewaySwitches {
    pub number: i64,
    pub id: GatewayId,
    pub device_id: String,
    pub name: String,
    pub active: u8,
    pub approved: u8,
    pub priority: i32,
    kind: String,
    pacing: Option<String>,
    send_window: Option<String>,
}

/// Kind and limits of a gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GatewayLimits {
    pub kind: GatewayKind,
    /// Rate limit of its SIMs. `None` for the deployment's.
    pub pacing: Option<PacingRule>,
    /// `None` for no limit.
    pub send_window: Option<SendWindow>,
}

impl GatewayLimits {
    /// Reads the columns. A text that cannot be read, which no version of the service writes, is no limit.
    fn of(kind: &str, pacing: Option<&str>, send_window: Option<&str>) -> Self {
        Self {
            kind: GatewayKind::parse(kind).unwrap_or_default(),
            pacing: pacing.and_then(|json| serde_json::from_str(json).ok()),
            send_window: send_window.and_then(|json| serde_json::from_str(json).ok()),
        }
    }
}

impl GatewayRecord {
    pub fn limits(&self) -> GatewayLimits {
        GatewayLimits::of(&self.kind, self.pacing.as_deref(), self.send_window.as_deref())
    }
}

impl GatewaySwitches {
    pub fn limits(&self) -> GatewayLimits {
        GatewayLimits::of(&self.kind, self.pacing.as_deref(), self.send_window.as_deref())
    }
}

/// A change to a gateway.
#[derive(Clone, Copy, Debug)]
pub enum GatewayChange<'a> {
    /// Switches it off if it is on, and on if it is off.
    Toggle,
    /// Approves a gateway that registered without a token, and switches it on.
    Approve,
    Set(GatewaySet<'a>),
}

/// New values of the fields that are not `None`.
#[derive(Clone, Copy, Debug, Default)]
pub struct GatewaySet<'a> {
    pub name: Option<&'a str>,
    pub priority: Option<i32>,
    pub active: Option<bool>,
    pub kind: Option<GatewayKind>,
    /// `Some(None)` removes the gateway's own rule.
    pub pacing: Option<Option<PacingRule>>,
    /// `Some(None)` removes the window.
    pub send_window: Option<Option<&'a SendWindow>>,
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
    id: GatewayId,
    device_id: String,
}

#[derive(Deserialize)]
struct NumberRow {
    number: i64,
}

impl Store {
    /// Stores a gateway and its key in one transaction and returns its number in the account. A device id
    /// that the account already has is a [`StoreError::Conflict`].
    pub async fn insert_gateway(
        &self,
        account_id: &AccountId,
        gateway: &NewGateway<'_>,
        key: &NewApiKey<'_>,
        now_ms: UnixMillis,
    ) -> Result<i64, StoreError> {
        let values = vec![
            account_id.into(),
            gateway.id.into(),
            gateway.device_id.into(),
            gateway.name.into(),
            gateway.metadata.into(),
            now_ms.into(),
            gateway.kind.as_str().into(),
        ];
        let statements = vec![(INSERT, values), key.insertion(account_id, now_ms)?];
        let row: Option<NumberRow> = row_of(&self.batch(statements).await?, 0)?;
        let missing = || StoreError::Corrupt("no gateway number".to_owned());
        row.map(|row| row.number).ok_or_else(missing)
    }

    /// Maps ids of these gateways to the client's own ids. A provider's number has only our id.
    pub async fn device_ids(
        &self,
        account_id: &AccountId,
        gateway_ids: &BTreeSet<&GatewayId>,
    ) -> Result<BTreeMap<GatewayId, String>, StoreError> {
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

    /// Returns the gateway of that number with all of its device info.
    pub async fn find_gateway(
        &self,
        account_id: &AccountId,
        number: i64,
    ) -> Result<Option<GatewayRecord>, StoreError> {
        self.row((FIND, vec![account_id.into(), number.into()])).await
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
            GatewayChange::Set(set) => {
                let pacing = set.pacing.flatten().map(|rule| json(&rule)).transpose()?;
                let send_window = set.send_window.flatten().map(json).transpose()?;
                values.extend([
                    set.name.into(),
                    set.priority.into(),
                    set.active.into(),
                    set.kind.map(GatewayKind::as_str).into(),
                    set.pacing.is_some().into(),
                    pacing.unwrap_or(Value::Null),
                    set.send_window.is_some().into(),
                    send_window.unwrap_or(Value::Null),
                ]);
                CHANGE
            }
        };
        self.row((sql, values)).await
    }
}
