//! Projection to D1: changed rows, which are harmless to replay, and the steps that follow a successful
//! write.
//!
//! Counters are absolute values: the value committed here plus the batch's changes. New values are committed
//! only together with the batch's marks, so a projection that is repeated after a crash computes them from
//! the same base.

use std::collections::{BTreeMap, BTreeSet};

use dispatcher_records::{
    CounterRow, GatewayRow, InteractionRow, MessageRow, PieceRow, Projection, RecipientRow,
    ReferenceRow,
};
use messaging::{
    Content, InboundMessage, Message, MessageId,
    gateway::day_of,
    message::{Facts, Metric},
};
use object_sql::{Row, Sql, SqlError};

use crate::{
    Dispatch, DispatchError,
    inbound::may_be_projected,
    messages::{from_json, parse_id, to_json},
    pieces::pieces_of,
};

/// Day number under which a counter's total over all days is stored.
pub(crate) const ALL_DAYS: i64 = -1;

/// Small enough that one batch does not block the object for long.
const MAX_MESSAGES: usize = 100;
const MAX_INBOUND: usize = 50;
const MAX_GATEWAYS: usize = 500;
const MAX_OWED_COUNTERS: usize = 500;
/// D1 takes at most 1 MB in one bound parameter; this leaves room for the JSON around the records.
const MAX_RECORD_BYTES: usize = 700_000;

pub(crate) const SELECT_SOME: &str = "SELECT id, record, counted, projected_version FROM message
     WHERE id IN (SELECT value FROM json_each(?))";
pub(crate) const SELECT_INBOUND: &str = concat!(
    "SELECT claim, record FROM inbound WHERE record IS NOT NULL
     AND rejections < 5 AND ",
    may_be_projected!(),
    "
     AND claim NOT IN (SELECT value FROM json_each(?)) ORDER BY claim LIMIT ?"
);
pub(crate) const SELECT_COUNTER: &str =
    "SELECT value FROM counter WHERE metric = ? AND day = ? AND gateway_id = ?";

type CounterKey = (Metric, i64, String);

impl<S: Sql> Dispatch<S> {
    /// Returns the next batch, or `None` if D1 has everything. After D1 refused a batch, `max_rows` shrinks
    /// the next ones to find the row at fault; such a batch holds rows of one kind only.
    pub fn projection(
        &mut self,
        now_ms: i64,
        max_rows: Option<usize>,
    ) -> Result<Option<Projection>, DispatchError> {
        let mut projection = Projection { more: max_rows.is_some(), ..Projection::default() };
        let mut changes: BTreeMap<CounterKey, i64> = BTreeMap::new();
        let most = |usual: usize| max_rows.unwrap_or(usual).min(usual);
        let is_full = |batch: &Projection| max_rows.is_some() && batch.rows() > 0;
        self.refusals.come_back(now_ms);
        self.collect_messages(now_ms, most(MAX_MESSAGES), &mut projection, &mut changes)?;
        if !is_full(&projection) {
            self.collect_inbound(most(MAX_INBOUND), &mut projection, &mut changes)?;
        }
        if !is_full(&projection) {
            self.collect_gateways(most(MAX_GATEWAYS), &mut projection);
        }
        self.collect_counters(&mut projection, changes, max_rows.is_some())?;
        if !is_full(&projection) {
            self.collect_owed(most(MAX_OWED_COUNTERS), &mut projection)?;
        }
        Ok((projection.rows() > 0).then_some(projection))
    }

    /// Records that D1 has the batch: marks its rows, deletes settled messages and commits the counters.
    pub fn projected(&mut self, projection: &Projection, now_ms: i64) -> Result<(), DispatchError> {
        self.save_pacing(now_ms)?;
        for row in &projection.messages {
            if self.mark_message(&row.record, now_ms)? {
                self.unprojected.remove(&row.record.id);
            }
        }
        self.unprojected.unmark_if_empty(&self.sql)?;
        for claim in &projection.claims {
            let statement = "UPDATE inbound SET record = NULL WHERE claim = ?";
            self.sql.exec(statement, vec![claim.as_str().into()])?;
        }
        self.refusals.taken(projection);
        for counter in projection.counters.iter().chain(&projection.left_out) {
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
            self.gateway_projected(row, now_ms)?;
        }
        Ok(())
    }

    /// Records which presence of the gateway D1 has.
    pub(crate) fn gateway_projected(
        &mut self,
        row: &GatewayRow,
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        let Some(gateway) = self.gateways.get_mut(&row.id) else { return Ok(()) };
        gateway.projected_seen_at_ms = row.last_heartbeat_at_ms;
        gateway.unprojected = u8::from(gateway.snapshot.online) != row.online
            || u8::from(gateway.streams) != row.streams
            || push_refused(gateway) != row.push_refused;
        self.save_gateway(&row.id, now_ms)
    }

    fn collect_messages(
        &mut self,
        now_ms: i64,
        limit: usize,
        projection: &mut Projection,
        changes: &mut BTreeMap<CounterKey, i64>,
    ) -> Result<(), SqlError> {
        let ids = self.unprojected.next(now_ms, limit);
        if ids.is_empty() {
            return Ok(());
        }
        projection.more |= ids.len() >= limit;
        let names: Vec<&str> = ids.iter().map(MessageId::as_str).collect();
        let rows = self.sql.exec(SELECT_SOME, vec![to_json(&names)?.into()])?;
        if rows.len() < ids.len() {
            self.forget_those_without_a_row(&ids, &rows)?;
        }
        let mut bytes = 0_usize;
        for row in &rows {
            let mut columns = row.reader();
            parse_id(columns.text()?)?;
            let record = columns.text()?;
            let counted: Vec<(CounterKey, i64)> = from_json(columns.text()?)?;
            let is_new = columns.integer()? == 0;
            let message: Message = from_json(record)?;
            let long = is_new && matches!(message.content, Content::Long(_));
            let beside = if long { message.content.len() } else { 0 };
            bytes = bytes.saturating_add(record.len()).saturating_add(beside);
            if bytes > MAX_RECORD_BYTES && !projection.messages.is_empty() {
                projection.more = true;
                break;
            }
            if long {
                projection.pieces.extend(self.piece_rows(&message)?);
            }
            if message.in_pieces && message.content.is_hashed() {
                projection.forgotten.push(message.id.as_str().to_owned());
            }
            let facts: Facts = message.facts();
            for (key, count) in facts {
                *changes.entry(key).or_insert(0) += count;
            }
            for (key, count) in counted {
                *changes.entry(key).or_insert(0) -= count;
            }
            projection.references.extend(references(&message));
            if is_new {
                projection.interactions.extend(interaction(&message));
            }
            // Recipients of hash-when-done messages are never indexed.
            if is_new && !message.options.hash_when_done {
                let row = |it: &messaging::Recipient| RecipientRow {
                    message_id: message.id.as_str().to_owned(),
                    address: it.address.as_str().to_owned(),
                };
                projection.recipients.extend(message.recipients.iter().map(row));
            }
            projection.messages.push(MessageRow::from(message));
        }
        Ok(())
    }

    fn piece_rows(&self, message: &Message) -> Result<impl Iterator<Item = PieceRow>, SqlError> {
        let message_id = message.id.as_str().to_owned();
        let pieces = (0_u32..).zip(pieces_of(&self.sql, message)?);
        Ok(pieces.map(move |(number, text)| PieceRow {
            message_id: message_id.clone(),
            number,
            text,
        }))
    }

    /// No known path leaves an id without a row, but one that stayed would keep the alarm going off forever.
    fn forget_those_without_a_row(
        &mut self,
        ids: &[MessageId],
        rows: &[Row],
    ) -> Result<(), SqlError> {
        let found = rows.iter().map(|row| parse_id(row.reader().text()?));
        let found: BTreeSet<MessageId> = found.collect::<Result<_, _>>()?;
        for id in ids.iter().filter(|id| !found.contains(id)) {
            self.unprojected.remove(id);
        }
        self.unprojected.unmark_if_empty(&self.sql)
    }

    fn collect_inbound(
        &self,
        limit: usize,
        projection: &mut Projection,
        changes: &mut BTreeMap<CounterKey, i64>,
    ) -> Result<(), SqlError> {
        let stepped_back = to_json(&self.refusals.inbound_stepped_back())?;
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.sql.exec(SELECT_INBOUND, vec![stepped_back.into(), most.into()])?;
        projection.more |= rows.len() >= limit;
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
            let (day, learned) = (day_of(message.received_at_ms), day_of(message.created_at_ms));
            let mut count = |metric, day, change| {
                *changes.entry((metric, day, message.gateway_id.clone())).or_insert(0) += change;
            };
            count(Metric::Received, day, 1);
            // Pages use the phone's clock, statistics ours. Nothing is added if both fall on the same day.
            if day != learned {
                count(Metric::ReceivedElsewhen, day, -1);
                count(Metric::ReceivedElsewhen, learned, 1);
            }
            projection.inbound.push(message);
            projection.claims.push(claim.to_owned());
        }
        Ok(())
    }

    fn collect_gateways(&self, limit: usize, projection: &mut Projection) {
        let wanting = self.gateways.values().filter(|gateway| {
            gateway.wants_projection() && !self.refusals.gateway_steps_back(&gateway.snapshot.id)
        });
        projection.gateways.extend(wanting.take(limit).map(|gateway| GatewayRow {
            id: gateway.snapshot.id.clone(),
            online: u8::from(gateway.snapshot.online),
            streams: u8::from(gateway.streams),
            push_refused: push_refused(gateway),
            last_heartbeat_at_ms: gateway.snapshot.last_seen_at_ms,
            health: gateway.health(),
            is_heard: gateway.is_heard,
        }));
    }

    fn collect_counters(
        &self,
        projection: &mut Projection,
        mut changes: BTreeMap<CounterKey, i64>,
        apart: bool,
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
            let row = CounterRow { metric: metric.as_str(), day, gateway_id, value };
            if apart || !self.refusals.takes_counter(&row) {
                projection.left_out.push(row);
            } else {
                projection.counters.push(row);
            }
        }
        Ok(())
    }

    /// Marks a message as projected, or deletes it if it is settled. Returns whether D1 has its newest
    /// version: the message may have changed while D1 was writing.
    fn mark_message(&self, message: &Message, now_ms: i64) -> Result<bool, SqlError> {
        let (id, version) = (message.id.as_str(), message.version);
        if message.is_settled(now_ms, &self.policy) {
            let statement = "DELETE FROM message
                 WHERE id = ? AND version = ? AND events IS NULL RETURNING 1";
            if !self.sql.exec(statement, vec![id.into(), version.into()])?.is_empty() {
                self.delete_pieces(message)?;
                return Ok(true);
            }
        }
        let counted = to_json(&message.facts().into_iter().collect::<Vec<_>>())?;
        let statement = "UPDATE message SET projected_version = ?, counted = ?, rejections = 0
                         WHERE id = ? RETURNING version, queue IS NULL";
        let rows = self.sql.exec(statement, vec![version.into(), counted.into(), id.into()])?;
        let Some(row) = rows.first() else { return Ok(true) };
        let mut columns = row.reader();
        let newest = columns.integer()? == i64::from(version);
        let unqueued = columns.integer()? != 0;
        if newest && unqueued && self.wants_route(message, now_ms) {
            // The message is not routed yet. A new instance would no longer find it as unprojected, so it has
            // to find it as due.
            let statement = "UPDATE message SET attention_ms = ? WHERE id = ?";
            self.sql.exec(statement, vec![now_ms.into(), id.into()])?;
        }
        Ok(newest)
    }
}

fn push_refused(gateway: &crate::gateways::Gateway) -> u8 {
    gateway.unreached_by_push().map_or(0, |reason| reason as u8)
}

fn references(message: &Message) -> impl Iterator<Item = ReferenceRow> {
    (0_u8..).zip(&message.recipients).flat_map(move |(ordinal, recipient)| {
        recipient.references().map(move |reference| ReferenceRow {
            reference: reference.to_owned(),
            message_id: message.id.as_str().to_owned(),
            ordinal,
        })
    })
}

fn interaction(message: &Message) -> Option<InteractionRow> {
    let interaction = message.options.interaction.as_ref()?;
    Some(InteractionRow {
        session_id: interaction.session_id.clone()?,
        message_id: message.id.as_str().to_owned(),
        kind: interaction.kind.as_str(),
        inbound_id: interaction.inbound_id.clone(),
        at_ms: message.created_at_ms,
    })
}
