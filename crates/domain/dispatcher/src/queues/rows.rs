//! Rows of the queues: reading them in order, and counting them.

use ids::GatewayId;
use messaging::MessageId;
use object_sql::{Row, Sql, SqlError};

use super::Queue;
use crate::columns::{count, parse_id};

pub(crate) const SELECT_QUEUE: &str =
    "SELECT rank, id FROM message WHERE queue = ? ORDER BY rank, id LIMIT ?";
pub(crate) const NEXT_RANK: &str =
    "SELECT rank FROM message WHERE queue = ? AND rank > ? ORDER BY rank LIMIT 1";
pub(crate) const SELECT_LATEST: &str =
    "SELECT rank, id FROM message WHERE queue = ? AND rank = ? ORDER BY id DESC LIMIT ?";
// The inner `LIMIT` bounds the rows that are read; on the count itself it would have no effect.
pub(crate) const COUNT_QUEUES: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE queue IN (?, ?) LIMIT ?)";
pub(crate) const COUNT_QUEUE: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE queue = ? LIMIT ?)";
// Two ranges leave out the queue of scheduled messages, which may be as long as all others.
pub(crate) const COUNT_WAITING: &str = "SELECT (SELECT COUNT(*) FROM message WHERE queue < ?)
       + (SELECT COUNT(*) FROM message WHERE queue > ?)";
pub(crate) const SUM_RECIPIENTS: &str =
    "SELECT coalesce(sum(rank), 0) FROM message WHERE queue = ?";
/// Below every rank, and the smallest integer that a JavaScript number holds exactly.
pub(crate) const BEFORE_ALL_RANKS: i64 = -9_007_199_254_740_991;

/// Returns the first `limit` messages of a queue with their ranks, in sending order.
pub(crate) fn queued(
    sql: &impl Sql,
    queue: &Queue,
    limit: usize,
) -> Result<Vec<(i64, MessageId)>, SqlError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = sql.exec(SELECT_QUEUE, vec![queue.into(), limit.into()])?;
    let read = |row: &Row| {
        let mut columns = row.reader();
        Ok((columns.integer()?, parse_id(columns.text()?)?))
    };
    rows.iter().map(read).collect()
}

/// Returns the first `limit` messages of a queue with their ranks, the latest first within a rank.
pub(crate) fn queued_latest_first(
    sql: &impl Sql,
    queue: &Queue,
    limit: usize,
) -> Result<Vec<(i64, MessageId)>, SqlError> {
    // The index on queue, rank and id cannot give ranks upwards and ids downwards at once, so each rank is
    // read by itself.
    let mut found = Vec::new();
    let mut rank = BEFORE_ALL_RANKS;
    while found.len() < limit {
        let next = sql.exec(NEXT_RANK, vec![queue.into(), rank.into()])?;
        let Some(next) = next.first() else { break };
        rank = next.reader().integer()?;
        let left = i64::try_from(limit - found.len()).unwrap_or(i64::MAX);
        let parameters = vec![queue.into(), rank.into(), left.into()];
        for row in &sql.exec(SELECT_LATEST, parameters)? {
            let mut columns = row.reader();
            found.push((columns.integer()?, parse_id(columns.text()?)?));
        }
    }
    Ok(found)
}

/// Number of messages that wait for a gateway, or to be fetched.
pub(crate) fn count_waiting(sql: &impl Sql) -> Result<u32, SqlError> {
    count(sql, COUNT_WAITING, vec![(&Queue::Scheduled).into(), (&Queue::Scheduled).into()])
}

/// Number of recipients of messages that wait for their scheduled time.
pub(crate) fn count_scheduled_recipients(sql: &impl Sql) -> Result<u32, SqlError> {
    count(sql, SUM_RECIPIENTS, vec![(&Queue::Scheduled).into()])
}

/// Number of messages in a queue, counted up to `limit`.
pub(crate) fn count_in(sql: &impl Sql, queue: &Queue, limit: i64) -> Result<u32, SqlError> {
    count(sql, COUNT_QUEUE, vec![queue.into(), limit.into()])
}

/// Number of messages that wait in this shared queue or for this gateway, counted up to `limit`.
pub(crate) fn count_waiting_for(
    sql: &impl Sql,
    shared: &Queue,
    gateway_id: &GatewayId,
    limit: i64,
) -> Result<u32, SqlError> {
    let pinned = Queue::PinnedTo(gateway_id.clone());
    let parameters = vec![shared.into(), (&pinned).into(), limit.into()];
    count(sql, COUNT_QUEUES, parameters)
}
