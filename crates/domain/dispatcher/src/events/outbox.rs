//! The outbox: events on their way from the rows in which they happened to the objects that deliver them.
//!
//! An event stays in its row until every endpoint that wants it has acknowledged it. Endpoints deduplicate by
//! event id, so sending an event again is harmless.

use std::{collections::BTreeMap, fmt};

use ids::GatewayId;
use messaging::MessageId;
use object_commands::webhook_delivery::QueuedEvent;
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;
use webhooks::Event;

use crate::{
    DispatcherCore, DispatcherError,
    backlog::Backlog,
    columns::{from_json, parse_id, to_json},
    gateways::Gateway,
    messages,
};

const MARKER: i64 = 2;
/// Small enough that one batch does not block the object for long.
const MAX_KEYS: usize = 200;
const MAX_BYTES: usize = 1_000_000;
const FIND_MESSAGES: &str = "SELECT id FROM message WHERE events IS NOT NULL";
const FIND_INBOUND: &str = "SELECT claim FROM inbound WHERE event IS NOT NULL";
pub(crate) const FIND_OPT_OUTS: &str = "SELECT number FROM opt_out WHERE event IS NOT NULL";
pub(crate) const SELECT_EVENTS: &str =
    "SELECT id, events FROM message WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id";
pub(crate) const SELECT_INBOUND_EVENTS: &str = "SELECT claim, event FROM inbound
     WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim";
pub(crate) const SELECT_OPT_OUT_EVENTS: &str = "SELECT number, event FROM opt_out
     WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number";
pub(crate) const SELECT_OPT_OUT_EVENT: &str = "SELECT event FROM opt_out WHERE number = ?";
pub(crate) const SELECT_INBOUND_EVENT: &str = "SELECT event FROM inbound WHERE claim = ?";
pub(crate) const SELECT_REMAINING: &str =
    "SELECT events, version > projected_version, record, attention_ms, queue
     FROM message WHERE id = ?";

/// A row that contains events. Inbound messages are identified by their claims, opt-outs by their numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OutboxKey {
    Inbound(String),
    Message(MessageId),
    OptOut(String),
    Gateway(GatewayId),
}

// Debug output omits the keys, since a number is personal data.
impl fmt::Debug for OutboxKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Inbound(_) => "OutboxKey::Inbound",
            Self::Message(_) => "OutboxKey::Message",
            Self::OptOut(_) => "OutboxKey::OptOut",
            Self::Gateway(_) => "OutboxKey::Gateway",
        })
    }
}

/// Rows whose events are not yet acknowledged by all endpoints.
pub(crate) type Outbox = Backlog<OutboxKey>;

/// A batch of events for each endpoint that wants any of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Announcement {
    /// Events by endpoint id. The events of one message are in their order.
    pub endpoints: Vec<(String, Vec<QueuedEvent>)>,
    /// Whether there may be more than one batch.
    pub more: bool,
    /// Rows whose events this batch contains, with those events.
    rows: Vec<(OutboxKey, String)>,
}

pub(crate) fn load(
    sql: &impl Sql,
    gateways: &BTreeMap<GatewayId, Gateway>,
) -> Result<Outbox, SqlError> {
    Backlog::load(sql, MARKER, || {
        let mut keys = Vec::new();
        for row in &sql.exec(FIND_MESSAGES, vec![])? {
            keys.push(OutboxKey::Message(parse_id(row.reader().text()?)?));
        }
        for row in &sql.exec(FIND_INBOUND, vec![])? {
            keys.push(OutboxKey::Inbound(row.reader().text()?.to_owned()));
        }
        for row in &sql.exec(FIND_OPT_OUTS, vec![])? {
            keys.push(OutboxKey::OptOut(row.reader().text()?.to_owned()));
        }
        let with_events = gateways.iter().filter(|(_, gateway)| gateway.events.is_some());
        keys.extend(with_events.map(|(id, _)| OutboxKey::Gateway(id.clone())));
        Ok(keys)
    })
}

impl<S: Sql> DispatcherCore<S> {
    /// Returns the next batch, or `None` if all events are acknowledged.
    pub fn announcement(
        &mut self,
        now_ms: UnixMillis,
    ) -> Result<Option<Announcement>, DispatcherError> {
        let keys = self.outbox.next(now_ms, MAX_KEYS);
        if keys.is_empty() {
            return Ok(None);
        }
        let mut announcement = Announcement { more: keys.len() >= MAX_KEYS, ..Default::default() };
        let mut found = self.events_in(&keys)?;
        let mut bytes = 0_usize;
        for key in keys {
            let events =
                found.iter().position(|(it, _)| *it == key).map(|at| found.swap_remove(at).1);
            let Some(events) = events else {
                // No known path leaves a key without events, but one that stayed would keep the alarm going
                // off forever.
                self.outbox.remove(&key);
                continue;
            };
            bytes = bytes.saturating_add(events.len());
            // A row that is too long by itself goes in a batch of its own; otherwise it would never go.
            if bytes > MAX_BYTES && !announcement.rows.is_empty() {
                announcement.more = true;
                break;
            }
            for line in events.split('\n') {
                self.address(line, &mut announcement)?;
            }
            announcement.rows.push((key, events));
        }
        self.outbox.unmark_if_empty(&self.sql)?;
        Ok((!announcement.rows.is_empty()).then_some(announcement))
    }

    /// Records that every endpoint has the batch: deletes its events, and settled messages that were retained
    /// only for them.
    pub fn record_announced(
        &mut self,
        announcement: &Announcement,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        for (key, acknowledged) in &announcement.rows {
            let rest = match key {
                OutboxKey::Message(id) => {
                    self.remove_acknowledged_of_message(id, acknowledged, now_ms)?
                }
                OutboxKey::Inbound(claim) => {
                    self.remove_acknowledged_of_inbound(claim, acknowledged)?
                }
                OutboxKey::OptOut(number) => {
                    self.remove_acknowledged_of_opt_out(number, acknowledged)?
                }
                OutboxKey::Gateway(id) => {
                    self.remove_acknowledged_of_gateway(id, acknowledged, now_ms)?
                }
            };
            if !rest {
                self.outbox.remove(key);
            }
        }
        self.outbox.unmark_if_empty(&self.sql)?;
        Ok(())
    }

    /// Records that an endpoint could not be reached. The batch steps back until `retry_at_ms`.
    pub fn record_announcing_failed(
        &mut self,
        announcement: &Announcement,
        retry_at_ms: UnixMillis,
    ) {
        for (key, _) in &announcement.rows {
            self.outbox.step_back(key, retry_at_ms);
        }
    }

    /// Records that all events of the batch are acknowledged except those in `postponed`, which are sent again
    /// at the time beside their id. Rows without such an event are done.
    pub fn record_announced_except(
        &mut self,
        announcement: &Announcement,
        postponed: &[(String, UnixMillis)],
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let mut acknowledged = Announcement::default();
        for (key, events) in &announcement.rows {
            match latest_retry_at_ms(events, postponed) {
                Some(at_ms) => self.outbox.step_back(key, at_ms),
                None => acknowledged.rows.push((key.clone(), events.clone())),
            }
        }
        self.record_announced(&acknowledged, now_ms)
    }

    fn events_in(&self, keys: &[OutboxKey]) -> Result<Vec<(OutboxKey, String)>, SqlError> {
        let mut ids = Vec::new();
        let mut claims = Vec::new();
        let mut numbers = Vec::new();
        let mut found = Vec::new();
        for key in keys {
            match key {
                OutboxKey::Message(id) => ids.push(id.as_str()),
                OutboxKey::Inbound(claim) => claims.push(claim.as_str()),
                OutboxKey::OptOut(number) => numbers.push(number.as_str()),
                OutboxKey::Gateway(id) => {
                    let events = self.gateways.get(id).and_then(|gateway| gateway.events.clone());
                    found.extend(events.map(|events| (key.clone(), events)));
                }
            }
        }
        let wanted = [
            (SELECT_EVENTS, ids),
            (SELECT_INBOUND_EVENTS, claims),
            (SELECT_OPT_OUT_EVENTS, numbers),
        ];
        for (statement, names) in wanted.into_iter().filter(|(_, names)| !names.is_empty()) {
            for row in &self.sql.exec(statement, vec![to_json(&names)?.into()])? {
                let mut columns = row.reader();
                let name = columns.text()?;
                let key = match statement {
                    SELECT_EVENTS => OutboxKey::Message(parse_id(name)?),
                    SELECT_OPT_OUT_EVENTS => OutboxKey::OptOut(name.to_owned()),
                    _ => OutboxKey::Inbound(name.to_owned()),
                };
                if let Some(events) = columns.optional_text()? {
                    found.push((key, events.to_owned()));
                }
            }
        }
        Ok(found)
    }

    /// Adds one event to the batch of each endpoint that wants it, and to that of its message's callback endpoint.
    fn address(&self, line: &str, announcement: &mut Announcement) -> Result<(), SqlError> {
        let event: Event = from_json(line)?;
        let kind = event.kind();
        let wanting = self.subscriptions.iter().filter(|it| it.events.wants(kind));
        let wanting = wanting.map(|it| &it.endpoint_id).chain(&event.callback_endpoint_id);
        for endpoint_id in wanting {
            let queued = QueuedEvent {
                event_id: event.id.as_str().to_owned(),
                order_key: event.order_key().to_owned(),
                kind: kind.as_str().to_owned(),
                payload: line.to_owned(),
                occurred_at_ms: event.occurred_at_ms,
            };
            let endpoints = &mut announcement.endpoints;
            match endpoints.iter_mut().find(|(id, _)| id == endpoint_id) {
                Some((_, events)) => events.push(queued),
                None => endpoints.push((endpoint_id.clone(), vec![queued])),
            }
        }
        Ok(())
    }

    /// Removes acknowledged events from the inbound row. Returns whether newer events remain.
    fn remove_acknowledged_of_inbound(
        &self,
        claim: &str,
        acknowledged: &str,
    ) -> Result<bool, SqlError> {
        let rows = self.sql.exec(SELECT_INBOUND_EVENT, vec![claim.into()])?;
        let events = rows.first().map(|row| row.reader().optional_text().map(str_or_empty));
        let rest = unacknowledged_events(&events.transpose()?.unwrap_or_default(), acknowledged);
        let more = rest.is_some();
        let parameters = vec![rest.into(), claim.into()];
        self.sql.exec("UPDATE inbound SET event = ? WHERE claim = ?", parameters)?;
        Ok(more)
    }

    /// Removes acknowledged events from the opt-out's row. Returns whether newer events remain.
    fn remove_acknowledged_of_opt_out(
        &self,
        number: &str,
        acknowledged: &str,
    ) -> Result<bool, SqlError> {
        let rows = self.sql.exec(SELECT_OPT_OUT_EVENT, vec![number.into()])?;
        let events = rows.first().map(|row| row.reader().optional_text().map(str_or_empty));
        let rest = unacknowledged_events(&events.transpose()?.unwrap_or_default(), acknowledged);
        let more = rest.is_some();
        let parameters = vec![rest.into(), number.into()];
        self.sql.exec("UPDATE opt_out SET event = ? WHERE number = ?", parameters)?;
        Ok(more)
    }

    /// Removes acknowledged events from the gateway's row. Returns whether newer events remain.
    fn remove_acknowledged_of_gateway(
        &mut self,
        id: &GatewayId,
        acknowledged: &str,
        now_ms: UnixMillis,
    ) -> Result<bool, DispatcherError> {
        let Some(gateway) = self.gateways.get_mut(id) else { return Ok(false) };
        let events = gateway.events.take().unwrap_or_default();
        gateway.events = unacknowledged_events(&events, acknowledged);
        let more = gateway.events.is_some();
        self.save_gateway(id, now_ms)?;
        Ok(more)
    }

    /// Removes acknowledged events from the message row. Returns whether newer events remain.
    fn remove_acknowledged_of_message(
        &self,
        id: &MessageId,
        acknowledged: &str,
        now_ms: UnixMillis,
    ) -> Result<bool, SqlError> {
        let rows = self.sql.exec(SELECT_REMAINING, vec![id.as_str().into()])?;
        let Some(row) = rows.first() else { return Ok(false) };
        let mut columns = row.reader();
        let events = columns.optional_text()?.unwrap_or_default();
        let rest = unacknowledged_events(events, acknowledged);
        let unprojected = columns.integer()? != 0;
        let stored = messages::read(&mut columns)?;
        let settled = stored.message.is_settled(now_ms, &self.policy);
        // Projection leaves a settled message that has events in place, so the last event takes the message with it.
        if rest.is_none() && !unprojected && settled {
            self.sql.exec("DELETE FROM message WHERE id = ?", vec![id.as_str().into()])?;
            self.delete_pieces(&stored.message)?;
            return Ok(false);
        }
        let more = rest.is_some();
        let parameters = vec![rest.into(), id.as_str().into()];
        self.sql.exec("UPDATE message SET events = ? WHERE id = ?", parameters)?;
        Ok(more)
    }
}

/// Returns when the row's events are sent again if one of them was postponed.
fn latest_retry_at_ms(events: &str, postponed: &[(String, UnixMillis)]) -> Option<UnixMillis> {
    // Every line of a batch was read when the batch was made, so none is skipped here as unreadable.
    let ids = events.split('\n').filter_map(|line| from_json::<Event>(line).ok());
    let times = ids.filter_map(|event| {
        postponed.iter().find(|(id, _)| id == event.id.as_str()).map(|(_, at_ms)| *at_ms)
    });
    times.max()
}

/// Returns the events that came after the acknowledged ones. If the row no longer starts with those, they
/// were acknowledged and removed before.
fn unacknowledged_events(events: &str, acknowledged: &str) -> Option<String> {
    let rest = events.strip_prefix(acknowledged).unwrap_or(events).trim_start_matches('\n');
    Some(rest.to_owned()).filter(|rest| !rest.is_empty())
}

fn str_or_empty(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
