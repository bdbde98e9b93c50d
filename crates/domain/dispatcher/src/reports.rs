//! Reports on messages, by phones and providers: applied to the message, its queue and its gateway.

pub(crate) mod message_reports;
pub(crate) mod reference_reports;
pub(crate) mod wire_reports;

use messaging::{Message, MessageId, Report, ReportEffect};
use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{DispatcherCore, DispatcherError, messages::StoredMessage};

pub(crate) const HAS_MESSAGE: &str = "SELECT 1 FROM message WHERE id = ?";

impl<S: Sql> DispatcherCore<S> {
    /// Whether the message is stored here, so that a report can be applied to it.
    pub fn has_message(&self, message_id: &MessageId) -> Result<bool, DispatcherError> {
        Ok(!self.sql.exec(HAS_MESSAGE, vec![message_id.as_str().into()])?.is_empty())
    }

    /// Applies a report to a loaded message, writes it back, and returns the effect together with the result
    /// of `look`.
    pub(crate) fn apply_report<T>(
        &mut self,
        mut stored: StoredMessage,
        report: &Report<'_>,
        now_ms: UnixMillis,
        look: impl Fn(&Message) -> T,
    ) -> Result<(ReportEffect, T), DispatcherError> {
        let at = usize::from(report.ordinal);
        let open = |message: &Message| {
            message.recipients.get(at).is_some_and(|it| it.state.is_outcome_open())
        };
        let was_open = open(&stored.message);
        // Read before the report, which may end the lease.
        let holder = stored.message.holder_of(report.ordinal).cloned();
        let effect = stored.message.report(report, now_ms, &self.policy);
        let closed = was_open && !open(&stored.message);
        self.settle_queue(&mut stored, now_ms);
        let seen = look(&stored.message);
        self.save(stored, now_ms)?;
        if let Some(holder) = holder.filter(|_| closed) {
            self.adjust_in_flight(&holder, 1);
        }
        Ok((effect, seen))
    }
}
