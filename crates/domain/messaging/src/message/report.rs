//! Effects of a phone's report on a recipient: late evidence counts, and double sends are avoided.

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use super::{Message, RecipientState as S, TimelineEntry, TimelineEvent as E};
use crate::policy::DispatchPolicy;

/// Status that a phone reports for one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    Acknowledged,
    Sent,
    Delivered,
    Failed { reason: String },
    Cancelled,
}

/// One report, matched by gateway and recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<'a> {
    pub gateway_id: &'a GatewayId,
    pub ordinal: u8,
    pub status: ReportStatus,
}

/// Effect of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportEffect {
    /// The recipient's state changed.
    Applied,
    /// Only the timeline changed.
    Noted,
    /// Nothing changed; the status was known.
    Repeated,
    /// This gateway never held a lease on such a recipient.
    Unknown,
}

impl Message {
    /// Applies a report.
    ///
    /// From the current holder it drives the state. A failed attempt is retried while the policy allows,
    /// unless transmission was already reported, since a second one would be a knowing double send. From a
    /// former holder `failed` is only noted, while `sent` and `delivered` settle the recipient. `delivered`
    /// is final; evidence of transmission corrects `failed`.
    pub fn report(
        &mut self,
        report: &Report<'_>,
        now_ms: UnixMillis,
        policy: &DispatchPolicy,
    ) -> ReportEffect {
        let at = usize::from(report.ordinal);
        // Checked first, because a gateway that has not fetched the message has no lease to be found.
        if report.status == ReportStatus::Cancelled && self.awaits_cancellation_by(report) {
            let entry = TimelineEntry::new(E::Cancelled).recipient(at);
            let entry = TimelineEntry { gateway_id: Some(report.gateway_id.clone()), ..entry };
            return self.confirm_cancelled(at, entry, now_ms);
        }
        let Some(epoch) = self.reporting_epoch(report) else { return ReportEffect::Unknown };
        let Some(recipient) = self.recipients.get(at) else { return ReportEffect::Unknown };
        let current = recipient.epoch == Some(epoch);
        let entry = |event| TimelineEntry::new(event).recipient(at).lease(epoch, report.gateway_id);
        match &report.status {
            ReportStatus::Sent => self.transmitted(at, epoch, false, entry(E::Sent), now_ms),
            ReportStatus::Delivered => {
                self.transmitted(at, epoch, true, entry(E::Delivered), now_ms)
            }
            ReportStatus::Failed { reason } if current => {
                self.attempt_failed(at, reason, entry(E::AttemptFailed), now_ms, policy)
            }
            ReportStatus::Acknowledged if current => {
                self.acknowledged(at, entry(E::Acknowledged), now_ms)
            }
            ReportStatus::Cancelled if current => {
                self.confirm_cancelled(at, entry(E::Cancelled), now_ms)
            }
            late => {
                let cause = match late {
                    ReportStatus::Failed { reason } => format!("failed: {reason}"),
                    ReportStatus::Cancelled => "cancelled".to_owned(),
                    _ => return ReportEffect::Repeated,
                };
                self.note(entry(E::LateReport).cause(cause), now_ms)
            }
        }
    }

    /// Whether the reporter is the gateway that was to fetch the recipient and has not been given it.
    fn awaits_cancellation_by(&self, report: &Report<'_>) -> bool {
        let recipient = self.recipients.get(usize::from(report.ordinal));
        recipient.is_some_and(|it| it.state == S::Cancelling && it.epoch.is_none())
            && self.assigned_to() == Some(report.gateway_id)
    }

    /// Returns the epoch that a report belongs to: the reporter's latest lease of the recipient.
    fn reporting_epoch(&self, report: &Report<'_>) -> Option<u32> {
        let held = self.leases.iter().filter(|lease| {
            lease.gateway_id == *report.gateway_id && lease.ordinals.contains(&report.ordinal)
        });
        held.map(|lease| lease.epoch).max()
    }

    /// Applies evidence that a phone transmitted the message, whether or not it holds the current lease.
    fn transmitted(
        &mut self,
        at: usize,
        epoch: u32,
        delivered: bool,
        entry: TimelineEntry,
        now_ms: UnixMillis,
    ) -> ReportEffect {
        let Some(recipient) = self.recipients.get_mut(at) else { return ReportEffect::Unknown };
        let superseded = recipient.epoch.filter(|current| *current != epoch);
        let second_sender = recipient.sent_by_epoch.is_some_and(|sender| sender != epoch);
        let news = match (recipient.state, delivered) {
            (S::Delivered, _) | (S::Sent, false) => false,
            (_, true) => true,
            // A repeated or overtaken `sent` must not revive a recipient that the same phone later reported
            // failed.
            (_, false) => recipient.sent_by_epoch != Some(epoch),
        };
        if !news && !second_sender {
            return ReportEffect::Repeated;
        }
        if news {
            recipient.state = if delivered { S::Delivered } else { S::Sent };
            // The first transmission counts. A second one is noted as a duplicate below.
            recipient.sent_at_ms.get_or_insert(now_ms);
            recipient.sent_by_epoch.get_or_insert(epoch);
            if delivered {
                recipient.delivered_at_ms = Some(now_ms);
            }
            recipient.failed_at_ms = None;
            recipient.error = None;
            recipient.retry_at_ms = None;
        }
        let on_another_phone = superseded.and_then(|current| self.lease_of_epoch(current)).cloned();
        if news {
            self.record(now_ms, entry.clone());
        }
        if second_sender {
            return self.note(TimelineEntry { event: E::DuplicateSent, ..entry }, now_ms).or(news);
        }
        if let Some(lease) = on_another_phone.filter(|_| news) {
            // The newer lease was handed over, too, so the other phone may also transmit.
            let duplicate = TimelineEntry::new(E::DuplicateSent).recipient(at);
            self.note(duplicate.lease(lease.epoch, &lease.gateway_id).cause("handed_over"), now_ms);
        }
        ReportEffect::Applied
    }

    fn attempt_failed(
        &mut self,
        at: usize,
        reason: &str,
        entry: TimelineEntry,
        now_ms: UnixMillis,
        policy: &DispatchPolicy,
    ) -> ReportEffect {
        let Some(recipient) = self.recipients.get_mut(at) else { return ReportEffect::Unknown };
        let transmitted = recipient.sent_at_ms.is_some();
        match recipient.state {
            S::Delivered | S::Failed | S::Cancelled | S::Accepted => return ReportEffect::Repeated,
            S::Sent | S::Dispatched | S::Acknowledged | S::Cancelling => {}
        }
        let cancelling = recipient.state == S::Cancelling;
        recipient.failures = recipient.failures.saturating_add(1);
        let again = !self.options.single_attempt && recipient.failures <= policy.max_retries;
        let retry = again && !transmitted && !cancelling;
        if retry {
            let delay_ms = policy.retry_delay_ms(recipient.failures);
            recipient.state = S::Accepted;
            // The lease is then no longer current, so that routing prefers another gateway (`gateways_to_avoid`).
            recipient.epoch = None;
            recipient.retry_at_ms = Some(now_ms.saturating_add(delay_ms));
            recipient.error = Some(reason.to_owned());
            self.record(now_ms, entry.cause(reason));
        } else {
            recipient.fail(reason, now_ms);
            self.record(now_ms, TimelineEntry { event: E::Failed, ..entry }.cause(reason));
        }
        ReportEffect::Applied
    }

    fn acknowledged(
        &mut self,
        at: usize,
        entry: TimelineEntry,
        now_ms: UnixMillis,
    ) -> ReportEffect {
        let Some(recipient) = self.recipients.get_mut(at) else { return ReportEffect::Unknown };
        if recipient.state != S::Dispatched {
            return ReportEffect::Repeated;
        }
        recipient.state = S::Acknowledged;
        self.record(now_ms, entry);
        ReportEffect::Applied
    }

    fn note(&mut self, entry: TimelineEntry, now_ms: UnixMillis) -> ReportEffect {
        let known = self.timeline.iter().any(|old| {
            (old.event, old.ordinal, old.epoch) == (entry.event, entry.ordinal, entry.epoch)
        });
        if known {
            return ReportEffect::Repeated;
        }
        self.record(now_ms, entry);
        ReportEffect::Noted
    }
}

impl ReportEffect {
    /// Returns `Applied` if the report also changed the state.
    fn or(self, applied: bool) -> Self {
        if applied { Self::Applied } else { self }
    }
}
