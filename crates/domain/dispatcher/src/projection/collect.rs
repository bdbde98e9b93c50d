//! Rows of a batch: messages, inbound SMS and gateways that have changed.

use std::collections::{BTreeMap, BTreeSet};

use dispatcher_records::{
    GatewayRow, InteractionRow, LabelRow, MessageRow, PieceRow, Projection, RecipientRow,
    ReferenceRow,
};
use messaging::{
    Content, InboundMessage, Message, MessageId,
    message::{Facts, Metric},
};
use object_sql::{Row, Sql, SqlError};
use unix_time::UnixMillis;

use super::counters::CounterKey;
use crate::{
    DispatcherCore,
    columns::{from_json, parse_id, to_json},
    gateways::Gateway,
    inbound::may_be_projected,
    messages::pieces::pieces_of,
};

/// D1 takes at most 1 MB in one bound parameter; this leaves room for the JSON around the records.
const MAX_RECORD_BYTES: usize = 700_000;
pub(crate) const SELECT_MESSAGES: &str =
    "SELECT id, record, counted, projected_version FROM message
     WHERE id IN (SELECT value FROM json_each(?))";
// The 5 is `MAX_REJECTIONS`. Claims that are stepped back are left out here, so that they take no room in the limit.
pub(crate) const SELECT_INBOUND: &str = concat!(
    "SELECT claim, record FROM inbound WHERE record IS NOT NULL
     AND rejections < 5 AND ",
    may_be_projected!(),
    "
     AND claim NOT IN (SELECT value FROM json_each(?)) ORDER BY claim LIMIT ?"
);

impl<S: Sql> DispatcherCore<S> {
    pub(crate) fn collect_messages(
        &mut self,
        now_ms: UnixMillis,
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
        let rows = self.sql.exec(SELECT_MESSAGES, vec![to_json(&names)?.into()])?;
        if rows.len() < ids.len() {
            self.forget_ids_without_row(&ids, &rows)?;
        }
        let mut bytes = 0_usize;
        for row in &rows {
            let mut columns = row.reader();
            // Only `forget_ids_without_row` needs this column. It is read here to get to the next one.
            parse_id(columns.text()?)?;
            let record = columns.text()?;
            let counted: Vec<(CounterKey, i64)> = from_json(columns.text()?)?;
            let is_new = columns.integer()? == 0;
            let message: Message = from_json(record)?;
            let long = is_new && matches!(message.content, Content::Long(_));
            let beside = if long { message.content.len() } else { 0 };
            bytes = bytes.saturating_add(record.len()).saturating_add(beside);
            // A message that is too long by itself goes alone; otherwise it would never go.
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
                let row = |label: &messaging::Label| LabelRow {
                    message_id: message.id.as_str().to_owned(),
                    label: label.as_str().to_owned(),
                };
                projection.labels.extend(message.options.label.as_ref().map(row));
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

    pub(crate) fn collect_inbound(
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
            let (day, learned) = (message.received_at_ms.day(), message.created_at_ms.day());
            let mut count = |metric, day, change| {
                *changes
                    .entry((metric, day, message.gateway_id.as_str().to_owned()))
                    .or_insert(0) += change;
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

    pub(crate) fn collect_gateways(&self, limit: usize, projection: &mut Projection) {
        let wanting = self.gateways.values().filter(|gateway| {
            gateway.wants_projection()
                && !self.refusals.is_gateway_stepped_back(&gateway.snapshot.id)
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
    fn forget_ids_without_row(&mut self, ids: &[MessageId], rows: &[Row]) -> Result<(), SqlError> {
        let found = rows.iter().map(|row| parse_id(row.reader().text()?));
        let found: BTreeSet<MessageId> = found.collect::<Result<_, _>>()?;
        for id in ids.iter().filter(|id| !found.contains(id)) {
            self.unprojected.remove(id);
        }
        self.unprojected.unmark_if_empty(&self.sql)
    }
}

/// Number of the reason for which pushes do not reach the gateway, and 0 if they do.
pub(crate) fn push_refused(gateway: &Gateway) -> u8 {
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
