//! Nodes: modems and phones that ping every few seconds to show that they are online.
//!
//! Anyone may ping, so every read is by key: the cost of a ping does not depend on the number of nodes, and a
//! listing reads only the rows it returns.

pub mod registry;

use ids::{AccountId, GatewayId};
use serde::Deserialize;
use unix_time::UnixMillis;
use worker::D1Result;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of},
};

/// Shortest time between two writes of a gateway's last heartbeat.
const SEEN_INTERVAL_MS: i64 = 300_000;

/// An unsigned ping does not count for a node that signs and was not judged, if only trusted nodes are shown.
// A node that is known only from another node's report (time 0) has to register by its first ping.
const PING: &str = "UPDATE relay_nodes SET last_ping_at_ms = CASE
         WHEN ?4 = 1 AND signed = 1 AND standing = 0 THEN last_ping_at_ms ELSE ?3 END
     WHERE account_id = ?1 AND imsi = ?2 AND last_ping_at_ms > 0
     RETURNING imsi";
/// A ping with only an IMSI, which cannot register a node: it counts only for a known one.
const PING_BARE: &str = "UPDATE relay_nodes SET last_ping_at_ms = ?3,
       seed_type = CASE seed_type WHEN '' THEN 'seed' ELSE seed_type END
     WHERE account_id = ?1 AND imsi = ?2 AND NOT (?4 = 1 AND signed = 1 AND standing = 0)";
/// A signature proves the number, so it overwrites an unsigned record that no administrator has judged.
const OVERWRITE: &str = "UPDATE relay_nodes SET last_ping_at_ms = ?3, msisdn = ?4, seed_type = ?5,
       country = ?6, operator_name = ?7, operator_id = ?8,
       signed = 1, trust = CASE standing WHEN 0 THEN 1 ELSE standing END
     WHERE account_id = ?1 AND imsi = ?2 AND signed = 0 AND standing = 0
     RETURNING imsi";
const PING_SIGNED: &str = "UPDATE relay_nodes SET last_ping_at_ms = ?3, signed = 1,
       trust = CASE standing WHEN 0 THEN 1 ELSE standing END
     WHERE account_id = ?1 AND imsi = ?2 AND msisdn = ?4
     RETURNING imsi";
const SEEN: &str = "UPDATE gateways SET last_heartbeat_at_ms = ?3
     WHERE account_id = ?1 AND device_id = ?2
       AND (last_heartbeat_at_ms IS NULL OR last_heartbeat_at_ms <= ?4)";
// Names the values of trust instead of a minimum, so that the index bounds the time of the ping, too. Without the
// hint the planner reads all nodes of the account.
const LIVE: &str =
    "SELECT imsi, msisdn, seed_type, country, operator_name, operator_id, last_ping_at_ms
     FROM relay_nodes INDEXED BY relay_nodes_live
     WHERE account_id = ?1 AND trust IN (1, ?2) AND last_ping_at_ms >= ?3
       AND (?4 IS NULL OR seed_type = ?4)
     LIMIT ?5";
/// Before its first ping a node's number is known if another node reported it.
const FIND: &str = "SELECT msisdn FROM relay_nodes
     WHERE account_id = ?1 AND imsi = ?2 AND trust IN (1, ?3)
       AND (last_ping_at_ms >= ?4 OR last_ping_at_ms = 0)";
const LIST: &str = "SELECT n.number, n.imsi, n.msisdn, n.seed_type, n.country, n.operator_name,
       n.operator_id, n.standing, n.signed, n.last_ping_at_ms, n.created_at_ms,
       (SELECT g.id FROM gateways AS g
         WHERE g.account_id = ?1 AND g.device_id = n.imsi) AS gateway_id
     FROM relay_nodes AS n WHERE n.account_id = ?1 AND n.number > ?2
     ORDER BY n.number LIMIT ?3";
const CHANGE: &str = "UPDATE relay_nodes SET standing = COALESCE(?3, standing),
       trust = CASE COALESCE(?3, standing) WHEN 0 THEN signed ELSE COALESCE(?3, standing) END,
       operator_name = COALESCE(?4, operator_name), operator_id = COALESCE(?5, operator_id)
     WHERE account_id = ?1 AND imsi = ?2
     RETURNING number, imsi, msisdn, seed_type, country, operator_name, operator_id, standing,
       signed, last_ping_at_ms, created_at_ms,
       (SELECT g.id FROM gateways AS g WHERE g.account_id = ?1 AND g.device_id = ?2) AS gateway_id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[PING, PING_BARE, OVERWRITE, PING_SIGNED, SEEN, LIVE, FIND, LIST, CHANGE];

/// Nodes shown to people who look for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodesShown {
    /// All but those that an administrator refused.
    All,
    /// Those that sign or that an administrator approved.
    Trusted,
}

/// Data that a node states about itself, or another node about it, and data derived from its number.
#[derive(Clone, Copy)]
pub struct NewNode<'a> {
    pub imsi: &'a str,
    pub msisdn: &'a str,
    pub seed_type: &'a str,
    pub country: &'a str,
    pub operator_name: &'a str,
    pub operator_id: Option<&'a str>,
    /// Whether it was signed by the gateway client that has the number.
    pub signed: bool,
}

/// A node with a recent ping.
#[derive(Clone, Deserialize)]
pub struct LiveNode {
    pub imsi: String,
    pub msisdn: String,
    pub seed_type: String,
    pub country: String,
    pub operator_name: String,
    pub operator_id: Option<String>,
    pub last_ping_at_ms: UnixMillis,
}

/// A node as its account's administrators see it.
#[derive(Clone, Deserialize)]
pub struct NodeRecord {
    /// The account-local integer.
    pub number: i64,
    pub imsi: String,
    pub msisdn: String,
    pub seed_type: String,
    pub country: String,
    pub operator_name: String,
    pub operator_id: Option<String>,
    /// 1: approved; -1: refused; 0: not judged.
    pub standing: i8,
    pub signed: u8,
    /// [`UnixMillis::EPOCH`] for a node that never pinged.
    pub last_ping_at_ms: UnixMillis,
    pub created_at_ms: UnixMillis,
    /// The account's gateway whose device id is the IMSI.
    pub gateway_id: Option<GatewayId>,
}

/// An administrator's change to a node. `None` leaves a field unchanged.
#[derive(Clone, Copy, Default)]
pub struct NodeChange<'a> {
    pub approved: Option<bool>,
    pub operator_name: Option<&'a str>,
    pub operator_id: Option<&'a str>,
}

#[derive(Deserialize)]
struct ImsiRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    imsi: String,
}

#[derive(Deserialize)]
struct NumberRow {
    msisdn: String,
}

impl Store {
    /// Records a ping of a node, and of the gateway whose device id is its IMSI. Returns `false` if the
    /// account does not know the node or, for a signed ping, not with this number. Other data of the ping is
    /// ignored.
    pub async fn ping_node(
        &self,
        account_id: &AccountId,
        node: &NewNode<'_>,
        shown: NodesShown,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let results = self.batch(ping(account_id.as_str(), node, shown, now_ms)).await?;
        any_row(&results)
    }

    /// Records a ping that has only an IMSI. Does nothing for an unknown node.
    pub async fn ping_node_barely(
        &self,
        account_id: &AccountId,
        imsi: &str,
        shown: NodesShown,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        let bound = ping_barely(account_id.as_str(), imsi, shown, now_ms);
        self.batch(vec![bound]).await?;
        Ok(())
    }

    /// Lists nodes with a ping since `since_ms`, up to `limit`, optionally of one type. Reads only the rows
    /// it returns.
    pub async fn live_nodes(
        &self,
        account_id: &AccountId,
        shown: NodesShown,
        since_ms: UnixMillis,
        seed_type: Option<&str>,
        limit: u32,
    ) -> Result<Vec<LiveNode>, StoreError> {
        self.rows(live(account_id.as_str(), shown, since_ms, seed_type, limit)).await
    }

    /// Returns the SIM's number, if its node pinged since `since_ms` or is known only from another node's
    /// report.
    pub async fn number_of_node(
        &self,
        account_id: &AccountId,
        imsi: &str,
        shown: NodesShown,
        since_ms: UnixMillis,
    ) -> Result<Option<String>, StoreError> {
        let bound = find(account_id.as_str(), imsi, shown, since_ms);
        Ok(self.row::<NumberRow>(bound).await?.map(|row| row.msisdn))
    }

    /// Lists all nodes by number: those after `after`, up to `limit`.
    pub async fn list_nodes(
        &self,
        account_id: &AccountId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<NodeRecord>, StoreError> {
        let values = vec![account_id.into(), after.into(), limit.into()];
        self.rows((LIST, values)).await
    }

    /// Changes a node. `None` if the account does not know it.
    pub async fn change_node(
        &self,
        account_id: &AccountId,
        imsi: &str,
        change: NodeChange<'_>,
    ) -> Result<Option<NodeRecord>, StoreError> {
        self.row(self::change(account_id.as_str(), imsi, change)).await
    }
}

impl NodesShown {
    /// Least trust that a node needs to be shown.
    fn least_trust(self) -> i64 {
        match self {
            Self::All => 0,
            Self::Trusted => 1,
        }
    }
}

fn any_row(results: &[D1Result]) -> Result<bool, StoreError> {
    let mut found = false;
    for index in 0..results.len() {
        found |= row_of::<ImsiRow>(results, index)?.is_some();
    }
    Ok(found)
}

pub(crate) fn ping(
    account_id: &str,
    node: &NewNode<'_>,
    shown: NodesShown,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let ping = if node.signed {
        let mut values = key(account_id, node, now_ms);
        values.push(node.msisdn.into());
        (PING_SIGNED, values)
    } else {
        ping_unsigned(account_id, node, shown, now_ms)
    };
    let mut statements = vec![ping];
    // Anyone can send an unsigned ping. Where only trusted nodes are shown, it is no sign of life of a gateway
    // either.
    if node.signed || shown == NodesShown::All {
        let mut values = key(account_id, node, now_ms);
        values.push(now_ms.saturating_sub(SEEN_INTERVAL_MS).into());
        statements.push((SEEN, values));
    }
    statements
}

fn ping_unsigned(
    account_id: &str,
    node: &NewNode<'_>,
    shown: NodesShown,
    now_ms: UnixMillis,
) -> Bound {
    let mut values = key(account_id, node, now_ms);
    values.push((shown == NodesShown::Trusted).into());
    (PING, values)
}

fn key(account_id: &str, node: &NewNode<'_>, now_ms: UnixMillis) -> Vec<Value> {
    vec![account_id.into(), node.imsi.into(), now_ms.into()]
}

pub(crate) fn ping_barely(
    account_id: &str,
    imsi: &str,
    shown: NodesShown,
    now_ms: UnixMillis,
) -> Bound {
    let strict = (shown == NodesShown::Trusted).into();
    (PING_BARE, vec![account_id.into(), imsi.into(), now_ms.into(), strict])
}

pub(crate) fn live(
    account_id: &str,
    shown: NodesShown,
    since_ms: UnixMillis,
    seed_type: Option<&str>,
    limit: u32,
) -> Bound {
    let values = vec![
        account_id.into(),
        shown.least_trust().into(),
        since_ms.into(),
        seed_type.into(),
        limit.into(),
    ];
    (LIVE, values)
}

pub(crate) fn find(account_id: &str, imsi: &str, shown: NodesShown, since_ms: UnixMillis) -> Bound {
    let values = vec![account_id.into(), imsi.into(), shown.least_trust().into(), since_ms.into()];
    (FIND, values)
}

pub(crate) fn change(account_id: &str, imsi: &str, change: NodeChange<'_>) -> Bound {
    let standing = change.approved.map(|approved| if approved { 1_i64 } else { -1 });
    let values = vec![
        account_id.into(),
        imsi.into(),
        standing.into(),
        change.operator_name.into(),
        change.operator_id.into(),
    ];
    (CHANGE, values)
}

#[cfg(test)]
mod tests;
