//! Events about a gateway's state: silence, return, and a low battery.
//!
//! An event is stored in the gateway's own row, together with the fact that it was reported, so each happens once
//! whatever an eviction interrupts. Silence counts from the last sign of life, not from a lost socket: a phone that
//! reconnects in time is not reported, and one that comes and goes is reported at most once per such silence.

use ids::GatewayId;
use object_sql::Sql;
use unix_time::UnixMillis;
use webhooks::{Event, EventKind, Fact, GatewayFacts, GatewayRef};

use super::Gateway;
use crate::{DispatcherCore, DispatcherError, events::outbox::OutboxKey};

/// Battery level in percent at or below which it is reported as low.
const LOW_BATTERY_PERCENT: u8 = 15;
/// Level that ends a discharge. Higher than the other, so that a level that varies around it is one discharge.
const RECHARGED_PERCENT: u8 = 30;
/// Most events of a gateway that wait for its endpoints; beyond it the oldest is dropped.
const MAX_WAITING: usize = 20;

impl<S: Sql> DispatcherCore<S> {
    /// Records that gateways which were silent for too long are offline, if anybody wants to know.
    pub(crate) fn report_silent(&mut self, now_ms: UnixMillis) -> Result<(), DispatcherError> {
        if !self.reports_presence(now_ms) {
            return Ok(());
        }
        let policy = &self.policy;
        let is_due =
            |gateway: &&Gateway| gateway.may_be_silent() && gateway.offline_at_ms(policy) <= now_ms;
        let ids: Vec<GatewayId> =
            self.gateways.values().filter(is_due).map(|it| it.snapshot.id.clone()).collect();
        for id in ids {
            if let Some(gateway) = self.gateways.get_mut(&id) {
                gateway.reported_offline = Some(true);
            }
            self.record_state_event(&id, EventKind::GatewayOffline, now_ms)?;
        }
        Ok(())
    }

    /// Returns when the next silent gateway is to be reported. `None` if nobody wants to know, so that no alarm is set.
    pub(crate) fn next_silence_ms(&self, now_ms: UnixMillis) -> Option<UnixMillis> {
        if !self.reports_presence(now_ms) {
            return None;
        }
        let silent = self.gateways.values().filter(|gateway| gateway.may_be_silent());
        silent.map(|gateway| gateway.offline_at_ms(&self.policy)).min()
    }

    /// Records what a sign of life or a health report shows: a return, or a low battery.
    pub(crate) fn report_sign(
        &mut self,
        id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let reports_presence = self.reports_presence(now_ms);
        let reports_battery = self.is_of_interest(EventKind::GatewayLowBattery, now_ms);
        let Some(gateway) = self.gateways.get_mut(id) else { return Ok(()) };
        let online = gateway.snapshot.online;
        let before = (gateway.reported_offline, gateway.reported_low_battery);
        let is_back = reports_presence && online && gateway.reported_offline == Some(true);
        // Without subscribers and readers the state is forgotten, so that the first of them hears nothing of the past.
        if reports_presence && online {
            gateway.reported_offline = Some(false);
        } else if !reports_presence {
            gateway.reported_offline = None;
        }
        let level = gateway.snapshot.health.battery_level;
        let is_low = reports_battery
            && !gateway.reported_low_battery
            && level.is_some_and(|level| level <= LOW_BATTERY_PERCENT);
        if is_low {
            gateway.reported_low_battery = true;
        } else if level.is_some_and(|level| level >= RECHARGED_PERCENT) {
            gateway.reported_low_battery = false;
        }
        let is_changed = before != (gateway.reported_offline, gateway.reported_low_battery);
        if is_changed && !is_back && !is_low {
            // Otherwise an eviction would forget whom to report as silent, or that the battery was charged. It is rare:
            // the first sign of life after a subscription, and a charge after a report.
            self.save_gateway(id, now_ms)?;
        }
        if is_back {
            self.record_state_event(id, EventKind::GatewayOnline, now_ms)?;
        }
        if is_low {
            self.record_state_event(id, EventKind::GatewayLowBattery, now_ms)?;
        }
        Ok(())
    }

    /// Writes an event into the gateway's row. A kind that nobody wants is not written, but its state is.
    fn record_state_event(
        &mut self,
        id: &GatewayId,
        kind: EventKind,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let gateway = self.gateways.get(id);
        let event = gateway.and_then(|gateway| gateway.state_event(kind, now_ms));
        let line = event.map(|event| self.publish(&event, now_ms)).transpose()?.flatten();
        let Some(gateway) = self.gateways.get_mut(id) else { return Ok(()) };
        if let Some(line) = line {
            let lines = gateway.events.iter().flat_map(|lines| lines.split('\n'));
            let mut lines: Vec<&str> = lines.chain(std::iter::once(line.as_str())).collect();
            lines.drain(..lines.len().saturating_sub(MAX_WAITING));
            gateway.events = Some(lines.join("\n"));
            self.outbox.add(&self.sql, OutboxKey::Gateway(id.clone()))?;
        }
        self.save_gateway(id, now_ms)
    }

    /// Whether an endpoint or a reader wants to know when gateways go or return. Both are followed for either, because
    /// each of them is reported only after the other.
    fn reports_presence(&self, now_ms: UnixMillis) -> bool {
        self.is_of_interest(EventKind::GatewayOffline, now_ms)
            || self.is_of_interest(EventKind::GatewayOnline, now_ms)
    }
}

impl Gateway {
    /// Whether it was there and is not reported as offline yet.
    fn may_be_silent(&self) -> bool {
        self.snapshot.active
            && !self.snapshot.protocol.is_provider()
            && self.reported_offline == Some(false)
    }

    fn state_event(&self, kind: EventKind, now_ms: UnixMillis) -> Option<Event> {
        let facts = GatewayFacts {
            gateway_id: self.snapshot.id.as_str().to_owned(),
            device_id: self.device_id.clone(),
            battery_level: self.snapshot.health.battery_level,
            last_seen_at_ms: self.snapshot.last_seen_at_ms,
        };
        let gateway =
            GatewayRef { id: self.snapshot.id.clone(), device_id: self.device_id.clone() };
        let fact = match kind {
            EventKind::GatewayOnline => Fact::GatewayOnline(facts),
            EventKind::GatewayOffline => Fact::GatewayOffline(facts),
            EventKind::GatewayLowBattery => Fact::GatewayLowBattery(facts),
            _ => return None,
        };
        let occurrence = u64::try_from(now_ms.as_i64()).unwrap_or(0);
        Some(Event::record(fact, occurrence, Some(gateway), now_ms))
    }
}

#[cfg(test)]
mod tests;
