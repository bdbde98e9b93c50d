//! Effects of time on a message: expiry, unknown outcomes, and settling.

use unix_time::UnixMillis;

use super::{Message, Recipient, RecipientState as S, TimelineEntry, TimelineEvent as E};
use crate::{message::UnknownOutcome, policy::DispatchPolicy};

/// Failure reason of a message that expired before any phone had it.
pub(super) const EXPIRED: &str = "TTL expired";
/// Failure reason of a message whose phone never reported its outcome.
pub(super) const OUTCOME_UNKNOWN: &str = "outcome_unknown";

impl Message {
    /// Applies everything that is due at `now_ms`. Idempotent.
    pub fn tick(&mut self, now_ms: UnixMillis, policy: &DispatchPolicy) {
        let waits_for_a_fetch = self.fetch_deadline_ms(policy).is_some_and(|at_ms| at_ms > now_ms);
        for at in 0..self.recipients.len() {
            let Some(recipient) = self.recipients.get(at) else { continue };
            match recipient.state {
                S::Accepted if self.expires_at_ms <= now_ms => {
                    let reason = recipient.error.clone().unwrap_or_else(|| {
                        // A phone may have transmitted it, so its outcome is unknown rather than expired.
                        let was_handed_over = self.leases.iter().any(|lease| lease.covers(at));
                        if was_handed_over { OUTCOME_UNKNOWN } else { EXPIRED }.to_owned()
                    });
                    self.fail(at, &reason, EXPIRED, now_ms);
                }
                // Until the deadline the gateway may still fetch and confirm it. After that, nobody was given it.
                S::Cancelling if recipient.epoch.is_none() && !waits_for_a_fetch => {
                    self.cancelled_unseen(at, now_ms);
                }
                S::Dispatched | S::Acknowledged | S::Cancelling => {
                    self.tick_on_a_phone(at, now_ms, policy);
                }
                _ => {}
            }
        }
        if self.hash_at_ms(policy).is_some_and(|at_ms| at_ms <= now_ms) {
            self.hash(now_ms);
        }
    }

    /// Time at which [`tick`](Self::tick), a lease or a repeated offer is next due; `None` once settled. An
    /// unknown outcome that waits for its gateway to reconnect is due only at its deadline.
    pub fn due_at_ms(&self, now_ms: UnixMillis, policy: &DispatchPolicy) -> Option<UnixMillis> {
        let each = self.recipients.iter();
        let each = each.filter_map(|recipient| self.recipient_due_at_ms(recipient, now_ms, policy));
        each.chain(self.hash_at_ms(policy)).min()
    }

    /// Whether nothing more can happen to the message: every recipient is delivered, failed or cancelled, or
    /// was sent and no delivery report is wanted or expected any longer. A message that is to be hashed has
    /// been hashed.
    pub fn is_settled(&self, now_ms: UnixMillis, policy: &DispatchPolicy) -> bool {
        self.hash_at_ms(policy).is_none()
            && self.recipients.iter().all(|recipient| match recipient.state {
                S::Delivered | S::Failed | S::Cancelled => true,
                S::Sent => self.report_wait_ends_at_ms(recipient, policy) <= now_ms,
                _ => false,
            })
    }

    fn tick_on_a_phone(&mut self, at: usize, now_ms: UnixMillis, policy: &DispatchPolicy) {
        let Some(recipient) = self.recipients.get(at) else { return };
        let Some(lease) = recipient.epoch.and_then(|epoch| self.lease_of_epoch(epoch)) else {
            return;
        };
        let unknown_at_ms =
            self.begun_ms(lease.offered_at_ms).saturating_add(policy.ack_timeout_ms);
        let outcome_unknown = recipient.state == S::Dispatched && unknown_at_ms <= now_ms;
        // Counted from the lease rather than from the latest offer, so that repeated offers do not put it off.
        if self.outcome_deadline_ms(lease.leased_at_ms, policy) <= now_ms {
            self.fail(at, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN, now_ms);
        } else if outcome_unknown && self.options.unknown_outcome == UnknownOutcome::Resend {
            let (epoch, gateway_id) = (lease.epoch, lease.gateway_id.clone());
            if let Some(recipient) = self.recipients.get_mut(at) {
                recipient.state = S::Accepted;
                recipient.epoch = None;
            }
            let entry = TimelineEntry::new(E::OutcomeUnknown).recipient(at);
            self.record(now_ms, entry.lease(epoch, &gateway_id).cause("no_report"));
        }
    }

    fn recipient_due_at_ms(
        &self,
        it: &Recipient,
        now_ms: UnixMillis,
        policy: &DispatchPolicy,
    ) -> Option<UnixMillis> {
        match it.state {
            S::Accepted => {
                let ready_at_ms =
                    it.retry_at_ms.max(self.options.scheduled_at_ms).unwrap_or(UnixMillis::EPOCH);
                let waits_for_a_route = ready_at_ms <= now_ms;
                // A message that may be leased waits for a gateway and not for a time, so only its expiry is due.
                let next = if waits_for_a_route { self.expires_at_ms } else { ready_at_ms };
                let deadlines = [Some(next), self.fetch_deadline_ms(policy)];
                deadlines.into_iter().flatten().chain([self.expires_at_ms]).min()
            }
            S::Cancelling if it.epoch.is_none() => {
                // Without a deadline nobody can fetch it any more, so it is due at once: at a time in the past.
                Some(self.fetch_deadline_ms(policy).unwrap_or(self.updated_at_ms))
            }
            S::Dispatched | S::Acknowledged | S::Cancelling => {
                let lease = it.epoch.and_then(|epoch| self.lease_of_epoch(epoch))?;
                let deadline_ms = self.outcome_deadline_ms(lease.leased_at_ms, policy);
                let offered_at_ms = self.begun_ms(lease.offered_at_ms);
                let unknown_at_ms = offered_at_ms.saturating_add(policy.ack_timeout_ms);
                let turns_unknown = it.state == S::Dispatched && unknown_at_ms > now_ms;
                Some(if turns_unknown { unknown_at_ms.min(deadline_ms) } else { deadline_ms })
            }
            S::Sent => {
                let ends_at_ms = self.report_wait_ends_at_ms(it, policy);
                (ends_at_ms > now_ms).then_some(ends_at_ms)
            }
            S::Delivered | S::Failed | S::Cancelled => None,
        }
    }

    /// Deadline of an unknown outcome: a day after the lease, or at expiry if that is earlier, but never
    /// before the outcome is unknown.
    fn outcome_deadline_ms(&self, leased_at_ms: UnixMillis, policy: &DispatchPolicy) -> UnixMillis {
        let leased_at_ms = self.begun_ms(leased_at_ms);
        let unknown_at_ms = leased_at_ms.saturating_add(policy.ack_timeout_ms);
        let latest_ms = leased_at_ms.saturating_add(policy.outcome_deadline_ms);
        latest_ms.min(self.expires_at_ms).max(unknown_at_ms)
    }

    /// Start of the waiting times: the hand-over, or the scheduled time if that is later.
    fn begun_ms(&self, handed_over_at_ms: UnixMillis) -> UnixMillis {
        self.options.scheduled_at_ms.map_or(handed_over_at_ms, |at_ms| at_ms.max(handed_over_at_ms))
    }

    fn report_wait_ends_at_ms(&self, recipient: &Recipient, policy: &DispatchPolicy) -> UnixMillis {
        let sent_at_ms = recipient.sent_at_ms.unwrap_or(self.created_at_ms);
        let wait_ms = if self.options.delivery_report { policy.delivery_report_wait_ms } else { 0 };
        sent_at_ms.saturating_add(wait_ms)
    }

    pub(super) fn fail(&mut self, at: usize, reason: &str, cause: &str, now_ms: UnixMillis) {
        if let Some(recipient) = self.recipients.get_mut(at) {
            recipient.fail(reason, now_ms);
        }
        self.record(now_ms, TimelineEntry::new(E::Failed).recipient(at).cause(cause));
    }
}
