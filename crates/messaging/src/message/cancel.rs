//! Cancelling: at once while a recipient is only here, by the phone's leave once it has it.

use super::{Message, RecipientState as S, ReportEffect, TimelineEntry, TimelineEvent as E};

impl Message {
    /// Cancels every recipient that is not on its way yet. Returns whether anything changed; a message
    /// that a phone has acknowledged or that is finished cannot be cancelled.
    pub fn cancel(&mut self, now_ms: i64) -> bool {
        let before = self.version;
        for at in 0..self.recipients.len() {
            let Some(recipient) = self.recipients.get_mut(at) else { continue };
            let event = match recipient.state {
                S::Accepted => {
                    recipient.state = S::Cancelled;
                    recipient.retry_at_ms = None;
                    E::Cancelled
                }
                S::Dispatched => {
                    recipient.state = S::Cancelling;
                    E::Cancelling
                }
                _ => continue,
            };
            self.record(now_ms, TimelineEntry::new(event).recipient(at).cause("requested"));
        }
        self.version != before
    }

    pub(super) fn confirm_cancelled(
        &mut self,
        at: usize,
        entry: TimelineEntry,
        now_ms: i64,
    ) -> ReportEffect {
        let Some(recipient) = self.recipients.get_mut(at) else { return ReportEffect::Unknown };
        if !recipient.state.is_open_on_a_phone() {
            return ReportEffect::Repeated;
        }
        recipient.state = S::Cancelled;
        self.record(now_ms, entry);
        ReportEffect::Applied
    }
}
