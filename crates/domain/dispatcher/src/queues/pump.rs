//! Rounds of routing: which messages are routed next, and what happens to those that could not be handed
//! over.

use std::collections::BTreeMap;

use ids::GatewayId;
use messaging::Pace;
use object_sql::Sql;
use unix_time::UnixMillis;

use super::{Queue, delivery::Delivery, routing_work::QueuePage, rows};
use crate::{DispatcherCore, DispatcherError};

/// Most messages that one round routes, so that other requests get their turn.
const ROUND_LIMIT: usize = 200;
/// Number of frames after which a round ends: a message has one for each recipient.
const ROUND_FRAMES: usize = 1_000;
/// Fewest rows that are read from a queue at a time.
const LEAST_PAGE: usize = 8;

impl<S: Sql> DispatcherCore<S> {
    /// Routes one round of waiting messages. The most urgent go first, and of equal ones the oldest, so that
    /// a gateway gets its messages in order. An empty result means that nothing could be handed over.
    pub fn pump(&mut self, now_ms: UnixMillis) -> Result<Vec<Delivery>, DispatcherError> {
        self.routing_work.release(now_ms);
        let mut deliveries = Vec::new();
        let mut pages = self.first_pages(now_ms)?;
        // Queues that the round does not finish stay marked, so the next round reads them again.
        for _ in 0..ROUND_LIMIT {
            let queued = first_of(&pages);
            let ready = self.routing_work.first_ready();
            if let Some((place, queue)) = queued
                && ready.is_none_or(|ready| place <= ready)
            {
                self.route_first_of(&queue, &mut pages, now_ms, &mut deliveries)?;
            } else if let Some(id) = self.routing_work.pop_ready() {
                self.route(&id, now_ms, &mut deliveries)?;
            } else {
                break;
            }
            if frames_of(&deliveries) >= ROUND_FRAMES {
                break;
            }
        }
        Ok(deliveries)
    }

    /// Marks every queue for a check from which this gateway may now take messages.
    pub(crate) fn check_queues_of(&mut self, id: &GatewayId) {
        let id = || id.clone();
        let queues = [Queue::AnyGateway, Queue::PinnedTo(id()), Queue::UnknownOutcome(id())];
        self.routing_work.queues_to_check.extend(queues);
        if self.has_test_gateway() {
            self.routing_work.queues_to_check.insert(Queue::TestNumbers);
        }
    }

    /// Reads the first page of each queue that is to be checked and may have a gateway.
    fn first_pages(
        &mut self,
        now_ms: UnixMillis,
    ) -> Result<BTreeMap<Queue, QueuePage>, DispatcherError> {
        let mut pages = BTreeMap::new();
        let limit = self.page_limit(now_ms);
        for queue in self.routing_work.queues_to_check.clone() {
            // The old hold must not stop the message that it stands for. If there still is no capacity,
            // routing holds again.
            self.routing_work.remove_hold(&queue);
            let open = self.reachable().any(|id| queue.may_be_routed_to(id));
            let page = if open { self.page(&queue, limit)? } else { None };
            match page {
                Some(page) => {
                    pages.insert(queue, page);
                }
                None => {
                    self.routing_work.queues_to_check.remove(&queue);
                }
            }
        }
        Ok(pages)
    }

    /// Routes the first message of a queue. If it has to stay, so do those behind it. Once a page is used up,
    /// the next one is read.
    fn route_first_of(
        &mut self,
        queue: &Queue,
        pages: &mut BTreeMap<Queue, QueuePage>,
        now_ms: UnixMillis,
        deliveries: &mut Vec<Delivery>,
    ) -> Result<(), DispatcherError> {
        let Some(page) = pages.get_mut(queue) else { return Ok(()) };
        let Some((_, id)) = page.rows.pop_front() else { return Ok(()) };
        let stays = self.route(&id, now_ms, deliveries)?.as_ref() == Some(queue);
        page.moved |= !stays;
        let blocked = stays && !queue.may_be_overtaken();
        if !blocked && !page.rows.is_empty() {
            return Ok(());
        }
        // If no message of this page has left the queue, the next page would be the same one.
        let next = if !blocked && page.full && page.moved {
            let limit = self.page_limit(now_ms);
            self.page(queue, limit)?
        } else {
            None
        };
        if let Some(next) = next {
            pages.insert(queue.clone(), next);
        } else {
            pages.remove(queue);
            self.routing_work.queues_to_check.remove(queue);
        }
        Ok(())
    }

    fn page(&self, queue: &Queue, limit: usize) -> Result<Option<QueuePage>, DispatcherError> {
        let rows = rows::queued(&self.sql, queue, limit)?;
        let full = rows.len() >= limit;
        Ok((!rows.is_empty()).then(|| QueuePage { rows: rows.into(), full, moved: false }))
    }

    /// Number of rows worth reading from a queue: one more than there is capacity for, since that message
    /// tells when capacity returns.
    fn page_limit(&self, now_ms: UnixMillis) -> usize {
        let queues = self.routing_work.queues_to_check.len().max(1);
        let limit = (2 * ROUND_LIMIT / queues).clamp(LEAST_PAGE, ROUND_LIMIT);
        let mut room = 0_u32;
        for gateway in self.snapshots() {
            let Some(rule) = gateway.own_pacing.or(self.policy.pacing) else { return limit };
            let pace = Pace { rule, sim_slot: None, segments: 1 };
            room = room.saturating_add(gateway.pacing.room(pace, now_ms));
        }
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        limit.min(room.saturating_add(1).max(LEAST_PAGE))
    }
}

fn frames_of(deliveries: &[Delivery]) -> usize {
    deliveries.iter().map(|delivery| delivery.frames.len()).sum()
}

/// Returns the queue whose first message goes first, with that message's rank and time of acceptance.
fn first_of(pages: &BTreeMap<Queue, QueuePage>) -> Option<((i64, UnixMillis), Queue)> {
    let firsts = pages.iter().filter_map(|(queue, page)| Some((page.rows.front()?, queue)));
    let ((rank, id), queue) = firsts.min()?;
    Some(((*rank, id.created_at_ms()), queue.clone()))
}

#[cfg(test)]
mod tests;
