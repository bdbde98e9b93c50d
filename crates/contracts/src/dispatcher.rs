//! Commands of the account's Dispatcher.

use std::collections::BTreeMap;

use messaging::{Draft, GatewayHealth, Message, RecipientState, ReportEffect, ReportStatus};
use serde::{Deserialize, Serialize};
use telephony::{Address, MessageText};

crate::commands!(
#[cfg_attr(
    not(target_family = "wasm"),
    expect(
        clippy::large_enum_variant,
        reason = "one command at a time is in memory, and where it ships pointers are half as wide"
    )
)]
DispatcherCommand {
    Submit(Submit) -> Submitted,
    Report(ReportBatch) -> Vec<ReportEffect>,
    Fetch(Fetch) -> Fetched,
    ReportMessages(MessageReports) -> (),
    Cancel(Cancel) -> Cancelled,
    Receive(Receive) -> Received,
    ReceiveBatch(ReceiveBatch) -> Vec<Option<Received>>,
    ReportReference(ReferenceReport) -> ReportEffect,
    Presence(Presence) -> PresenceNoted,
    Status(Status) -> Option<Message>,
    Flush(Flush) -> Flushed,
    LastSeen(LastSeen) -> BTreeMap<String, i64>,
    GatewayChanged(GatewayChanged) -> (),
    EndpointsChanged(EndpointsChanged) -> (),
    Poke(Poke) -> (),
});

/// Accept one message. Its effects are durable before the answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Submit {
    pub draft: Draft,
    pub idempotency: Option<Idempotency>,
    /// Refuse what no gateway of the account could ever send.
    #[serde(default)]
    pub requires_gateway: bool,
    /// Refuse what a gateway would get that does not keep up.
    #[serde(default)]
    pub queue_limits: Option<QueueLimits>,
    /// Wait so long, in milliseconds, for what becomes of it if its route is a provider's number.
    #[serde(default)]
    pub wait_ms: Option<u32>,
    /// Refuse what pacing would hold for longer than this, in milliseconds.
    #[serde(default)]
    pub leave_within_ms: Option<i64>,
    /// Only say whether a gateway would take it now, and accept nothing. For a message that is refused for
    /// something else, where the gateway is what is refused first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub check_only: bool,
}

impl Submit {
    /// Just this message.
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

    /// The message that `key` names, once however often it is submitted.
    pub fn once(draft: Draft, key: String) -> Self {
        let idempotency = Some(Idempotency { fingerprint: key.clone(), key });
        Self { idempotency, ..Self::of(draft) }
    }
}

/// What became of something that was waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum HandOver {
    /// The provider has it.
    HandedOver,
    /// The provider has it not, and it will not be tried again.
    Refused {
        /// The body of the provider's answer, if it gave one.
        answer: Option<String>,
    },
    /// The provider may or may not have it. It is not sent again.
    Unknown,
    /// It goes out by itself: nobody could be asked yet, or its route is a phone.
    Waiting,
}

/// When a gateway that fetches its messages gets no more of them. What is `None` is not looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLimits {
    /// So many wait for it, or were fetched and not reported.
    pub max_pending: Option<u32>,
    /// One of them was accepted that long ago.
    pub max_pending_age_ms: Option<i64>,
    /// So many of its messages failed in a row, the last of them within `max_failed_age_ms`.
    pub max_failed: Option<u32>,
    pub max_failed_age_ms: Option<i64>,
}

/// Which of the limits was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueReason {
    TooManyPending { pending: u32, most: u32 },
    TooOldPending { accepted_at_ms: i64 },
    TooManyFailed { failed: u32, most: u32 },
}

/// An integrator's claim that equal keys mean one intent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Idempotency {
    pub key: String,
    /// Digest of method, path and canonical body.
    pub fingerprint: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Submitted {
    Accepted {
        receipt: Receipt,
        replayed: bool,
        /// What became of it, if that was waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hand_over: Option<HandOver>,
    },
    /// It was only to be checked, and a gateway would take it.
    Admissible,
    /// The idempotency key was used with another request.
    KeyReused,
    /// The account already has a message with this client id.
    DuplicateClientId,
    /// The message names a gateway this account does not have.
    UnknownGateway,
    /// No gateway of the account can do what the message asks for.
    NoGateway,
    /// Its text is confidential, and there is no key to seal it with.
    NoSealingKey,
    /// Too many messages wait for a route.
    QueueFull,
    /// The gateway that would get it does not keep up.
    OverQueueLimit { reason: QueueReason },
    /// It could not leave within the time that it was given. After so many milliseconds it might.
    TooSlow { retry_after_ms: i64 },
}

/// What a submission is answered with, the same for every replay of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub message_id: String,
    /// The gateway that would send it as things stand.
    pub gateway_id: Option<String>,
    pub created_at_ms: i64,
}

/// Reports of one gateway, applied in order and committed together.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReportBatch {
    pub gateway_id: String,
    pub reports: Vec<ReportIn>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportIn {
    /// The recipient's wire id, as the phone gave it.
    pub wire_id: String,
    pub status: ReportStatus,
}

/// Hand over what a gateway that fetches its messages is to send, up to [`Fetched::LIMIT`] messages and
/// [`Fetched::MAX_CONTENT_BYTES`]: also what it has fetched before and not reported, and what it is to cancel.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fetch {
    pub gateway_id: String,
    /// Of equally urgent messages the latest first.
    pub latest_first: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// In the order in which they are to be sent: those without a schedule first, then by schedule, then the
    /// most urgent first.
    pub messages: Vec<FetchedMessage>,
}

impl Fetched {
    pub const LIMIT: usize = 100;
    /// Number of bytes that the contents of several messages may have together. A message that is longer is
    /// handed over alone.
    pub const MAX_CONTENT_BYTES: usize = 2 * 1_048_576;
}

/// A message, as far as it is the gateway's to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedMessage {
    /// Its content is open to read. What became of it elsewhere is left out.
    pub message: Message,
    /// Which of its recipients.
    pub ordinals: Vec<u8>,
    /// It is not to be sent any more.
    pub cancelling: bool,
}

/// What a gateway that fetches its messages says of them, message by message; committed together.
#[derive(Debug, Serialize, Deserialize)]
pub struct MessageReports {
    pub gateway_id: String,
    pub messages: Vec<MessageReport>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageReport {
    /// The message's id, or the integrator's own.
    pub message_id: String,
    pub recipients: Vec<RecipientReport>,
    /// When the whole came to which state, by the phone's clock.
    pub reached: Vec<(RecipientState, i64)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecipientReport {
    /// As the phone was given it.
    pub address: telephony::Address,
    pub status: ReportStatus,
}

/// Cancel a message that no gateway has taken on.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cancel {
    /// The message's id, or the integrator's own.
    pub message_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Cancelled {
    /// It is being cancelled. Its gateway, if it has one, is told.
    Cancelling { message: Box<Message> },
    /// It is too late for that.
    NotPending,
    /// The Dispatcher has no such message (any more).
    Unknown,
}

/// An SMS arrived at a gateway, or at a provider's number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receive {
    pub at: ReceivedAt,
    pub sender: Address,
    pub body: MessageText,
    /// The device's or the provider's own time of receipt. Absent: now.
    pub reported_at_ms: Option<i64>,
    /// The provider's own id. Without it and without a time no repetition can be recognised.
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub masking: Masking,
}

/// SMS that arrived at a gateway, in their order. Each stands by itself: `None` in the answer is one that could not be
/// stored, and may be given again.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReceiveBatch {
    pub messages: Vec<Receive>,
}

/// Where an SMS arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedAt {
    Gateway {
        gateway_id: String,
    },
    /// A provider's number; one that the account did not know before becomes known.
    Number {
        provider: String,
        address: Address,
    },
}

/// What an inbound SMS has to do with masking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Masking {
    /// It is relayed if it arrived at a masking number.
    #[default]
    IfMasked,
    /// It arrived at the number proxy itself: everybody is answered (contract number-proxy C.4). The caller
    /// waits so long, in milliseconds, for what becomes of the relayed SMS or the answer.
    Always { wait_ms: u32 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Received {
    Stored {
        message_id: String,
        /// It had been reported before.
        duplicate: bool,
        /// What became of what it led to, if that was waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hand_over: Option<HandOver>,
    },
    /// The gateway is switched off or awaits approval.
    GatewayInactive,
}

/// A provider says what became of something that it was given.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReferenceReport {
    /// `provider:id`.
    pub reference: String,
    pub status: ReportStatus,
}

/// What a gateway's connection, or a request by the gateway, says of its presence.
#[derive(Debug, Serialize, Deserialize)]
pub struct Presence {
    pub gateway_id: String,
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
    /// The gateway is alive on a subscribed socket, so frames can be delivered.
    AliveOnSocket,
    /// The gateway says it goes offline.
    Leaving,
    /// The push service does not take pushes for the gateway's token. No sign of life.
    PushRefused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceNoted {
    /// Messages not yet reported sent that this gateway holds or could be given.
    pub pending_messages: u32,
    /// The gateway is approved and switched on.
    pub active: bool,
}

/// The message, while the Dispatcher still has it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Status {
    /// The message's id, or the integrator's own.
    pub message_id: String,
}

/// Project everything that is dirty, so that a following D1 read sees every accepted write.
#[derive(Debug, Serialize, Deserialize)]
pub struct Flush {}

/// Say when each gateway of the account was last heard from, in Unix milliseconds: the moments that routing goes by.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastSeen {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flushed {
    Done,
    /// It is taking too long; ask again.
    Busy,
}

/// The gateway's settings in D1 changed, or it was just registered.
#[derive(Debug, Serialize, Deserialize)]
pub struct GatewayChanged {
    pub gateway_id: String,
}

/// The account's webhook endpoints in D1 changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndpointsChanged {}

/// The cron's reminder, should an alarm ever have been lost.
#[derive(Debug, Serialize, Deserialize)]
pub struct Poke {
    /// Also read all gateways' settings and all endpoints, should the notice of a change have been lost.
    #[serde(default)]
    pub reconcile: bool,
}
