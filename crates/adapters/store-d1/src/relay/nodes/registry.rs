//! Limits on the nodes that an account remembers, and their eviction.
//!
//! Anyone may add a node, so an account remembers a limited number. A stranger is a node that neither signed
//! nor was approved or refused by an administrator. If there is no room, the stranger with the oldest ping is
//! evicted; all others stay until they are deleted. Triggers maintain the counts, so the cost of a new node
//! is constant.

use ids::AccountId;
use unix_time::UnixMillis;

use super::{ImsiRow, NewNode, NodesShown, OVERWRITE, any_row, key, ping, ping_unsigned};
use crate::{Store, StoreError, bound::Bound};

// A new node makes one node too many. After the limit was lowered there are more, and several are evicted at
// once.
const EVICT: &str = "DELETE FROM relay_nodes
     WHERE (account_id, imsi) IN (
       SELECT stale.account_id, stale.imsi FROM relay_nodes AS stale INDEXED BY relay_nodes_live
       WHERE stale.account_id = ?1 AND stale.trust = 0 ORDER BY stale.last_ping_at_ms
       LIMIT COALESCE((
         SELECT CASE WHEN EXISTS (SELECT 1 FROM relay_nodes AS known
             WHERE known.account_id = ?1 AND known.imsi = ?2) THEN 0
           ELSE MIN(16, MAX(0, counts.strangers - ?3 + 1, counts.strangers + counts.kept - ?4 + 1))
           END
         FROM relay_node_counts AS counts WHERE counts.account_id = ?1), 0))";
/// Overwrites data reported by another node, but never the node's own.
// ?12 is the room for nodes of this kind. If it is 0, evicting others makes none.
const INSERT: &str =
    "INSERT INTO relay_nodes (account_id, imsi, number, msisdn, seed_type, country,
       operator_name, operator_id, signed, trust, last_ping_at_ms, created_at_ms)
     SELECT ?1, ?2, COALESCE((SELECT MAX(n.number) FROM relay_nodes AS n
         WHERE n.account_id = ?1), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10
     WHERE EXISTS (SELECT 1 FROM relay_nodes AS n WHERE n.account_id = ?1 AND n.imsi = ?2)
       OR (?12 > 0 AND COALESCE((SELECT counts.kept FROM relay_node_counts AS counts
         WHERE counts.account_id = ?1), 0) < ?11)
     ON CONFLICT (account_id, imsi) DO UPDATE SET msisdn = excluded.msisdn,
       seed_type = excluded.seed_type, country = excluded.country,
       operator_name = excluded.operator_name, operator_id = excluded.operator_id,
       signed = excluded.signed,
       trust = CASE relay_nodes.standing WHEN 0 THEN excluded.trust ELSE relay_nodes.standing END,
       last_ping_at_ms = excluded.last_ping_at_ms
     WHERE relay_nodes.last_ping_at_ms = 0
     RETURNING imsi";
const DELETE: &str = "DELETE FROM relay_nodes WHERE account_id = ?1 AND imsi = ?2 RETURNING imsi";
const DELETE_STRANGERS: &str = "DELETE FROM relay_nodes
     WHERE (account_id, imsi) IN (
       SELECT n.account_id, n.imsi FROM relay_nodes AS n INDEXED BY relay_nodes_live
       WHERE n.account_id = ?1 AND n.trust = 0 ORDER BY n.last_ping_at_ms LIMIT ?2)
     RETURNING imsi";
// Trust is 0 or 1 wherever standing is 0. Naming both lets the index bound the time of the ping.
const FORGET_SILENT: &str = "DELETE FROM relay_nodes
     WHERE (account_id, imsi) IN (
       SELECT n.account_id, n.imsi FROM relay_nodes AS n INDEXED BY relay_nodes_live
       WHERE n.account_id = ?1 AND n.trust IN (0, 1) AND n.last_ping_at_ms > 0
         AND n.last_ping_at_ms < ?2 AND n.standing = 0 LIMIT ?3)
     RETURNING imsi";
const FORGET_TOLD: &str = "DELETE FROM relay_nodes
     WHERE (account_id, imsi) IN (
       SELECT n.account_id, n.imsi FROM relay_nodes AS n INDEXED BY relay_nodes_told
       WHERE n.account_id = ?1 AND n.last_ping_at_ms = 0 AND n.created_at_ms < ?2
         AND n.standing = 0 LIMIT ?3)
     RETURNING imsi";
const STRANGERS: &str = "SELECT n.imsi FROM relay_nodes AS n INDEXED BY relay_nodes_live
     WHERE n.account_id = ?1 AND n.trust = 0 AND n.last_ping_at_ms >= ?2 LIMIT ?3";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[EVICT, INSERT, DELETE, DELETE_STRANGERS, FORGET_SILENT, FORGET_TOLD, STRANGERS];

/// Number of nodes that an account remembers.
#[derive(Clone, Copy, Debug)]
pub struct NodeRoom {
    /// Nodes of all kinds.
    pub most: u32,
    /// Strangers. The rest of the room is for nodes that sign or that an administrator approved.
    pub strangers: u32,
}

impl Store {
    /// Stores a node's first ping. If there is no room, the stranger with the oldest ping is evicted. Returns
    /// `false` if there is no stranger to evict.
    pub async fn insert_node(
        &self,
        account_id: &AccountId,
        node: &NewNode<'_>,
        shown: NodesShown,
        room: NodeRoom,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let statements = first_ping(account_id.as_str(), node, shown, room, now_ms);
        any_row(&self.batch(statements).await?)
    }

    /// Stores the number of an IMSI as another node reported it. It does not show that the node is online.
    /// Keeps the values that the node itself reported earlier.
    pub async fn tell_node(
        &self,
        account_id: &AccountId,
        node: &NewNode<'_>,
        room: NodeRoom,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(told(account_id.as_str(), node, room, now_ms)).await?;
        Ok(())
    }

    /// Deletes a node. Returns whether the account knew it.
    pub async fn delete_node(
        &self,
        account_id: &AccountId,
        imsi: &str,
    ) -> Result<bool, StoreError> {
        let row: Option<ImsiRow> = self.row(delete(account_id.as_str(), imsi)).await?;
        Ok(row.is_some())
    }

    /// Deletes strangers, those with the oldest pings first and at most `limit`. Returns their number.
    pub async fn delete_strange_nodes(
        &self,
        account_id: &AccountId,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let values = vec![account_id.into(), limit.into()];
        Ok(self.rows::<ImsiRow>((DELETE_STRANGERS, values)).await?.len())
    }

    /// Deletes nodes without a ping since `before_ms` (except approved and refused ones), and older reports
    /// about nodes that never pinged, at most `limit` of each. Returns their number, zero when nothing is
    /// left.
    pub async fn delete_silent_nodes(
        &self,
        account_id: &AccountId,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut deleted = 0_usize;
        for bound in forget(account_id.as_str(), before_ms, limit) {
            let rows: Vec<ImsiRow> = self.rows(bound).await?;
            deleted = deleted.saturating_add(rows.len());
        }
        Ok(deleted)
    }

    /// Counts strangers with a ping since `since_ms`, up to `limit`.
    pub async fn count_strange_nodes(
        &self,
        account_id: &AccountId,
        since_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let values = vec![account_id.into(), since_ms.into(), limit.into()];
        Ok(self.rows::<ImsiRow>((STRANGERS, values)).await?.len())
    }
}

pub(crate) fn first_ping(
    account_id: &str,
    node: &NewNode<'_>,
    shown: NodesShown,
    room: NodeRoom,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    let mut statements =
        vec![evict(account_id, node, room), insert(account_id, node, room, now_ms, now_ms)];
    if node.signed {
        let mut values = key(account_id, node, now_ms);
        values.extend([
            node.msisdn.into(),
            node.seed_type.into(),
            node.country.into(),
            node.operator_name.into(),
            node.operator_id.into(),
        ]);
        statements.push((OVERWRITE, values));
    }
    // Another ping of the same node may just have stored it; and a signature does not count if the node was
    // approved with another number.
    statements.push(ping_unsigned(account_id, node, shown, now_ms));
    statements.extend(ping(account_id, node, shown, now_ms));
    statements
}

pub(crate) fn told(
    account_id: &str,
    node: &NewNode<'_>,
    room: NodeRoom,
    now_ms: UnixMillis,
) -> Vec<Bound> {
    vec![evict(account_id, node, room), insert(account_id, node, room, UnixMillis::EPOCH, now_ms)]
}

pub(crate) fn delete(account_id: &str, imsi: &str) -> Bound {
    (DELETE, vec![account_id.into(), imsi.into()])
}

pub(crate) fn forget(account_id: &str, before_ms: UnixMillis, limit: u32) -> [Bound; 2] {
    [FORGET_SILENT, FORGET_TOLD]
        .map(|sql| (sql, vec![account_id.into(), before_ms.into(), limit.into()]))
}

fn evict(account_id: &str, node: &NewNode<'_>, room: NodeRoom) -> Bound {
    let values = vec![
        account_id.into(),
        node.imsi.into(),
        i64::from(room.of(node)).into(),
        i64::from(room.most).into(),
    ];
    (EVICT, values)
}

fn insert(
    account_id: &str,
    node: &NewNode<'_>,
    room: NodeRoom,
    last_ping_at_ms: UnixMillis,
    now_ms: UnixMillis,
) -> Bound {
    let values = vec![
        account_id.into(),
        node.imsi.into(),
        node.msisdn.into(),
        node.seed_type.into(),
        node.country.into(),
        node.operator_name.into(),
        node.operator_id.into(),
        node.signed.into(),
        last_ping_at_ms.into(),
        now_ms.into(),
        i64::from(room.most).into(),
        i64::from(room.of(node)).into(),
    ];
    (INSERT, values)
}

impl NodeRoom {
    /// The part of the room that the node may take.
    fn of(self, node: &NewNode<'_>) -> u32 {
        if node.signed { self.most } else { self.strangers.min(self.most) }
    }
}

#[cfg(test)]
mod tests;
