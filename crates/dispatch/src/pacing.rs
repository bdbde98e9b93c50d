//! What the gateways' SIMs were given of late, kept without a row of its own for each message.
//!
//! It is part of the gateway's row. That is written at the latest before D1's copy of a message makes it
//! possible to forget the lease that was counted; until then the lease itself is the record of it, and an
//! instance that begins counts those leases again that the row does not have.

use std::collections::BTreeMap;

use messaging::{Message, PacingRule};
use object_sql::Sql;

use crate::{Dispatch, DispatchError, gateways::Gateway, messages::from_json};

/// Messages that D1 has yet to learn of and that a gateway was offered after a moment.
pub(crate) const SELECT_OFFERED: &str = "SELECT record FROM message
     WHERE version > projected_version AND EXISTS (
         SELECT 1 FROM json_each(record, '$.leases') WHERE value ->> 'offered_at_ms' > ?)
     LIMIT ?";
/// More than is offered between two of a gateway's signs of life.
const OFFERED_LIMIT: i64 = 10_000;

impl<S: Sql> Dispatch<S> {
    /// When the first message that waits for room has its turn. Asked for again after each round.
    pub fn next_turn_ms(&self) -> Option<i64> {
        self.lanes.next_turn_ms()
    }

    /// A lease that was counted at a moment was not handed over then.
    pub(crate) fn take_back(
        &mut self,
        gateway_id: &str,
        sim_slot: Option<u8>,
        segments: u32,
        counted_at_ms: i64,
    ) {
        let Some(rule) = self.policy.pacing.filter(|_| segments > 0) else { return };
        if let Some(gateway) = self.gateways.get_mut(gateway_id) {
            gateway.snapshot.pacing.take_back(rule, sim_slot, segments, counted_at_ms);
            gateway.pacing_unsaved = true;
        }
    }

    /// What was counted at one moment counts at another.
    pub(crate) fn count_again(
        &mut self,
        gateway_id: &str,
        sim_slot: Option<u8>,
        segments: u32,
        (from_ms, to_ms): (i64, i64),
    ) {
        self.take_back(gateway_id, sim_slot, segments, from_ms);
        let Some(rule) = self.policy.pacing.filter(|_| segments > 0) else { return };
        if let Some(gateway) = self.gateways.get_mut(gateway_id) {
            gateway.spend(rule, sim_slot, segments, to_ms);
        }
    }

    /// Writes what was counted since the gateways' rows were written.
    pub(crate) fn save_pacing(&mut self, now_ms: i64) -> Result<(), DispatchError> {
        let unsaved = self.gateways.values().filter(|gateway| gateway.pacing_unsaved);
        let ids: Vec<String> = unsaved.map(|gateway| gateway.snapshot.id.clone()).collect();
        ids.iter().try_for_each(|id| self.save_gateway(id, now_ms))
    }

    /// Counts what an earlier instance offered and did not live to write down. What it offered again may
    /// count twice then, which only delays others.
    pub(crate) fn recount_pacing(&mut self) -> Result<(), DispatchError> {
        let Some(rule) = self.policy.pacing.filter(|_| self.unprojected.is_marked()) else {
            return Ok(());
        };
        let counted: BTreeMap<String, i64> = self
            .gateways
            .iter()
            .map(|(id, gateway)| (id.clone(), gateway.snapshot.pacing.counted_to_ms()))
            .collect();
        let Some(since_ms) = counted.values().min() else { return Ok(()) };
        let parameters = vec![(*since_ms).into(), OFFERED_LIMIT.into()];
        let mut missing = Vec::new();
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
            if let Some(gateway) = self.gateways.get_mut(&gateway_id) {
                gateway.spend(rule, sim_slot, segments, offered_at_ms);
            }
        }
        Ok(())
    }
}

impl Gateway {
    /// Counts segments that its SIM is given.
    pub(crate) fn spend(
        &mut self,
        rule: PacingRule,
        sim_slot: Option<u8>,
        segments: u32,
        now_ms: i64,
    ) {
        self.snapshot.pacing.spend(rule, sim_slot, segments, now_ms);
        self.pacing_unsaved = true;
    }
}
