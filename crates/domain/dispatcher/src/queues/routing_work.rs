//! Waiting messages: those to route now are in memory; those without a gateway or without SIM capacity are in
//! the queues of the message table. In both, higher priorities go first, and equal ones in order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ids::GatewayId;
use messaging::MessageId;
use unix_time::UnixMillis;

use crate::queues::Queue;

/// Work for the next round of routing. A new instance finds all of it again in the tables.
#[derive(Debug, Default)]
pub(crate) struct RoutingWork {
    /// Messages to route now, by rank, time of acceptance and arrival.
    ready: BTreeMap<(i64, UnixMillis, u64), MessageId>,
    arrivals: u64,
    /// Queues that may have become routable.
    pub(crate) queues_to_check: BTreeSet<Queue>,
    /// Queues whose first message waits for SIM capacity or a send window.
    held: BTreeMap<Queue, CapacityHold>,
}

/// Reservation of a SIM's capacity for the first message of a queue, which waits for capacity or for the gateway's send
/// window. Until `until_ms`, no message of its rank
/// or a less urgent one gets that capacity; otherwise a large message would wait forever behind small ones.
#[derive(Debug, Clone)]
pub(crate) struct CapacityHold {
    pub(crate) until_ms: UnixMillis,
    pub(crate) rank: i64,
    pub(crate) gateway_id: GatewayId,
    pub(crate) sim_slot: Option<u8>,
    /// Timeline cause of the wait.
    pub(crate) cause: &'static str,
}

/// The rows of one queue read so far, in order.
#[derive(Debug)]
pub(crate) struct QueuePage {
    pub(crate) rows: VecDeque<(i64, MessageId)>,
    /// Whether more rows may follow.
    pub(crate) full: bool,
    /// Whether a message of this page has left the queue.
    pub(crate) moved: bool,
}

impl RoutingWork {
    pub(crate) fn push(&mut self, rank: i64, id: MessageId) {
        // A message may be pushed twice. Routing it twice is harmless: only recipients without a lease are leased.
        self.arrivals = self.arrivals.wrapping_add(1);
        self.ready.insert((rank, id.created_at_ms(), self.arrivals), id);
    }

    /// Returns the rank of the first ready message and the time at which it was accepted.
    pub(crate) fn first_ready(&self) -> Option<(i64, UnixMillis)> {
        self.ready.first_key_value().map(|((rank, created_at_ms, _), _)| (*rank, *created_at_ms))
    }

    /// Number of ready messages of this rank or a more urgent one, counted up to `most`.
    pub(crate) fn count_ready_ahead(&self, rank: i64, most: u32) -> u32 {
        let ahead = self.ready.keys().take_while(|(first, ..)| *first <= rank);
        (0..most).zip(ahead).fold(0, |count, _| count + 1)
    }

    pub(crate) fn pop_ready(&mut self) -> Option<MessageId> {
        self.ready.pop_first().map(|(_, id)| id)
    }

    pub(crate) fn has_work(&self) -> bool {
        !self.ready.is_empty() || !self.queues_to_check.is_empty()
    }

    /// Holds a queue whose first message is waiting for SIM capacity.
    pub(crate) fn hold(&mut self, queue: Queue, hold: CapacityHold) {
        self.held.insert(queue, hold);
    }

    /// Releases the hold of a queue that is checked again.
    pub(crate) fn remove_hold(&mut self, queue: &Queue) {
        self.held.remove(queue);
    }

    /// Marks held queues for a check whose time has come.
    pub(crate) fn release(&mut self, now_ms: UnixMillis) {
        let due = self.held.extract_if(.., |_, hold| hold.until_ms <= now_ms);
        self.queues_to_check.extend(due.map(|(queue, _)| queue));
    }

    /// Time at which the next held queue is due.
    pub(crate) fn next_turn_ms(&self) -> Option<UnixMillis> {
        self.held.values().map(|hold| hold.until_ms).min()
    }

    /// Returns what a message waits for behind which one of this rank would have to stand in its queue: SIM capacity or a
    /// send window. Always `None` for an urgent message, since urgent messages wait for neither.
    pub(crate) fn held_by(&self, queue: &Queue, rank: i64) -> Option<&'static str> {
        self.held.get(queue).filter(|hold| hold.rank <= rank).map(|hold| hold.cause)
    }

    /// Time until which a message of this rank would have to stand behind such a one.
    pub(crate) fn held_until_ms(&self, queue: &Queue, rank: i64) -> Option<UnixMillis> {
        self.held.get(queue).filter(|hold| hold.rank <= rank).map(|hold| hold.until_ms)
    }

    /// Returns until when the SIM's capacity is reserved from messages of this rank.
    pub(crate) fn reserved_until_ms(
        &self,
        gateway_id: &GatewayId,
        sim_slot: Option<u8>,
        rank: i64,
    ) -> Option<UnixMillis> {
        let keeps = |hold: &&CapacityHold| {
            hold.gateway_id == *gateway_id && hold.sim_slot == sim_slot && hold.rank <= rank
        };
        self.held.values().filter(keeps).map(|hold| hold.until_ms).max()
    }
}
