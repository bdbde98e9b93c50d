//! An outbound message: the request, and the state of each recipient.
//!
//! Recipients have the states; the message's own state is derived from theirs. Every change goes through a
//! method in the submodules. Each of those raises `version` if and only if it changed something, so that a
//! projection can tell old from new.

mod assign;
mod cancel;
mod due;
mod facts;
mod hash;
mod lease;
mod parts;
mod report;
mod resend;
mod timeline;

pub use facts::{Facts, Metric};
pub use lease::{Lease, Offer, UnreportedLease};
pub use parts::{Part, PartNumber};
pub use report::{Report, ReportEffect, ReportStatus};
pub use resend::{MAX_RESENDS, NotResendable};
pub use timeline::{ChainVerdict, TimelineChain, TimelineEntry, TimelineEvent, TimelineKeys};

use ids::GatewayId;
use rand_core::RngCore;
use serde::{Deserialize, Serialize};
use telephony::Address;
use unix_time::UnixMillis;

use crate::{
    content::Content, gateway::Needs, id::MessageId, interaction::Interaction, label::Label,
    policy::DispatchPolicy,
};

/// From this priority on a message is urgent: pacing counts it but does not hold it back. One-time codes are
/// urgent.
pub const URGENT_PRIORITY: i8 = 100;
/// Most recipients of one message.
pub const MAX_RECIPIENTS: usize = 100;

/// Policy for a handed-over message whose outcome is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownOutcome {
    /// Wait for the same gateway; never risk a second transmission.
    #[default]
    Hold,
    /// Let another gateway send it, too. For one-time codes, where a duplicate is harmless.
    Resend,
}

/// Treatment of a message's recipients who have opted out of the account's SMS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptOutRule {
    /// Opted-out recipients are refused.
    #[default]
    Ordinary,
    /// The message is a one-time code, which the account's policy may exempt.
    Code,
    /// The message goes out in any case: it answers the recipient, or has opt-outs of its own.
    Exempt,
}

impl OptOutRule {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_ordinary(&self) -> bool {
        *self == Self::Ordinary
    }
}

/// Options for sending a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "independent choices of one request")]
pub struct Options {
    /// Only this gateway may send it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<GatewayId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sim_slot: Option<u8>,
    /// −128 to 127; higher priorities go first.
    pub priority: i8,
    /// Time at which it fails if it was not handed over. `None` takes the policy's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<UnixMillis>,
    /// Earliest time of transmission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_at_ms: Option<UnixMillis>,
    pub delivery_report: bool,
    pub unknown_outcome: UnknownOutcome,
    /// Whether only the phone may read the text: it is sealed in the Dispatcher and absent from D1.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// Whether text and addresses are ciphertext for the phone, so that only a gateway that can decrypt them
    /// gets them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub encrypted: bool,
    /// Whether texts and numbers are replaced by their hashes once the message is finished.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hash_when_done: bool,
    /// Only a gateway that was heard from at this time or later may send it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_since_ms: Option<UnixMillis>,
    /// Whether the first failure is final: the caller is told and decides.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub single_attempt: bool,
    /// Part in a conversation through a masking number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<Interaction>,
    /// Treatment of recipients who have opted out of the account's SMS.
    #[serde(skip_serializing_if = "OptOutRule::is_ordinary")]
    pub opt_out_rule: OptOutRule,
    /// Label under which the integrator finds it together with others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Message whose content this one sends again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resend_of: Option<MessageId>,
    /// Id of the webhook endpoint for the URL that gets this message's events, beside the account's own endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_endpoint_id: Option<String>,
}

impl Options {
    /// Whether it goes out at once, whatever its SIM was given before.
    pub fn is_urgent(&self) -> bool {
        self.priority >= URGENT_PRIORITY
    }
}

/// A message that a face hands over to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub recipients: Vec<Address>,
    pub content: Content,
    pub options: Options,
    /// The integrator's own id, unique in its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// State of one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientState {
    /// Durable here.
    Accepted,
    /// Leased and handed over.
    Dispatched,
    /// The phone has acknowledged it.
    Acknowledged,
    Sent,
    Delivered,
    Failed,
    /// Cancelled here; the phone may have sent it already.
    Cancelling,
    Cancelled,
}

impl RecipientState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Dispatched => "dispatched",
            Self::Acknowledged => "acknowledged",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        const ALL: [RecipientState; 8] = [
            RecipientState::Accepted,
            RecipientState::Dispatched,
            RecipientState::Acknowledged,
            RecipientState::Sent,
            RecipientState::Delivered,
            RecipientState::Failed,
            RecipientState::Cancelling,
            RecipientState::Cancelled,
        ];
        ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it was handed over and its outcome is not known yet.
    pub fn is_outcome_open(self) -> bool {
        matches!(self, Self::Dispatched | Self::Acknowledged | Self::Cancelling)
    }
}

/// One destination of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub address: Address,
    pub state: RecipientState,
    /// Epoch of the lease under which it may be sent now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u32>,
    /// Attempts that a phone reported as failed.
    #[serde(default)]
    pub failures: u8,
    /// Earliest time of the next lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at_ms: Option<UnixMillis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at_ms: Option<UnixMillis>,
    /// Epoch of the lease whose holder transmitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_by_epoch: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at_ms: Option<UnixMillis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at_ms: Option<UnixMillis>,
    /// Reason of its last failed attempt; empty if the phone gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Id by which a provider knows it, as `provider:id`. With several parts, the first one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Parts that the provider made of it and reports separately; empty if the provider knows it as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// One outbound request with its whole history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    pub content: Content,
    pub options: Options,
    pub recipients: Vec<Recipient>,
    /// Leases that were handed over, oldest first.
    pub leases: Vec<Lease>,
    pub next_epoch: u32,
    /// Gateway shown before the first lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional_gateway_id: Option<GatewayId>,
    /// Time since which that gateway is expected to fetch it. `None` if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_at_ms: Option<UnixMillis>,
    /// Time at which the message first reached each state beyond `Accepted` and `Dispatched`, by the phone's
    /// clock or else ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reached: Vec<(RecipientState, UnixMillis)>,
    pub created_at_ms: UnixMillis,
    pub updated_at_ms: UnixMillis,
    pub expires_at_ms: UnixMillis,
    /// Grows with every change.
    pub version: u32,
    pub timeline: Vec<TimelineEntry>,
    /// HMAC over the end of the timeline's chain, the version and the recipients' states. Absent if the message is
    /// older than the chain, or was found broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline_seal: Option<String>,
    /// Whether its content is stored in pieces beside its row, or was until it was hashed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_pieces: bool,
    /// SMS segments of the text beyond the first, counted before the text is sealed or hashed. 0 for other content,
    /// and for ciphertext, whose length says nothing about the text's.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extra_segments: u32,
    /// Messages that sent its content again, the oldest first; at most [`MAX_RESENDS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resent_as: Vec<MessageId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(segments: &u32) -> bool {
    *segments == 0
}

impl Draft {
    /// Capabilities that it needs of a gateway beyond transmitting a text.
    pub fn needs(&self) -> Needs {
        needs(&self.content, &self.options)
    }
}

fn needs(content: &Content, options: &Options) -> Needs {
    let multimedia = matches!(content, Content::Multimedia(_) | Content::Long(_));
    let data = matches!(content, Content::Data(_));
    let poll = multimedia || data || options.encrypted || options.sim_slot.is_some();
    Needs { poll, multimedia }
}

impl Message {
    /// Creates an accepted message. The caller has checked that the draft has 1 to [`MAX_RECIPIENTS`]
    /// recipients.
    pub fn accept(
        draft: Draft,
        now_ms: UnixMillis,
        policy: &DispatchPolicy,
        rng: &mut impl RngCore,
    ) -> Self {
        // The default lifetime begins with the schedule. Otherwise a message could expire before it may be sent.
        let begins_at_ms = draft.options.scheduled_at_ms.map_or(now_ms, |at_ms| at_ms.max(now_ms));
        let default_ms = begins_at_ms.saturating_add(policy.default_ttl_ms);
        let expires_at_ms = draft.options.expires_at_ms.unwrap_or(default_ms);
        let text = draft.content.text().filter(|_| !draft.options.encrypted);
        let extra_segments = text.map_or(0, |text| text.segments().saturating_sub(1));
        let mut message = Self {
            id: MessageId::generate(now_ms, rng),
            client_id: draft.client_id,
            content: draft.content,
            options: draft.options,
            recipients: draft.recipients.into_iter().map(Recipient::accepted).collect(),
            leases: Vec::new(),
            next_epoch: 1,
            provisional_gateway_id: None,
            assigned_at_ms: None,
            reached: Vec::new(),
            created_at_ms: now_ms,
            updated_at_ms: now_ms,
            expires_at_ms,
            version: 0,
            timeline: Vec::new(),
            timeline_seal: None,
            in_pieces: false,
            extra_segments,
            resent_as: Vec::new(),
        };
        message.record(now_ms, TimelineEntry::new(TimelineEvent::Accepted));
        message
    }

    /// Records, once between two leases, that it waits although a gateway is connected, and why.
    pub fn hold(&mut self, cause: &str, now_ms: UnixMillis) {
        use TimelineEvent as E;
        let since_lease = self.timeline.iter().rev().take_while(|entry| entry.event != E::Leased);
        if !since_lease.into_iter().any(|entry| entry.event == E::Held) {
            self.record(now_ms, TimelineEntry::new(E::Held).cause(cause));
        }
    }

    /// Number of times that it was held, and the cause of the last one.
    pub fn holds(&self) -> (usize, Option<&str>) {
        let held = self.timeline.iter().filter(|it| it.event == TimelineEvent::Held);
        held.fold((0, None), |(count, _), entry| (count + 1, entry.cause.as_deref()))
    }

    /// Fails the recipients that no phone has.
    pub fn abandon(&mut self, reason: &str, now_ms: UnixMillis) {
        for at in 0..self.recipients.len() {
            let waits =
                self.recipients.get(at).is_some_and(|it| it.state == RecipientState::Accepted);
            if waits {
                self.fail(at, reason, reason, now_ms);
            }
        }
    }

    /// Fails those of these recipients that no phone has.
    pub fn abandon_recipients(&mut self, ordinals: &[u8], reason: &str, now_ms: UnixMillis) {
        for at in ordinals.iter().map(|at| usize::from(*at)) {
            let recipient = self.recipients.get(at);
            if recipient.is_some_and(|it| it.state == RecipientState::Accepted) {
                self.fail(at, reason, reason, now_ms);
            }
        }
    }

    /// Derives the message's state: the first of accepted, dispatched, cancelling, cancelled and acknowledged
    /// that any recipient has; else failed or delivered if all are; else sent.
    pub fn state(&self) -> RecipientState {
        use RecipientState as S;
        let any = |state| self.recipients.iter().any(|recipient| recipient.state == state);
        let all = |state| self.recipients.iter().all(|recipient| recipient.state == state);
        // SMSGate's phones derive a message's state in the same order, where the first two are one state.
        for state in [S::Accepted, S::Dispatched, S::Cancelling, S::Cancelled, S::Acknowledged] {
            if any(state) {
                return state;
            }
        }
        if all(S::Failed) {
            S::Failed
        } else if all(S::Delivered) {
            S::Delivered
        } else {
            S::Sent
        }
    }

    /// Gateway that is to fetch it, or that of the latest lease, or the provisional one.
    pub fn gateway_id(&self) -> Option<&GatewayId> {
        let leased = self.leases.last().map(|lease| &lease.gateway_id);
        self.assigned_to().or(leased).or(self.provisional_gateway_id.as_ref())
    }

    /// Capabilities that it needs of a gateway beyond transmitting a text.
    pub fn needs(&self) -> Needs {
        needs(&self.content, &self.options)
    }

    /// Latest time at which a recipient's transmission became known. `None` if none is known.
    pub fn sent_at_ms(&self) -> Option<UnixMillis> {
        self.recipients.iter().filter_map(|recipient| recipient.sent_at_ms).max()
    }

    /// Time at which the last delivery became known. `None` until every recipient is delivered.
    pub fn delivered_at_ms(&self) -> Option<UnixMillis> {
        let times = self.recipients.iter().map(|recipient| recipient.delivered_at_ms);
        times.collect::<Option<Vec<_>>>().and_then(|times| times.into_iter().max())
    }

    /// Latest time at which one of the failed recipients failed.
    pub fn failed_at_ms(&self) -> Option<UnixMillis> {
        self.failed().filter_map(|recipient| recipient.failed_at_ms).max()
    }

    /// Reason of the first failed recipient that has one.
    pub fn error(&self) -> Option<&str> {
        self.failed().find_map(Recipient::reason)
    }

    /// Attempts beyond the first, of the recipient with the most failures.
    pub fn retry_count(&self) -> u8 {
        let most = self.recipients.iter().map(|recipient| recipient.failures).max().unwrap_or(0);
        // A final failure is the last attempt. After any other one there is another, unless it is cancelled first.
        if self.state() == RecipientState::Failed { most.saturating_sub(1) } else { most }
    }

    /// Records when the message reached a state, unless it reached that before.
    pub(crate) fn note_reached(&mut self, state: RecipientState, at_ms: UnixMillis) {
        let is_start = matches!(state, RecipientState::Accepted | RecipientState::Dispatched);
        if !is_start && !self.reached.iter().any(|(known, _)| *known == state) {
            self.reached.push((state, at_ms));
        }
    }

    /// Replaces our times of the states that a report has just brought the message to by the phone's own
    /// times. Earlier times stay, and so do ours if the phone's clock is off by a day or more.
    pub fn correct_reached(
        &mut self,
        reported: &[(RecipientState, UnixMillis)],
        now_ms: UnixMillis,
    ) {
        for (state, at_ms) in plausible(reported, now_ms) {
            match self.reached.iter_mut().find(|(known, _)| *known == state) {
                // `record` has just set our time of a state that this report brought, so it is `now_ms` exactly. That
                // change also raised the version, which need not grow again.
                Some((_, known_at_ms)) if *known_at_ms == now_ms => *known_at_ms = at_ms,
                Some(_) => {}
                None => self.note_reached(state, at_ms),
            }
        }
    }

    /// Adds states that a report names too late to change anything else, such as `Sent` after `Delivered`.
    /// Known times stay.
    pub fn add_reached(&mut self, reported: &[(RecipientState, UnixMillis)], now_ms: UnixMillis) {
        let known = self.reached.len();
        for (state, at_ms) in plausible(reported, now_ms) {
            self.note_reached(state, at_ms);
        }
        if self.reached.len() > known {
            self.version = self.version.saturating_add(1);
            self.updated_at_ms = now_ms;
        }
    }

    fn failed(&self) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().filter(|recipient| recipient.state == RecipientState::Failed)
    }

    /// Records one change of the message.
    fn record(&mut self, now_ms: UnixMillis, entry: TimelineEntry) {
        self.version = self.version.saturating_add(1);
        self.updated_at_ms = now_ms;
        // Callers change the recipients first, so this is the new state.
        self.note_reached(self.state(), now_ms);
        timeline::push(&mut self.timeline, self.recipients.len(), entry.at(now_ms));
    }
}

/// Keeps times by a phone's clock that are less than a day from now.
fn plausible(
    reported: &[(RecipientState, UnixMillis)],
    now_ms: UnixMillis,
) -> impl Iterator<Item = (RecipientState, UnixMillis)> {
    const DAY_MS: u64 = 24 * 3_600_000;
    reported.iter().copied().filter(move |(_, at_ms)| at_ms.since(now_ms).unsigned_abs() < DAY_MS)
}

impl Recipient {
    fn accepted(address: Address) -> Self {
        Self {
            address,
            state: RecipientState::Accepted,
            epoch: None,
            failures: 0,
            retry_at_ms: None,
            sent_at_ms: None,
            sent_by_epoch: None,
            delivered_at_ms: None,
            failed_at_ms: None,
            error: None,
            reference: None,
            parts: Vec::new(),
        }
    }

    /// Reason of its last failed attempt, if the phone gave one.
    pub fn reason(&self) -> Option<&str> {
        self.error.as_deref().filter(|text| !text.is_empty())
    }

    fn fail(&mut self, reason: &str, now_ms: UnixMillis) {
        self.state = RecipientState::Failed;
        self.retry_at_ms = None;
        self.failed_at_ms = Some(now_ms);
        self.error = Some(reason.to_owned());
    }
}

#[cfg(test)]
mod tests;
