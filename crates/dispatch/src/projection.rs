//! Projecting to D1: what changed, as rows whose replay is harmless, and what follows from success.
//!
//! Counters are absolute values computed from the counted state plus the batch's changes. They are
//! committed here only together with the marks of the batch, so a projection that is repeated after a
//! crash computes them again from the same base.

use std::collections::BTreeMap;

use messaging::{
    GatewayHealth, InboundMessage, Message,
    gateway::day_of,
    message::{Facts, Metric},
};
use object_sql::{Sql, SqlError};
use serde::Serialize;

use crate::{
    Dispatch, DispatchError,
    attend::ROTATION_MS,
    messages::{from_json, parse_id, to_json},
};

/// The day number under which a counter's total of all days is kept.
pub(crate) const ALL_DAYS: i64 = -1;

/// Few enough that one batch does not keep the object from answering for long.
const MAX_MESSAGES: i64 = 100;
const MAX_INBOUND: i64 = 200;
/// D1 takes at most 1 MB in one bound parameter; this leaves room for what surrounds the records.
const MAX_RECORD_BYTES: usize = 700_000;
/// A row that D1 itself refused this often is set aside.
const MAX_REJECTIONS: i64 = 5;

pub(crate) const SELECT_DIRTY: &str = "SELECT id, record, counted FROM message
     WHERE attention_ms <= ? AND version > projected_version ORDER BY attention_ms LIMIT ?";
pub(crate) const SELECT_INBOUND: &str =
    "SELECT claim, record FROM inbound WHERE record IS NOT NULL ORDER BY claim LIMIT ?";
pub(crate) const SELECT_COUNTER: &str =
    "SELECT value FROM counter WHERE metric = ? AND day = ? AND gateway_id = ?";
pub(crate) const SELECT_REJECTIONS: &str = "SELECT rejections FROM message WHERE id = ?";

/// One message as D1 keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageRow {
    pub id: String,
    pub version: u32,
    pub client_id: Option<String>,
    pub gateway_id: Option<String>,
    pub state: &'static str,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
    pub sent_at_ms: Option<i64>,
    pub delivered_at_ms: Option<i64>,
    pub failed_at_ms: Option<i64>,
    pub error: Option<String>,
    pub retry_count: u8,
    pub record: Message,
}

/// A gateway's presence as D1 keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GatewayRow {
    pub id: String,
    pub online: u8,
    pub last_heartbeat_at_ms: i64,
    pub health: GatewayHealth,
}

/// A counter's absolute value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CounterRow {
    pub metric: &'static str,
    pub day: i64,
    pub gateway_id: String,
    pub value: i64,
}

/// One batch for D1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Projection {
    pub messages: Vec<MessageRow>,
    pub inbound: Vec<InboundMessage>,
    pub gateways: Vec<GatewayRow>,
    pub counters: Vec<CounterRow>,
    /// There is more than one batch's worth.
    pub more: bool,
    /// The claims of the inbound messages.
    claims: Vec<String>,
}

type CounterKey = (Metric, i64, String);

impl<S: Sql> Dispatch<S> {
    /// The next batch, or `None` when D1 knows everything. `max_messages` shrinks the batch when D1
    /// refused a larger one, to find the row at fault.
    pub fn projection(
        &self,
        now_ms: i64,
        max_messages: Option<usize>,
    ) -> Result<Option<Projection>, DispatchError> {
        let mut projection = Projection::default();
        let mut changes: BTreeMap<CounterKey, i64> = BTreeMap::new();
        let limit =
            max_messages.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(MAX_MESSAGES);
        self.collect_messages(now_ms, limit, &mut projection, &mut changes)?;
        self.collect_inbound(&mut projection, &mut changes)?;
        self.collect_gateways(&mut projection);
        self.collect_counters(&mut projection, changes)?;
        let empty = projection.messages.is_empty()
            && projection.inbound.is_empty()
            && projection.gateways.is_empty();
        Ok((!empty).then_some(projection))
    }

    /// D1 has the batch: marks it, forgets what is settled, and commits the counters.
    pub fn projected(&mut self, projection: &Projection, now_ms: i64) -> Result<(), DispatchError> {
        self.projection_fails = false;
        for row in &projection.messages {
            self.mark_message(&row.record, now_ms)?;
        }
        for claim in &projection.claims {
            let statement = "UPDATE inbound SET record = NULL WHERE claim = ?";
            self.sql.exec(statement, vec![claim.as_str().into()])?;
        }
        for counter in &projection.counters {
            let parameters = vec![
                counter.metric.into(),
                counter.day.into(),
                counter.gateway_id.as_str().into(),
                counter.value.into(),
            ];
            let statement = "INSERT OR REPLACE INTO counter (metric, day, gateway_id, value)
                             VALUES (?, ?, ?, ?)";
            self.sql.exec(statement, parameters)?;
        }
        for row in &projection.gateways {
            let Some(gateway) = self.gateways.get_mut(&row.id) else { continue };
            gateway.projected_seen_at_ms = row.last_heartbeat_at_ms;
            gateway.unprojected = u8::from(gateway.snapshot.online) != row.online;
            self.save_gateway(&row.id, now_ms)?;
        }
        Ok(())
    }

    /// D1 did not take the batch. If D1 refused it, its rows step back so that others get their turn,
    /// and one that was refused alone in its batch five times is set aside: returns its id.
    pub fn projection_failed(
        &mut self,
        projection: &Projection,
        refused: bool,
        retry_at_ms: i64,
    ) -> Result<Option<String>, DispatchError> {
        self.projection_fails = true;
        let alone = projection.messages.len() == 1;
        if !refused {
            return Ok(None);
        }
        for row in &projection.messages {
            let id = row.id.as_str();
            let statement = "UPDATE message SET attention_ms = ?, rejections = rejections + ?
                             WHERE id = ?";
            self.sql.exec(statement, vec![retry_at_ms.into(), alone.into(), id.into()])?;
            let rows = self.sql.exec(SELECT_REJECTIONS, vec![id.into()])?;
            let rejections = rows.first().map(|row| row.reader().integer()).transpose()?;
            if alone && rejections.unwrap_or(0) >= MAX_REJECTIONS {
                let statement = "UPDATE message SET attention_ms = NULL WHERE id = ?";
                self.sql.exec(statement, vec![id.into()])?;
                return Ok(Some(row.id.clone()));
            }
        }
        Ok(None)
    }

    fn collect_messages(
        &self,
        now_ms: i64,
        limit: i64,
        projection: &mut Projection,
        changes: &mut BTreeMap<CounterKey, i64>,
    ) -> Result<(), SqlError> {
        // Rows that made room for others while D1 failed are dirty all the same.
        let until_ms = now_ms.saturating_add(ROTATION_MS);
        let rows = self.sql.exec(SELECT_DIRTY, vec![until_ms.into(), limit.into()])?;
        projection.more |= i64::try_from(rows.len()).unwrap_or(i64::MAX) >= limit;
        let mut bytes = 0_usize;
        for row in &rows {
            let mut columns = row.reader();
            parse_id(columns.text()?)?;
            let record = columns.text()?;
            bytes = bytes.saturating_add(record.len());
            if bytes > MAX_RECORD_BYTES && !projection.messages.is_empty() {
                projection.more = true;
                break;
            }
            let message: Message = from_json(record)?;
            let counted: Vec<(CounterKey, i64)> = from_json(columns.text()?)?;
            let facts: Facts = message.facts();
            for (key, count) in facts {
                *changes.entry(key).or_insert(0) += count;
            }
            for (key, count) in counted {
                *changes.entry(key).or_insert(0) -= count;
            }
            projection.messages.push(MessageRow::from(message));
        }
        Ok(())
    }

    fn collect_inbound(
        &self,
        projection: &mut Projection,
        changes: &mut BTreeMap<CounterKey, i64>,
    ) -> Result<(), SqlError> {
        let rows = self.sql.exec(SELECT_INBOUND, vec![MAX_INBOUND.into()])?;
        projection.more |= i64::try_from(rows.len()).unwrap_or(i64::MAX) >= MAX_INBOUND;
        let mut bytes = 0_usize;
        for row in &rows {
            let mut columns = row.reader();
            let claim = columns.text()?;
            let record = columns.text()?;
            bytes = bytes.saturating_add(record.len());
            if bytes > MAX_RECORD_BYTES && !projection.inbound.is_empty() {
                projection.more = true;
                break;
            }
            let message: InboundMessage = from_json(record)?;
            let day = day_of(message.received_at_ms);
            let key = (Metric::Received, day, message.gateway_id.clone());
            *changes.entry(key).or_insert(0) += 1;
            projection.inbound.push(message);
            projection.claims.push(claim.to_owned());
        }
        Ok(())
    }

    fn collect_gateways(&self, projection: &mut Projection) {
        let wanting = self.gateways.values().filter(|gateway| gateway.wants_projection());
        projection.gateways.extend(wanting.take(500).map(|gateway| GatewayRow {
            id: gateway.snapshot.id.clone(),
            online: u8::from(gateway.snapshot.online),
            last_heartbeat_at_ms: gateway.snapshot.last_seen_at_ms,
            health: gateway.health(),
        }));
    }

    fn collect_counters(
        &self,
        projection: &mut Projection,
        mut changes: BTreeMap<CounterKey, i64>,
    ) -> Result<(), SqlError> {
        let by_day: Vec<(CounterKey, i64)> =
            changes.iter().map(|(key, change)| (key.clone(), *change)).collect();
        for ((metric, _, gateway_id), change) in by_day {
            *changes.entry((metric, ALL_DAYS, gateway_id)).or_insert(0) += change;
        }
        for ((metric, day, gateway_id), change) in changes {
            if change == 0 {
                continue;
            }
            let parameters = vec![metric.as_str().into(), day.into(), gateway_id.as_str().into()];
            let rows = self.sql.exec(SELECT_COUNTER, parameters)?;
            let value = rows.first().map(|row| row.reader().integer()).transpose()?.unwrap_or(0);
            let value = value.saturating_add(change);
            projection.counters.push(CounterRow {
                metric: metric.as_str(),
                day,
                gateway_id,
                value,
            });
        }
        Ok(())
    }

    /// A message that changed while D1 was writing keeps its turn; else it is forgotten or put to sleep.
    fn mark_message(&self, message: &Message, now_ms: i64) -> Result<(), SqlError> {
        let (id, version) = (message.id.as_str(), message.version);
        if message.is_settled(now_ms, &self.policy) {
            let statement = "DELETE FROM message WHERE id = ? AND version = ? RETURNING 1";
            if !self.sql.exec(statement, vec![id.into(), version.into()])?.is_empty() {
                return Ok(());
            }
        }
        let counted = to_json(&message.facts().into_iter().collect::<Vec<_>>())?;
        let due_ms = message.due_at_ms(now_ms, &self.policy);
        // One that could go on and waits in no queue is to be looked at again at once: what fell due
        // while D1 was writing has been seen by nobody.
        let attention_ms = if self.wants_route(message, now_ms) { Some(now_ms) } else { due_ms };
        let unchanged = "UPDATE message SET projected_version = ?, counted = ?, rejections = 0,
               attention_ms = CASE WHEN queue IS NULL THEN ? ELSE ? END
             WHERE id = ? AND version = ? RETURNING 1";
        let parameters = vec![
            version.into(),
            counted.as_str().into(),
            attention_ms.into(),
            due_ms.into(),
            id.into(),
            version.into(),
        ];
        if self.sql.exec(unchanged, parameters)?.is_empty() {
            let advanced = "UPDATE message SET projected_version = ?, counted = ?, rejections = 0
                            WHERE id = ?";
            self.sql.exec(advanced, vec![version.into(), counted.into(), id.into()])?;
        }
        Ok(())
    }
}

impl From<Message> for MessageRow {
    fn from(message: Message) -> Self {
        Self {
            id: message.id.as_str().to_owned(),
            version: message.version,
            client_id: message.client_id.clone(),
            gateway_id: message.gateway_id().map(str::to_owned),
            state: message.state().as_str(),
            created_at_ms: message.created_at_ms,
            updated_at_ms: message.updated_at_ms,
            sent_at_ms: message.sent_at_ms(),
            delivered_at_ms: message.delivered_at_ms(),
            failed_at_ms: message.failed_at_ms(),
            error: message.error().map(str::to_owned),
            retry_count: message.retry_count(),
            record: message,
        }
    }
}
