//! Work of the alarm: everything that is due, found in the tables rather than in memory.

use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError, PROJECTION_DELAY_MS,
    gateways::Gateway,
    messages::{self, StoredMessage},
    queues::{rank, recipients},
};

pub(crate) const SELECT_DUE: &str =
    "SELECT version > projected_version OR events IS NOT NULL, record, attention_ms, queue FROM message
     WHERE attention_ms <= ? ORDER BY attention_ms LIMIT ?";
// Without `IS NOT NULL`, SQLite could not use the partial index.
pub(crate) const NEXT_ATTENTION: &str =
    "SELECT attention_ms FROM message WHERE attention_ms IS NOT NULL ORDER BY attention_ms LIMIT 1";
// Undecided SMS count, too, although they are not projected yet: the alarm has to find those to decide. The 5
// is `MAX_REJECTIONS`.
pub(crate) const ANY_UNPROJECTED_INBOUND: &str =
    "SELECT 1 FROM inbound WHERE record IS NOT NULL AND rejections < 5 LIMIT 1";
/// Delay before a message that was made ready is checked again, in case routing it failed.
const RECHECK_DELAY_MS: i64 = 60_000;
/// Most messages checked in one run.
const DUE_LIMIT: u32 = 500;
/// Number of recipients after which a run ends: the time that a message takes grows with them. The rest follows in the
/// next run, so that requests get their turn in between.
pub(crate) const DUE_RECIPIENTS: u32 = 1_000;
/// Most messages read at once. A message of a hundred recipients is a record of many kilobytes.
const DUE_PAGE: u32 = 50;

impl<S: Sql> DispatcherCore<S> {
    /// Processes due messages, marks silent gateways offline and prunes expired rows. Messages that need
    /// a route become ready for [`pump`](Self::pump). Idempotent.
    pub fn process_due(&mut self, now_ms: UnixMillis) -> Result<(), DispatcherError> {
        self.mark_silent_offline(now_ms)?;
        self.report_silent(now_ms)?;
        self.prune(now_ms)?;
        let mut recipients_left = DUE_RECIPIENTS;
        for _ in 0..DUE_LIMIT.div_ceil(DUE_PAGE) {
            let rows = self.sql.exec(SELECT_DUE, vec![now_ms.into(), DUE_PAGE.into()])?;
            for row in &rows {
                let mut columns = row.reader();
                let is_unpublished = columns.integer()? != 0;
                let stored = messages::read(&mut columns)?;
                recipients_left = recipients_left.saturating_sub(recipients(&stored.message));
                self.process_due_message(stored, is_unpublished, now_ms)?;
                if recipients_left == 0 {
                    return Ok(());
                }
            }
            if u32::try_from(rows.len()).unwrap_or(u32::MAX) < DUE_PAGE {
                break;
            }
        }
        Ok(())
    }

    /// Returns when the alarm is due next: for [`process_due`](Self::process_due), for a projection or for announcing
    /// events. Projections and announcements wait a moment so that they can be batched. While D1 or the
    /// endpoints' objects fail, they wait until the given times.
    pub fn next_attention_ms(
        &self,
        now_ms: UnixMillis,
        projection_not_before_ms: UnixMillis,
        announcing_not_before_ms: UnixMillis,
    ) -> Result<Option<UnixMillis>, DispatcherError> {
        let rows = self.sql.exec(NEXT_ATTENTION, vec![])?;
        let message_ms = rows.first().map(|row| row.reader().time()).transpose()?;
        let soon_ms = now_ms.saturating_add(PROJECTION_DELAY_MS);
        let inbound = !self.sql.exec(ANY_UNPROJECTED_INBOUND, vec![])?.is_empty();
        let presence = self.gateways.values().any(Gateway::wants_projection);
        let projection_ms =
            if inbound || presence { Some(soon_ms) } else { self.unprojected.next_at_ms(soon_ms) };
        let counters_ms = self.refusals.next_counter_ms(soon_ms);
        let candidates = [
            message_ms.map(|at_ms| at_ms.max(soon_ms)),
            projection_ms.map(|at_ms| at_ms.max(projection_not_before_ms)),
            counters_ms.map(|at_ms| at_ms.max(projection_not_before_ms)),
            self.outbox.next_at_ms(soon_ms).map(|at_ms| at_ms.max(announcing_not_before_ms)),
            self.next_offline_ms().map(|at_ms| at_ms.max(now_ms)),
            self.next_silence_ms(now_ms).map(|at_ms| at_ms.max(now_ms)),
            self.next_turn_ms().map(|at_ms| at_ms.max(now_ms)),
        ];
        Ok(candidates.into_iter().flatten().min())
    }

    fn process_due_message(
        &mut self,
        mut stored: StoredMessage,
        is_unpublished: bool,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let version = stored.message.version;
        stored.message.tick(now_ms, &self.policy);
        let is_published = !is_unpublished && stored.message.version == version;
        let finished = stored.message.is_settled(now_ms, &self.policy);
        if finished {
            stored.queue = None;
        }
        // This may record the end of an assignment, so the version is compared again after it.
        self.settle_queue(&mut stored, now_ms);
        let is_published = is_published && stored.message.version == version;
        // A finished message that D1 or an endpoint still lacks stays until its projection or announcement deletes it.
        if finished && is_published {
            self.count_load(stored.load_change());
            let statement = "DELETE FROM message WHERE id = ?";
            self.sql.exec(statement, vec![stored.message.id.as_str().into()])?;
            self.delete_pieces(&stored.message)?;
            return Ok(());
        }
        // Saving keeps an earlier time, so this one is cleared for the next due time to take its place.
        stored.attention_ms = None;
        if stored.queue.is_none() && self.wants_route(&stored.message, now_ms) {
            self.routing_work.push(rank(&stored.message), stored.message.id.clone());
            stored.attention_ms = Some(now_ms.saturating_add(RECHECK_DELAY_MS));
        }
        Ok(self.save(stored, now_ms)?)
    }
}
