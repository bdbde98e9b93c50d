//! Where messages wait for their turn: those to route now in memory, those without a gateway or without
//! room in the queues of the message table. In both the more urgent go first and equals in order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use messaging::MessageId;

/// What is to be looked at when routing goes on. All of it is found again by a new instance.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    /// Messages to route now, by rank, age in milliseconds and arrival.
    ready: BTreeMap<(i64, i64, u64), MessageId>,
    arrivals: u64,
    /// Queues that may have become routable.
    pub(crate) queues_to_check: BTreeSet<String>,
    /// Queues whose first message waits for room.
    held: BTreeMap<String, Hold>,
}

/// The first message of a queue waits for room on a SIM. Until then nobody of its rank or below gets that
/// room, or a large message would wait for ever behind small ones.
#[derive(Debug, Clone)]
pub(crate) struct Hold {
    pub(crate) until_ms: i64,
    pub(crate) rank: i64,
    pub(crate) gateway_id: String,
    pub(crate) sim_slot: Option<u8>,
}

/// Rows of one queue, in order, as far as they were read.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) rows: VecDeque<(i64, MessageId)>,
    /// There may be more behind them.
    pub(crate) full: bool,
    /// Some of the page has left the queue.
    pub(crate) moved: bool,
}

impl Lanes {
    pub(crate) fn push(&mut self, rank: i64, id: MessageId) {
        self.arrivals = self.arrivals.wrapping_add(1);
        self.ready.insert((rank, id.created_at_ms(), self.arrivals), id);
    }

    /// The rank of the first message that is ready, and when it was accepted.
    pub(crate) fn first_ready(&self) -> Option<(i64, i64)> {
        self.ready.first_key_value().map(|((rank, created_at_ms, _), _)| (*rank, *created_at_ms))
    }

    /// How many messages of this rank or a smaller one are ready.
    pub(crate) fn ready_ahead(&self, rank: i64) -> u32 {
        let ahead = self.ready.keys().take_while(|(first, ..)| *first <= rank).count();
        u32::try_from(ahead).unwrap_or(u32::MAX)
    }

    pub(crate) fn pop_ready(&mut self) -> Option<MessageId> {
        self.ready.pop_first().map(|(_, id)| id)
    }

    pub(crate) fn has_work(&self) -> bool {
        !self.ready.is_empty() || !self.queues_to_check.is_empty()
    }

    /// A message that nothing of its queue waits before waits for room.
    pub(crate) fn hold(&mut self, queue: &str, hold: Hold) {
        self.held.insert(queue.to_owned(), hold);
    }

    /// The queue is looked at, so that it is not known to be held.
    pub(crate) fn unhold(&mut self, queue: &str) {
        self.held.remove(queue);
    }

    /// Queues whose turn has come are looked at.
    pub(crate) fn release(&mut self, now_ms: i64) {
        let due = self.held.extract_if(.., |_, hold| hold.until_ms <= now_ms);
        self.queues_to_check.extend(due.map(|(queue, _)| queue));
    }

    /// When the next queue's turn comes.
    pub(crate) fn next_turn_ms(&self) -> Option<i64> {
        self.held.values().map(|hold| hold.until_ms).min()
    }

    /// Whether a message of this rank would stand behind one that waits for room in its queue. An urgent
    /// one never does, since none of its rank or above ever waits for room.
    pub(crate) fn is_held(&self, queue: &str, rank: i64) -> bool {
        self.held.get(queue).is_some_and(|hold| hold.rank <= rank)
    }

    /// Until when the SIM's room is kept from messages of this rank, for one that waits for it.
    pub(crate) fn kept_until_ms(
        &self,
        gateway_id: &str,
        sim_slot: Option<u8>,
        rank: i64,
    ) -> Option<i64> {
        let keeps = |hold: &&Hold| {
            hold.gateway_id == gateway_id && hold.sim_slot == sim_slot && hold.rank <= rank
        };
        self.held.values().filter(keeps).map(|hold| hold.until_ms).max()
    }
}
