//! Writing a Dispatcher's batch: one statement for each table, with one bound parameter whatever the batch's
//! size. Replaying a batch changes nothing.

use std::collections::BTreeMap;

use dispatcher_records::Projection;
use ids::{AccountId, GatewayId};
use messaging::InteractionKind;
use serde::Serialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
    messages::pieces,
    statistics::operating_figures,
};

// Versions keep a replayed batch from undoing a later one. `WHERE true`, here and below, keeps SQLite from taking
// ON CONFLICT for a part of a join.
const MESSAGES: &str =
    "INSERT INTO messages (account_id, id, version, client_id, gateway_id, state,
       created_at_ms, updated_at_ms, sent_at_ms, delivered_at_ms, failed_at_ms, error, retry_count,
       record)
     SELECT ?1, value ->> '$.id', value ->> '$.version', value ->> '$.client_id',
       value ->> '$.gateway_id', value ->> '$.state', value ->> '$.created_at_ms',
       value ->> '$.updated_at_ms', value ->> '$.sent_at_ms', value ->> '$.delivered_at_ms',
       value ->> '$.failed_at_ms', value ->> '$.error', value ->> '$.retry_count',
       value ->> '$.record'
     FROM json_each(?2) WHERE true
     ON CONFLICT (account_id, id) DO UPDATE SET version = excluded.version,
       gateway_id = excluded.gateway_id, state = excluded.state,
       updated_at_ms = excluded.updated_at_ms, sent_at_ms = excluded.sent_at_ms,
       delivered_at_ms = excluded.delivered_at_ms, failed_at_ms = excluded.failed_at_ms,
       error = excluded.error, retry_count = excluded.retry_count, record = excluded.record
     WHERE excluded.version > messages.version";
const RECIPIENTS: &str = "INSERT INTO message_recipients (account_id, address, message_id)
     SELECT ?1, value ->> '$.address', value ->> '$.message_id'
     FROM json_each(?2) WHERE true
     ON CONFLICT (account_id, address, message_id) DO NOTHING";
const REFERENCES: &str =
    "INSERT INTO provider_references (account_id, reference, message_id, ordinal)
     SELECT ?1, value ->> '$.reference', value ->> '$.message_id', value ->> '$.ordinal'
     FROM json_each(?2) WHERE true
     ON CONFLICT (account_id, reference) DO NOTHING";
const LABELS: &str = "INSERT INTO message_labels (account_id, label, message_id)
     SELECT ?1, value ->> '$.label', value ->> '$.message_id'
     FROM json_each(?2) WHERE true
     ON CONFLICT (account_id, label, message_id) DO NOTHING";
const INTERACTIONS: &str =
    "INSERT INTO proxy_interactions (account_id, session_id, message_id, kind, inbound_id)
     SELECT ?1, value ->> '$.session_id', value ->> '$.message_id', value ->> '$.kind',
       value ->> '$.inbound_id'
     FROM json_each(?2) WHERE true
     ON CONFLICT (account_id, session_id, message_id) DO NOTHING";
/// Times are looked up by session id, so that only the named sessions are read.
pub(crate) const LAST_INTERACTIONS: &str = "UPDATE proxy_sessions
     SET last_interaction_at_ms = json_extract(?2, '$.\"' || id || '\"')
     WHERE account_id = ?1 AND id IN (SELECT key FROM json_each(?2))
       AND last_interaction_at_ms < json_extract(?2, '$.\"' || id || '\"')";
const INBOUND: &str = "INSERT INTO inbound_messages (account_id, id, gateway_id, sender, body,
       received_at_ms, created_at_ms, reference)
     SELECT ?1, value ->> '$.id', value ->> '$.gateway_id', value ->> '$.sender', value ->> '$.body',
       value ->> '$.received_at_ms', value ->> '$.created_at_ms', value ->> '$.reference'
     FROM json_each(?2) WHERE true
     ON CONFLICT (account_id, id) DO NOTHING";
// Values are absolute, because the Dispatcher is their only writer. So a replayed batch counts nothing twice.
const COUNTERS: &str = "INSERT INTO counters (account_id, metric, day, gateway_id, value)
     SELECT ?1, value ->> '$.metric', value ->> '$.day', value ->> '$.gateway_id',
       value ->> '$.value'
     FROM json_each(?2) WHERE true
     ON CONFLICT (account_id, metric, day, gateway_id) DO UPDATE SET value = excluded.value";
const GATEWAYS: &str = "UPDATE gateways SET online = seen.value ->> '$.online',
       streams = seen.value ->> '$.streams', push_refused = seen.value ->> '$.push_refused',
       last_heartbeat_at_ms = seen.value ->> '$.last_heartbeat_at_ms',
       health = seen.value ->> '$.health'
     FROM json_each(?2) AS seen
     WHERE gateways.account_id = ?1 AND gateways.id = seen.value ->> '$.id'";
/// Once an hour is enough. The condition is in SQL because an evicted object does not know when it last
/// wrote.
const TOUCH_ACCOUNT: &str = "UPDATE accounts SET active_at_ms = ?2
     WHERE id = ?1 AND (active_at_ms IS NULL OR active_at_ms <= ?2 - 3600000)";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    MESSAGES,
    RECIPIENTS,
    LABELS,
    REFERENCES,
    INTERACTIONS,
    LAST_INTERACTIONS,
    INBOUND,
    COUNTERS,
    GATEWAYS,
    TOUCH_ACCOUNT,
];

#[derive(Serialize)]
struct InboundRow<'a> {
    id: &'a str,
    gateway_id: &'a GatewayId,
    sender: &'a str,
    body: &'a str,
    received_at_ms: UnixMillis,
    created_at_ms: UnixMillis,
    reference: Option<&'a str>,
}

impl Store {
    /// Writes the batch as one transaction. `active_at_ms` also records that the account is active.
    pub async fn project(
        &self,
        account_id: &AccountId,
        batch: &Projection,
        active_at_ms: Option<UnixMillis>,
    ) -> Result<(), StoreError> {
        let statements = statements(account_id.as_str(), batch, active_at_ms)?;
        if !statements.is_empty() {
            self.batch(statements).await?;
        }
        Ok(())
    }
}

fn statements(
    account_id: &str,
    batch: &Projection,
    active_at_ms: Option<UnixMillis>,
) -> Result<Vec<Bound>, StoreError> {
    let inbound: Vec<InboundRow<'_>> = batch.inbound.iter().map(InboundRow::from).collect();
    let mut statements = Vec::new();
    push(&mut statements, account_id, MESSAGES, &batch.messages)?;
    statements.extend(pieces::project(account_id, batch)?);
    push(&mut statements, account_id, RECIPIENTS, &batch.recipients)?;
    push(&mut statements, account_id, LABELS, &batch.labels)?;
    push(&mut statements, account_id, REFERENCES, &batch.references)?;
    push(&mut statements, account_id, INTERACTIONS, &batch.interactions)?;
    let latest = last_interactions(batch);
    if !latest.is_empty() {
        statements.push(set_last_interactions(account_id, &latest)?);
    }
    push(&mut statements, account_id, INBOUND, &inbound)?;
    push(&mut statements, account_id, COUNTERS, &batch.counters)?;
    push(&mut statements, account_id, GATEWAYS, &batch.gateways)?;
    if let Some(figures) = &batch.figures {
        statements.push(operating_figures::store(account_id, figures)?);
    }
    if let Some(at_ms) = active_at_ms {
        statements.push((TOUCH_ACCOUNT, vec![account_id.into(), at_ms.into()]));
    }
    Ok(statements)
}

/// Adds the statement that writes a table's rows, if there are any.
fn push<T: Serialize>(
    statements: &mut Vec<Bound>,
    account_id: &str,
    sql: &'static str,
    rows: &[T],
) -> Result<(), StoreError> {
    if !rows.is_empty() {
        statements.push((sql, vec![account_id.into(), json(rows)?]));
    }
    Ok(())
}

/// Statement that sets the time of each session's last relay.
pub(crate) fn set_last_interactions(
    account_id: &str,
    latest: &BTreeMap<&str, UnixMillis>,
) -> Result<Bound, StoreError> {
    Ok((LAST_INTERACTIONS, vec![account_id.into(), json(latest)?]))
}

/// Returns the time of the last relay of each session in the batch.
fn last_interactions(batch: &Projection) -> BTreeMap<&str, UnixMillis> {
    let relays = batch.interactions.iter().filter(|it| it.kind == InteractionKind::Relay.as_str());
    let mut latest: BTreeMap<&str, UnixMillis> = BTreeMap::new();
    for relay in relays {
        let at_ms = latest.entry(relay.session_id.as_str()).or_insert(relay.at_ms);
        *at_ms = relay.at_ms.max(*at_ms);
    }
    latest
}

impl<'a> From<&'a messaging::InboundMessage> for InboundRow<'a> {
    fn from(message: &'a messaging::InboundMessage) -> Self {
        Self {
            id: &message.id,
            gateway_id: &message.gateway_id,
            sender: message.sender.as_str(),
            body: message.body.as_str(),
            received_at_ms: message.received_at_ms,
            created_at_ms: message.created_at_ms,
            reference: message.reference.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use dispatcher_records::{CounterRow, RecipientRow, ReferenceRow};
    use rusqlite::Connection;

    use super::*;
    use crate::tests::execute;

    /// Projects as one transaction does. Returns the number of rows that each statement wrote.
    fn project(database: &Connection, batch: &Projection, active_at_ms: UnixMillis) -> Vec<usize> {
        let statements = statements("a", batch, Some(active_at_ms)).unwrap();
        statements.into_iter().map(|bound| execute(database, bound)).collect()
    }

    fn with_account() -> Connection {
        let database = crate::tests::migrated();
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES ('a', 'a', 0)";
        database.execute(insert, []).unwrap();
        database
    }

    #[test]
    fn replayed_batch_adds_no_recipients_or_references_and_writes_the_same_counters() {
        let database = with_account();
        let message_id = || "msg_1".to_owned();
        let (address, reference) = ("+1".to_owned(), "v:1".to_owned());
        let counter = |gateway_id: &str, value: i64| {
            let gateway_id = gateway_id.to_owned();
            CounterRow { metric: "sent", day: -1, gateway_id, value }
        };
        let batch = Projection {
            recipients: vec![RecipientRow { message_id: message_id(), address }],
            references: vec![ReferenceRow { reference, message_id: message_id(), ordinal: 0 }],
            counters: vec![counter("g", 7), counter("h", 2)],
            ..Projection::default()
        };
        assert_eq!(project(&database, &batch, UnixMillis::new(5)), [1, 1, 2, 1]);
        assert_eq!(project(&database, &batch, UnixMillis::new(5)), [0, 0, 2, 0]);
        let sum = "SELECT SUM(value) FROM counters WHERE account_id = 'a'";
        assert_eq!(database.query_row(sum, [], |row| row.get(0)), Ok(9));
    }

    #[test]
    fn account_is_marked_as_active_at_most_once_an_hour() {
        let database = with_account();
        let empty = Projection::default();
        let written = [5, 3_600_004, 3_600_005]
            .map(|at_ms| project(&database, &empty, UnixMillis::new(at_ms)));
        assert_eq!(written, [[1], [0], [1]]);
    }
}
