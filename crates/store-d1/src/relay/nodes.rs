//! Nodes: modems and phones that say every few seconds that they are there.
//!
//! Anybody may say so, hence what is read is read by key: a ping costs what it costs however many nodes there
//! are, and a listing what it lists.

pub mod registry;

use identity::AccountId;
use serde::Deserialize;
use worker::D1Result;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of},
};

/// A gateway's last sign of life is written at most this often.
const SEEN_INTERVAL_MS: i64 = 300_000;

/// What an unsigned ping says of a node that signs is not believed where nothing unsigned is.
const PING: &str = "UPDATE relay_nodes SET last_ping_at_ms = CASE
         WHEN ?4 = 1 AND signed = 1 AND standing = 0 THEN last_ping_at_ms ELSE ?3 END
     WHERE account_id = ?1 AND imsi = ?2 AND last_ping_at_ms > 0
     RETURNING imsi";
/// A ping that says nothing but who it is, so that only a node that is known can have sent it.
const PING_BARE: &str = "UPDATE relay_nodes SET last_ping_at_ms = ?3,
       seed_type = CASE seed_type WHEN '' THEN 'seed' ELSE seed_type END
     WHERE account_id = ?1 AND imsi = ?2 AND NOT (?4 = 1 AND signed = 1 AND standing = 0)";
/// Whoever signs has the number, so that a record by somebody else, which nobody approved, is overwritten.
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
const LIVE: &str =
    "SELECT imsi, msisdn, seed_type, country, operator_name, operator_id, last_ping_at_ms
     FROM relay_nodes INDEXED BY relay_nodes_live
     WHERE account_id = ?1 AND trust IN (1, ?2) AND last_ping_at_ms >= ?3
       AND (?4 IS NULL OR seed_type = ?4)
     LIMIT ?5";
/// The number of a node is known to itself before its first ping if another node told it.
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

/// Which nodes are shown to people who look for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodesShown {
    /// All but those that an administrator refused.
    All,
    /// Those that sign or that an administrator approved.
    Trusted,
}

/// What a node says of itself, or another node of it, and what follows from its number.
#[derive(Clone, Copy)]
pub struct NewNode<'a> {
    pub imsi: &'a str,
    pub msisdn: &'a str,
    pub seed_type: &'a str,
    pub country: &'a str,
    pub operator_name: &'a str,
    pub operator_id: Option<&'a str>,
    /// By the gateway client that has the number.
    pub signed: bool,
}

/// A node that pinged lately.
#[derive(Clone, Deserialize)]
pub struct LiveNode {
    pub imsi: String,
    pub msisdn: String,
    pub seed_type: String,
    pub country: String,
    pub operator_name: String,
    pub operator_id: Option<String>,
    pub last_ping_at_ms: i64,
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
    /// 1: approved; -1: refused; 0: nobody said anything.
    pub standing: i8,
    pub signed: u8,
    /// 0: never.
    pub last_ping_at_ms: i64,
    pub created_at_ms: i64,
    /// The account's gateway whose device id is the IMSI.
    pub gateway_id: Option<String>,
}

/// What an administrator says of a node; `None` leaves it as it is.
#[derive(Clone, Copy, Default)]
pub struct NodeChange<'a> {
    pub approved: Option<bool>,
    pub operator_name: Option<&'a str>,
    pub operator_id: Option<&'a str>,
}

#[derive(Deserialize)]
struct ImsiRow {
    #[expect(dead_code, reason = "that there is a row says it all")]
    imsi: String,
}

#[derive(Deserialize)]
struct NumberRow {
    msisdn: String,
}

impl Store {
    /// Notes that a node is there, and a gateway that is registered under its IMSI with it. `false`: the
    /// account does not know the node, or, where it signed, not with this number. What else it says of itself
    /// is not looked at.
    pub async fn ping_node(
        &self,
        account_id: &AccountId,
        node: &NewNode<'_>,
        shown: NodesShown,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let results = self.bound_batch(ping(account_id.as_str(), node, shown, now_ms)).await?;
        any_row(&results)
    }

    /// Notes that a node is there which says nothing but its IMSI. Nothing happens if it is not known.
    pub async fn ping_node_barely(
        &self,
        account_id: &AccountId,
        imsi: &str,
        shown: NodesShown,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let bound = ping_barely(account_id.as_str(), imsi, shown, now_ms);
        self.bound_batch(vec![bound]).await?;
        Ok(())
    }

    /// The nodes that pinged since then, up to `limit`, of one type where it is given. The rows that are
    /// read are those that are shown.
    pub async fn live_nodes(
        &self,
        account_id: &AccountId,
        shown: NodesShown,
        since_ms: i64,
        seed_type: Option<&str>,
        limit: u32,
    ) -> Result<Vec<LiveNode>, StoreError> {
        self.bound_rows(live(account_id.as_str(), shown, since_ms, seed_type, limit)).await
    }

    /// The number of the SIM, if its node pinged since then or is known by another node's word alone.
    pub async fn number_of_node(
        &self,
        account_id: &AccountId,
        imsi: &str,
        shown: NodesShown,
        since_ms: i64,
    ) -> Result<Option<String>, StoreError> {
        let bound = find(account_id.as_str(), imsi, shown, since_ms);
        Ok(self.bound_row::<NumberRow>(bound).await?.map(|row| row.msisdn))
    }

    /// All nodes by number, those after `after`, up to `limit`.
    pub async fn list_nodes(
        &self,
        account_id: &AccountId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<NodeRecord>, StoreError> {
        let values = vec![account_id.as_str().into(), after.into(), i64::from(limit).into()];
        self.bound_rows((LIST, values)).await
    }

    /// `None`: the account does not know the node.
    pub async fn change_node(
        &self,
        account_id: &AccountId,
        imsi: &str,
        change: NodeChange<'_>,
    ) -> Result<Option<NodeRecord>, StoreError> {
        self.bound_row(self::change(account_id.as_str(), imsi, change)).await
    }
}

impl NodesShown {
    /// The least trust that a node needs.
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
    now_ms: i64,
) -> Vec<Bound> {
    let ping = if node.signed {
        let mut values = key(account_id, node, now_ms);
        values.push(node.msisdn.into());
        (PING_SIGNED, values)
    } else {
        ping_unsigned(account_id, node, shown, now_ms)
    };
    let mut statements = vec![ping];
    if node.signed || shown == NodesShown::All {
        let mut values = key(account_id, node, now_ms);
        values.push(now_ms.saturating_sub(SEEN_INTERVAL_MS).into());
        statements.push((SEEN, values));
    }
    statements
}

fn ping_unsigned(account_id: &str, node: &NewNode<'_>, shown: NodesShown, now_ms: i64) -> Bound {
    let mut values = key(account_id, node, now_ms);
    values.push((shown == NodesShown::Trusted).into());
    (PING, values)
}

fn key(account_id: &str, node: &NewNode<'_>, now_ms: i64) -> Vec<Value> {
    vec![account_id.into(), node.imsi.into(), now_ms.into()]
}

pub(crate) fn ping_barely(account_id: &str, imsi: &str, shown: NodesShown, now_ms: i64) -> Bound {
    let strict = (shown == NodesShown::Trusted).into();
    (PING_BARE, vec![account_id.into(), imsi.into(), now_ms.into(), strict])
}

pub(crate) fn live(
    account_id: &str,
    shown: NodesShown,
    since_ms: i64,
    seed_type: Option<&str>,
    limit: u32,
) -> Bound {
    let values = vec![
        account_id.into(),
        shown.least_trust().into(),
        since_ms.into(),
        seed_type.into(),
        i64::from(limit).into(),
    ];
    (LIVE, values)
}

pub(crate) fn find(account_id: &str, imsi: &str, shown: NodesShown, since_ms: i64) -> Bound {
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
