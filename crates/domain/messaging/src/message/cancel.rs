//! Cancelling: a phone that has a recipient must confirm; otherwise it ends as soon as no gateway may still
//! fetch it.

use ids::GatewayId;
use unix_time::UnixMillis;

use super::{Message, RecipientState as S, ReportEffect, TimelineEntry, TimelineEvent as E};

impl Message {
    /// Begins to cancel every recipient that is accepted or dispatched. Returns whether anything changed.
    /// Recipients that a phone has acknowledged or that are finished cannot be cancelled, nor those given to
    /// a gateway that cannot recall them.
    pub fn cancel(
        &mut self,
        now_ms: UnixMillis,
        can_be_asked: impl Fn(&GatewayId) -> bool,
    ) -> bool {
        let before = self.version;
        for at in 0..self.recipients.len() {
            let epoch = self.recipients.get(at).and_then(|recipient| recipient.epoch);
            let holder = epoch.and_then(|epoch| self.lease_of_epoch(epoch));
            if holder.is_some_and(|lease| !can_be_asked(&lease.gateway_id)) {
                continue;
            }
            let Some(recipient) = self.recipients.get_mut(at) else { continue };
            if !matches!(recipient.state, S::Accepted | S::Dispatched) {
                continue;
            }
            recipient.state = S::Cancelling;
            recipient.retry_at_ms = None;
            let entry = TimelineEntry::new(E::Cancelling).recipient(at);
            self.record(now_ms, entry.cause("requested"));
        }
        self.version != before
    }

    /// How far a cancellation has come: cancelling while one of the recipients is, then cancelled. `None` if no
    /// recipient was cancelled.
    pub fn cancellation(&self) -> Option<S> {
        let any = |state: &S| self.recipients.iter().any(|recipient| recipient.state == *state);
        [S::Cancelling, S::Cancelled].into_iter().find(any)
    }

    /// Ends the cancellation of a recipient that was never handed over.
    pub(super) fn cancelled_unseen(&mut self, at: usize, now_ms: UnixMillis) {
        if let Some(recipient) = self.recipients.get_mut(at) {
            recipient.state = S::Cancelled;
        }
        self.record(now_ms, TimelineEntry::new(E::Cancelled).recipient(at));
    }

    pub(super) fn confirm_cancelled(
        &mut self,
        at: usize,
        entry: TimelineEntry,
        now_ms: UnixMillis,
    ) -> ReportEffect {
        let Some(recipient) = self.recipients.get_mut(at) else { return ReportEffect::Unknown };
        if !recipient.state.is_outcome_open() {
            return ReportEffect::Repeated;
        }
        recipient.state = S::Cancelled;
        self.record(now_ms, entry);
        ReportEffect::Applied
    }
}
