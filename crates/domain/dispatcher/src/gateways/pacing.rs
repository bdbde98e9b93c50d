//! Counting the segments that gateways' SIMs were recently given, without a row for each message.
//!
//! The counts are part of the gateway's row. It is saved at the latest before a projection allows a counted
//! lease to be forgotten. Until then the lease is the record, and a new instance counts the leases again that
//! the row does not include.

use std::collections::BTreeMap;

use ids::GatewayId;
use messaging::{GatewaySnapshot, Message, PacingRule};
use object_sql::Sql;
use unix_time::UnixMillis;

use super::Gateway;
use crate::{DispatcherCore, DispatcherError, columns::from_json};

/// Unprojected messages with a lease that was offered after a given time.
pub(crate) const SELECT_OFFERED: &str = "SELECT record FROM message
     WHERE version > projected_version AND EXISTS (
         SELECT 1 FROM json_each(record, '$.leases') WHERE value ->> 'offered_at_ms' > ?)
     LIMIT ?";
/// More messages than are ever offered between two signs of life of a gateway.
const OFFERED_LIMIT: i64 = 10_000;

impl<S: Sql> DispatcherCore<S> {
    /// Time at which the next message waiting for SIM capacity is due. It changes with each round.
    pub fn next_turn_ms(&self) -> Option<UnixMillis> {
        self.routing_work.next_turn_ms()
    }

    /// Uncounts a lease that was counted at `counted_at_ms` and not handed over.
    pub(crate) fn uncount(
        &mut self,
        gateway_id: &GatewayId,
        sim_slot: Option<u8>,
        segments: u32,
        counted_at_ms: UnixMillis,
    ) {
        let Some(rule) = self.pacing_rule_of(gateway_id).filter(|_| segments > 0) else { return };
        if let Some(gateway) = self.gateways.get_mut(gateway_id) {
            gateway.snapshot.pacing.uncount(rule, sim_slot, segments, counted_at_ms);
            gateway.pacing_unsaved = true;
        }
    }

    /// Moves a count from one time to another.
    pub(crate) fn move_count(
        &mut self,
        gateway_id: &GatewayId,
        sim_slot: Option<u8>,
        segments: u32,
        (from_ms, to_ms): (UnixMillis, UnixMillis),
    ) {
        self.uncount(gateway_id, sim_slot, segments, from_ms);
        let Some(rule) = self.pacing_rule_of(gateway_id).filter(|_| segments > 0) else { return };
        if let Some(gateway) = self.gateways.get_mut(gateway_id) {
            gateway.spend(rule, sim_slot, segments, to_ms);
        }
    }

    /// Saves the gateways whose counts have changed since their rows were written.
    pub(crate) fn save_pacing(&mut self, now_ms: UnixMillis) -> Result<(), DispatcherError> {
        let unsaved = self.gateways.values().filter(|gateway| gateway.pacing_unsaved);
        let ids: Vec<GatewayId> = unsaved.map(|gateway| gateway.snapshot.id.clone()).collect();
        ids.iter().try_for_each(|id| self.save_gateway(id, now_ms))
    }

    /// Counts leases that an earlier instance offered without saving the count. A lease that was offered
    /// again may count twice, which only delays other messages.
    pub(crate) fn recount_pacing(&mut self) -> Result<(), DispatcherError> {
        let is_paced = |it: &GatewaySnapshot| it.pacing_rule(self.policy.pacing).is_some();
        if !self.unprojected.is_marked() || !self.snapshots().any(is_paced) {
            return Ok(());
        }
        let counted: BTreeMap<GatewayId, UnixMillis> = self
            .gateways
            .iter()
            .map(|(id, gateway)| (id.clone(), gateway.snapshot.pacing.counted_to_ms()))
            .collect();
        // One statement for all gateways; the leases of those that counted further are left out below.
        let Some(since_ms) = counted.values().min() else { return Ok(()) };
        let parameters = vec![(*since_ms).into(), OFFERED_LIMIT.into()];
        let mut missing = Vec::new();
        // This scans the table, but only in an instance whose predecessor ended before a projection.
        for row in &self.sql.exec(SELECT_OFFERED, parameters)? {
            let message: Message = from_json(row.reader().text()?)?;
            for lease in &message.leases {
                let counted_to_ms = counted.get(&lease.gateway_id);
                let is_new = counted_to_ms.is_some_and(|ms| lease.offered_at_ms > *ms);
                if is_new && lease.segments > 0 {
                    let recipients = u32::try_from(lease.ordinals.len()).unwrap_or(u32::MAX);
                    let segments = lease.segments.saturating_mul(recipients);
                    let sim_slot = message.options.sim_slot;
                    missing.push((
                        lease.offered_at_ms,
                        lease.gateway_id.clone(),
                        sim_slot,
                        segments,
                    ));
                }
            }
        }
        missing.sort_unstable();
        for (offered_at_ms, gateway_id, sim_slot, segments) in missing {
            let Some(rule) = self.pacing_rule_of(&gateway_id) else { continue };
            if let Some(gateway) = self.gateways.get_mut(&gateway_id) {
                gateway.spend(rule, sim_slot, segments, offered_at_ms);
            }
        }
        Ok(())
    }
}

impl Gateway {
    /// Counts segments that a SIM is given.
    pub(crate) fn spend(
        &mut self,
        rule: PacingRule,
        sim_slot: Option<u8>,
        segments: u32,
        now_ms: UnixMillis,
    ) {
        self.snapshot.pacing.spend(rule, sim_slot, segments, now_ms);
        self.pacing_unsaved = true;
    }
}

#[cfg(test)]
mod tests;
