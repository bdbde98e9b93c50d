//! Commands of an account's Dispatcher.

mod opt_outs;

pub use opt_outs::{
    ChangeOptOutPolicy, ChangeOptOuts, FindOptOut, ListOptOuts, OptOut, OptOutPolicy,
    OptOutPolicyOutcome, OptOutsOutcome, ReadOptOutPolicy,
};

use std::collections::BTreeMap;

use ids::GatewayId;
use messaging::{
    Draft, GatewayHealth, Message, MessageId, PartNumber, RecipientState, ReportEffect,
    ReportStatus, SimRoom,
    routing::{Assessment, Obstacle},
};
use serde::{Deserialize, Serialize};
use telephony::{Address, MessageText};
use unix_time::UnixMillis;

use crate::event_feed::ReaderName;

crate::commands!(
DispatcherCommand {
    Submit(Submit) -> SubmitOutcome,
    Explain(Explain) -> Explanation,
    Resend(Resend) -> ResendOutcome,
    Report(ReportBatch) -> Vec<ReportEffect>,
    Fetch(FetchMessages) -> FetchedBatch,
    ReportMessages(MessageReports) -> (),
    Cancel(Cancel) -> CancelOutcome,
    Receive(Receive) -> ReceiveOutcome,
    ReceiveBatch(ReceiveBatch) -> Vec<Option<ReceiveOutcome>>,
    ReportReference(ReferenceReport) -> ReportEffect,
    Presence(Presence) -> PresenceOutcome,
    Status(FindMessage) -> Option<Message>,
    Flush(Flush) -> FlushOutcome,
    LastSeen(LastSeen) -> BTreeMap<GatewayId, UnixMillis>,
    GatewayState(FindGatewayState) -> Option<GatewayState>,
    GatewayChanged(GatewayChanged) -> (),
    EndpointsChanged(EndpointsChanged) -> (),
    UsedCallbacks(FindUsedCallbacks) -> Vec<String>,
    ReadOptOutPolicy(ReadOptOutPolicy) -> OptOutPolicy,
    ChangeOptOutPolicy(ChangeOptOutPolicy) -> OptOutPolicyOutcome,
    ChangeOptOuts(ChangeOptOuts) -> OptOutsOutcome,
    ListOptOuts(ListOptOuts) -> Vec<OptOut>,
    FindOptOut(FindOptOut) -> Option<OptOut>,
    FeedEvents(FeedEvents) -> (),
    EndReaders(EndReaders) -> (),
    Poke(Poke) -> (),
});

/// Accepts one message. Its effects are durable before the answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Submit {
    pub draft: Draft,
    pub idempotency: Option<Idempotency>,
    /// Whether to refuse a message that no gateway of the account could ever send.
    #[serde(default)]
    pub requires_gateway: bool,
    /// Limits at which a gateway that does not keep up gets no more messages. The message is refused if its gateway
    /// has reached one.
    #[serde(default)]
    pub queue_limits: Option<QueueLimits>,
    /// Time in milliseconds to wait for the hand-over, if the route is a provider's number.
    #[serde(default)]
    pub wait_ms: Option<u32>,
    /// Maximum delay by pacing, in milliseconds. The message is refused if it would be held longer.
    #[serde(default)]
    pub leave_within_ms: Option<i64>,
    /// Whether to only check if a gateway would take the message now, without accepting it. For a message that is
    /// refused for another reason, when a refusal by the gateway takes precedence.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub check_only: bool,
}

impl Submit {
    /// Makes a submission of this message without any option.
    pub fn of(draft: Draft) -> Self {
        Self {
            draft,
            idempotency: None,
            requires_gateway: false,
            queue_limits: None,
            wait_ms: None,
            leave_within_ms: None,
            check_only: false,
        }
    }

    /// Makes a submission of the message that `key` names. Repeated submissions with the same key are accepted
    /// once.
    pub fn once(draft: Draft, key: String) -> Self {
        let idempotency = Some(Idempotency { fingerprint: key.clone(), key });
        Self { idempotency, ..Self::of(draft) }
    }
}

/// Outcome of handing a message to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum HandOver {
    /// The provider accepted the message.
    HandedOver,
    /// The provider refused the message, and it is not retried.
    Refused {
        /// Body of the provider's answer, if there was one.
        answer: Option<String>,
    },
    /// The provider may or may not have the message. It is not sent again.
    Unknown,
    /// The outcome is not known yet: the provider could not be called yet, or the route is a phone. The message
    /// continues by itself.
    Waiting,
}

/// Limits at which a gateway that fetches its messages gets no more of them. `None` is no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLimits {
    /// Maximum number of messages that wait for the gateway, or that it fetched and has not reported.
    pub max_pending: Option<u32>,
    /// Maximum age of the oldest of these messages, since its acceptance.
    pub max_pending_age_ms: Option<i64>,
    /// Number of consecutive failed messages that is too many, if the last of them failed within
    /// `max_failed_age_ms`.
    pub max_failed: Option<u32>,
    pub max_failed_age_ms: Option<i64>,
}

/// The queue limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReachedQueueLimit {
    TooManyPending { pending: u32, most: u32 },
    TooOldPending { accepted_at_ms: UnixMillis },
    TooManyFailed { failed: u32, most: u32 },
}

/// The integrator's idempotency key. Requests with equal keys mean the same intent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Idempotency {
    pub key: String,
    /// Digest of the method, path and canonical body.
    pub fingerprint: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SubmitOutcome {
    Accepted {
        receipt: Receipt,
        replayed: bool,
        /// Outcome of the hand-over, if the caller waited for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hand_over: Option<HandOver>,
    },
    /// Only a check was requested, and a gateway would take the message.
    Admissible,
    /// The idempotency key was used with a different request.
    KeyReused,
    /// The account already has a message with this client id.
    DuplicateClientId,
    /// The message names a gateway this account does not have.
    UnknownGateway,
    /// No gateway of the account can do what the message asks for.
    NoGateway,
    /// The text is confidential, and there is no key to seal it with.
    NoSealingKey,
    /// Too many messages wait for a route.
    QueueFull,
    /// The account has begun to use too many labels today.
    TooManyLabels,
    /// The message's gateway has reached a queue limit.
    OverQueueLimit { reason: ReachedQueueLimit },
    /// Recipients have opted out of the account's SMS; nothing was stored.
    RecipientsOptedOut {
        /// Their indexes in the message.
        ordinals: Vec<u8>,
    },
    /// The message could not be sent within its time limit. A retry after `retry_after_ms` milliseconds might
    /// succeed.
    TooSlow { retry_after_ms: i64 },
}

/// Answer to an accepted submission, the same for every replay of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub message_id: String,
    /// The gateway that would send the message as things stand.
    pub gateway_id: Option<GatewayId>,
    pub created_at_ms: UnixMillis,
    /// Earliest time at which it could leave, if a schedule or pacing holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_ms: Option<UnixMillis>,
}

/// Explains what a submission would do, and writes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Explain {
    pub submit: Submit,
}

/// Explanation of a submission, as things stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Outcome of the submission if it would accept no new message.
    pub instead: Option<SubmitOutcome>,
    /// Gateways of the account, the one that would be given the message first; at most [`Explanation::MAX_ROUTES`].
    pub routes: Vec<ExplainedRoute>,
    /// Number of gateways that are not listed.
    pub unlisted_routes: u32,
    /// Earliest time at which the message could leave, if a schedule or pacing holds it.
    pub eta_ms: Option<UnixMillis>,
    /// Number of messages that wait in the account's queues, and the number at which more like this one are refused. For
    /// a scheduled message, the number of recipients of scheduled messages, and the most that there may be.
    pub waiting: u32,
    pub most_waiting: u32,
}

impl Explanation {
    pub const MAX_ROUTES: usize = 100;
}

/// A gateway in an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedRoute {
    pub gateway_id: GatewayId,
    /// Device id of a phone, or id of a provider's number.
    pub device_id: String,
    /// Reason why the gateway would not be given the message now. `None` for the one that would.
    pub obstacle: Option<Obstacle>,
}

/// Sends the content of an ended message again, as a new message that is linked with it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Resend {
    pub message_id: MessageId,
    /// Whether it goes to all recipients, and not only to those that failed or were cancelled.
    pub all: bool,
    /// Without a key, a resend is repeated while the one before it is under way.
    pub idempotency: Option<Idempotency>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ResendOutcome {
    /// The outcome of submitting the new message, or of an equal request before.
    Submitted { submitted: SubmitOutcome },
    /// A recipient of the message may still be sent to.
    UnderWay,
    /// The content is sealed, redacted, hashed, or no longer stored.
    Unreadable,
    /// No recipient failed or was cancelled.
    NothingFailed,
    /// The message was sent again too often.
    TooOften,
    /// The account has no such message.
    Unknown,
}

/// Reports of one gateway, applied in order and committed together.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReportBatch {
    pub gateway_id: GatewayId,
    pub reports: Vec<ReportIn>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportIn {
    /// The recipient's wire id, as the phone gave it.
    pub wire_id: String,
    pub status: ReportStatus,
}

/// Hands over the messages that a gateway is to send, for gateways that fetch them: up to [`FetchedBatch::LIMIT`]
/// messages and [`FetchedBatch::MAX_CONTENT_BYTES`]. Includes messages that were fetched before and not reported, and
/// those that are being cancelled.
#[derive(Debug, Serialize, Deserialize)]
pub struct FetchMessages {
    pub gateway_id: GatewayId,
    /// Whether the latest message comes first among equally urgent ones.
    pub latest_first: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedBatch {
    /// Messages in sending order: unscheduled ones first, then by schedule, then by urgency.
    pub messages: Vec<FetchedMessage>,
}

impl FetchedBatch {
    pub const LIMIT: usize = 100;
    /// Maximum total content size of several messages, in bytes. A single longer message is handed over alone.
    pub const MAX_CONTENT_BYTES: usize = 2 * 1_048_576;
}

/// A message with the part of it that the gateway is to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedMessage {
    /// The message with its content unsealed, and without its timeline and leases.
    pub message: Message,
    /// Ordinals of the recipients that the gateway is to send to.
    pub ordinals: Vec<u8>,
    /// Whether the message is cancelled and must no longer be sent.
    pub cancelling: bool,
}

/// Reports of a gateway that fetches its messages, grouped by message and committed together.
#[derive(Debug, Serialize, Deserialize)]
pub struct MessageReports {
    pub gateway_id: GatewayId,
    pub messages: Vec<MessageReport>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageReport {
    /// The message's id, or the integrator's own id for it.
    pub message_id: String,
    pub recipients: Vec<RecipientReport>,
    /// States that the whole message reached, with the times by the phone's clock.
    pub reached: Vec<(RecipientState, UnixMillis)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecipientReport {
    /// The address exactly as the phone was given it.
    pub address: telephony::Address,
    pub status: ReportStatus,
}

/// Cancels a message that no gateway has acknowledged.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cancel {
    /// The message's id, or the integrator's own id for it.
    pub message_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CancelOutcome {
    /// The message is being cancelled. Its gateway is told, if it has one.
    Cancelling { message: Box<Message> },
    /// It is too late to cancel the message, or it is cancelled already.
    NotPending { state: RecipientState },
    /// The Dispatcher does not have this message, or no longer has it.
    Unknown,
}

/// Stores an SMS that arrived at a gateway or at a provider's number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receive {
    pub at: ReceivedAt,
    pub sender: Address,
    pub body: MessageText,
    /// Time of receipt by the device's or the provider's clock. `None`: now.
    pub reported_at_ms: Option<UnixMillis>,
    /// The provider's own id of the SMS. Without an id and a time, a repeated SMS cannot be recognized.
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub masking: Masking,
}

/// Stores SMS that arrived at a gateway, in order. Each is independent: `None` in the answer is an SMS that could
/// not be stored and may be given again.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReceiveBatch {
    pub messages: Vec<Receive>,
}

/// Gateway or number at which an SMS arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedAt {
    Gateway {
        gateway_id: GatewayId,
    },
    /// A provider's number. If the account does not know it, it becomes known.
    Number {
        provider: String,
        address: Address,
    },
}

/// Treatment of an inbound SMS by masking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Masking {
    /// The SMS is relayed if it arrived at a masking number.
    #[default]
    IfMasked,
    /// The SMS arrived at the number proxy itself, where every sender gets an answer (contract number-proxy C.4).
    /// The caller waits up to `wait_ms` for the hand-over of the relayed SMS or of the answer.
    Always { wait_ms: u32 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ReceiveOutcome {
    Stored {
        message_id: String,
        /// Whether the SMS had been reported before.
        duplicate: bool,
        /// Outcome of the SMS that masking sent in response, if the caller waited for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hand_over: Option<HandOver>,
    },
    /// The gateway is switched off or waits for approval.
    GatewayInactive,
}

/// A provider's delivery report for a message that was handed to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReferenceReport {
    /// The provider's own id of the message, as `provider:id`.
    pub reference: String,
    pub status: ReportStatus,
    /// The part of a long SMS that the report is about, if the provider numbers them. The reference is then that of
    /// the whole SMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartNumber>,
}

/// A sign of a gateway's presence, from its connection object or from one of its requests.
#[derive(Debug, Serialize, Deserialize)]
pub struct Presence {
    pub gateway_id: GatewayId,
    pub sign: PresenceSign,
    pub health: Option<GatewayHealth>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceSign {
    /// A socket was opened and subscribed: frames can be delivered.
    Connected,
    /// The last subscribed socket is gone.
    Disconnected,
    /// The gateway made a request of its own.
    Alive,
    /// The gateway gave a sign of life on a subscribed socket, so frames can be delivered.
    AliveOnSocket,
    /// The gateway announced that it goes offline.
    Leaving,
    /// The gateway reported its health a while ago. This is no new sign of life.
    Health,
    /// The push service refuses the gateway's token. This is no sign of life.
    PushRefused,
    /// Pushes do not get out, whatever the token: the push service fails, or refuses the deployment. This is no sign
    /// of life.
    PushFailing,
    /// A push was sent, after an earlier one was not. This is no sign of life.
    PushSent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceOutcome {
    /// Number of messages not yet reported as sent that this gateway holds or could be given.
    pub pending_messages: u32,
    /// Whether the gateway is approved and switched on.
    pub active: bool,
}

/// Reads the state of one gateway. The answer is `None` if the account has no such gateway.
#[derive(Debug, Serialize, Deserialize)]
pub struct FindGatewayState {
    pub gateway_id: GatewayId,
}

/// State of a gateway in its account's Dispatcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayState {
    pub online: bool,
    /// Whether it can be given messages: a subscribed socket is open, or it can be notified.
    pub reachable: bool,
    /// Whether it holds an event stream open.
    pub streams: bool,
    pub last_seen_at_ms: Option<UnixMillis>,
    /// Time at which it last fetched messages.
    pub fetched_at_ms: Option<UnixMillis>,
    pub health: GatewayHealth,
    /// Recipients that it was given and has not reported.
    pub in_flight: u32,
    /// Recipients that it was given today (UTC).
    pub given_today: u32,
    pub failures_in_a_row: u32,
    pub waiting: WaitingMessages,
    /// Room of its SIMs. Empty if they have no limit.
    pub sims: Vec<SimRoom>,
    /// Time at which its send window is open next: now if it is.
    pub opens_at_ms: UnixMillis,
    pub assessment: Assessment,
}

/// Messages that wait for one gateway, each counted up to 1,000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingMessages {
    /// Messages that only it may send.
    pub pinned: u32,
    /// Messages that it is to fetch, or has fetched and not reported.
    pub to_fetch: u32,
    /// Messages that it never reported on.
    pub unknown_outcome: u32,
}

/// Reads a message, while the Dispatcher still has it.
#[derive(Debug, Serialize, Deserialize)]
pub struct FindMessage {
    /// The message's id, or the integrator's own id for it.
    pub message_id: String,
}

/// Projects everything that is dirty, so that a following D1 read sees every accepted write.
#[derive(Debug, Serialize, Deserialize)]
pub struct Flush {}

/// Reads the time at which each gateway of the account was last heard from, as routing uses it.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastSeen {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlushOutcome {
    Done,
    /// The projection takes too long; the caller should retry.
    Busy,
}

/// Announces that the gateway's settings in D1 changed, or that it was just registered.
#[derive(Debug, Serialize, Deserialize)]
pub struct GatewayChanged {
    pub gateway_id: GatewayId,
}

/// Announces that the account's webhook endpoints in D1 changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndpointsChanged {}

/// Finds which of these endpoints of callback URLs still get events of a message that has not settled.
#[derive(Debug, Serialize, Deserialize)]
pub struct FindUsedCallbacks {
    pub endpoint_ids: Vec<String>,
}

/// The cron's reminder, in case an alarm was lost.
#[derive(Debug, Serialize, Deserialize)]
pub struct Poke {
    /// Whether to also read all gateways' settings and all endpoints, in case the notice of a change was lost.
    #[serde(default)]
    pub reconcile: bool,
}

/// Adds events that arose outside the Dispatcher to the account's feed, if that has readers.
#[derive(Serialize, Deserialize)]
pub struct FeedEvents {
    /// Events as JSON. They may contain phone numbers and texts, so `Debug` does not show them.
    pub events: Vec<String>,
}

impl std::fmt::Debug for FeedEvents {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FeedEvents({} events)", self.events.len())
    }
}

/// Ends the streams of those who follow the account's events, because a credential is no longer valid.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndReaders {
    /// Names of the credentials. `None`: all.
    pub readers: Option<Vec<ReaderName>>,
}
