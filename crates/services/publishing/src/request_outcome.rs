//! Result of handling an SMS.

use relay_requests::ForwardingOutcome;
use runtime::log::events::PublicationEvent;
use webhooks::Event;

use crate::{operator_log, ports::PortFault, result_sms::ResultSms};

/// Delay in seconds before a retry of a limited text. The rate limit is a sliding window, so some budget is free again
/// after a minute.
const LIMITED_SECS: u32 = 60;
const FULL_SECS: u32 = 60;

/// Outcome of a request, the earliest retry time, and the SMS for its sender.
#[derive(Debug)]
pub struct RequestOutcome {
    outcome: ForwardingOutcome,
    remaining: RemainingWork,
    /// Seconds to wait before a retry, if a retry makes sense.
    pub retry_after_secs: Option<u32>,
    /// SMS that tells the sender the result, if one is due.
    pub result_sms: Option<ResultSms>,
    /// Steps of the publication that the caller has to announce.
    pub steps: Vec<Event>,
}

/// Whether the request still needs work, and from whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RemainingWork {
    /// The outcome is final.
    Ended,
    /// Stored; it will be published if possible.
    Accepted,
    /// Not stored: its forwarder should retry.
    NotStored,
    /// Not stored: too much of the sender's or the account's work is stored already.
    Full,
}

impl RequestOutcome {
    /// Returns the outcome that a face or a Dispatcher answers.
    pub fn outcome(&self) -> &ForwardingOutcome {
        &self.outcome
    }

    /// Whether the request has been published at its platform. `false` for a request that was accepted and will be
    /// published later.
    pub fn is_published(&self) -> bool {
        self.remaining == RemainingWork::Ended && self.outcome == ForwardingOutcome::Published
    }

    /// Whether the request was not stored, so that its forwarder should retry it.
    pub fn is_fault(&self) -> bool {
        matches!(self.remaining, RemainingWork::NotStored | RemainingWork::Full)
    }

    /// Whether the request was rejected because too much other work is stored; other requests may still be accepted.
    pub fn is_full(&self) -> bool {
        self.remaining == RemainingWork::Full
    }

    pub(crate) fn ended(outcome: ForwardingOutcome) -> Self {
        Self {
            outcome,
            remaining: RemainingWork::Ended,
            retry_after_secs: None,
            result_sms: None,
            steps: Vec::new(),
        }
    }

    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::ended(ForwardingOutcome::Refused(reason.into()))
    }

    pub(crate) fn with(self, result_sms: Option<ResultSms>) -> Self {
        Self { result_sms, ..self }
    }

    pub(crate) fn with_steps(self, steps: Vec<Event>) -> Self {
        Self { steps, ..self }
    }

    /// The request is stored, so its forwarder need not retry.
    pub(crate) fn accepted() -> Self {
        Self { remaining: RemainingWork::Accepted, ..Self::ended(ForwardingOutcome::Published) }
    }

    /// The text cannot be published, and its origin has sent too many such texts.
    pub(crate) fn limited() -> Self {
        Self { retry_after_secs: Some(LIMITED_SECS), ..Self::ended(ForwardingOutcome::Limited) }
    }

    /// Too much is stored already, so this request is not.
    pub(crate) fn full() -> Self {
        operator_log::write(&PublicationEvent::RequestNotAdmitted);
        Self { remaining: RemainingWork::Full, ..Self::not_stored(FULL_SECS) }
    }

    pub(crate) fn unavailable(fault: &PortFault) -> Self {
        operator_log::write(&PublicationEvent::RequestNotStored { error: fault });
        Self::not_stored(1)
    }

    fn not_stored(retry_after_secs: u32) -> Self {
        Self {
            remaining: RemainingWork::NotStored,
            retry_after_secs: Some(retry_after_secs),
            ..Self::ended(ForwardingOutcome::Unavailable)
        }
    }
}
