//! Result of handling an SMS.

use std::fmt;

use relay_requests::Outcome;

use crate::{desk::Fault, notes};

/// Delay in seconds before a retry of a limited text. The rate limit is a sliding window, so some budget is free again
/// after a minute.
const LIMITED_SECS: u32 = 60;
const FULL_SECS: u32 = 60;

/// Answer to a request, the earliest retry time, and the SMS for its sender.
#[derive(Debug)]
pub struct Handled {
    verdict: Verdict,
    /// Seconds to wait before a retry, if a retry makes sense.
    pub retry_after_secs: Option<u32>,
    /// SMS that tells the sender the result, if one is due.
    pub result_sms: Option<ResultSms>,
    is_fault: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Plain(Outcome<'static>),
    Refused(String),
    /// Stored; it will be published if possible.
    Accepted,
    /// Not stored: too much of the sender's or the account's work is stored already.
    Full,
    Tested(String),
}

/// SMS to the sender. Its debug output omits number and text.
#[derive(Clone, PartialEq, Eq)]
pub struct ResultSms {
    pub(crate) fingerprint: String,
    /// Recipient in E.164.
    pub to: String,
    pub text: String,
    /// Client message id, unique in the relay's account, so that the SMS is sent only once.
    pub client_id: String,
}

impl Handled {
    /// Returns the outcome that a face or a Dispatcher answers.
    pub fn outcome(&self) -> Outcome<'_> {
        match &self.verdict {
            Verdict::Plain(outcome) => *outcome,
            Verdict::Accepted => Outcome::Published,
            Verdict::Full => Outcome::Unavailable,
            Verdict::Refused(reason) => Outcome::Refused(reason),
            Verdict::Tested(text) => Outcome::Tested(text),
        }
    }

    /// Whether the request has been published at its platform. `false` for a request that was accepted and will be
    /// published later.
    pub fn is_published(&self) -> bool {
        self.verdict == Verdict::Plain(Outcome::Published)
    }

    /// Whether the request was not stored, so that its forwarder should retry it.
    pub fn is_fault(&self) -> bool {
        self.is_fault
    }

    /// Whether the request was rejected because too much other work is stored; other requests may still be accepted.
    pub fn is_full(&self) -> bool {
        self.verdict == Verdict::Full
    }

    pub(crate) fn plain(outcome: Outcome<'static>) -> Self {
        Self {
            verdict: Verdict::Plain(outcome),
            retry_after_secs: None,
            result_sms: None,
            is_fault: false,
        }
    }

    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        let verdict = Verdict::Refused(reason.into());
        Self { verdict, retry_after_secs: None, result_sms: None, is_fault: false }
    }

    pub(crate) fn tested(text: String) -> Self {
        Self {
            verdict: Verdict::Tested(text),
            retry_after_secs: None,
            result_sms: None,
            is_fault: false,
        }
    }

    pub(crate) fn with(self, result_sms: Option<ResultSms>) -> Self {
        Self { result_sms, ..self }
    }

    /// The request is stored, so its forwarder need not retry.
    pub(crate) fn accepted() -> Self {
        Self {
            verdict: Verdict::Accepted,
            retry_after_secs: None,
            result_sms: None,
            is_fault: false,
        }
    }

    /// The text cannot be published, and its origin has sent too many such texts.
    pub(crate) fn limited() -> Self {
        Self { retry_after_secs: Some(LIMITED_SECS), ..Self::plain(Outcome::Limited) }
    }

    /// Too much is stored already, so this request is not.
    pub(crate) fn full() -> Self {
        notes::warn("a request was not taken on: too much is under way", &[]);
        Self { verdict: Verdict::Full, ..Self::not_stored(FULL_SECS) }
    }

    pub(crate) fn unavailable(fault: &Fault) -> Self {
        notes::error("a request was not handled", &[("error", &fault.to_string())]);
        Self::not_stored(1)
    }

    fn not_stored(retry_after_secs: u32) -> Self {
        let retry_after_secs = Some(retry_after_secs);
        Self { is_fault: true, retry_after_secs, ..Self::plain(Outcome::Unavailable) }
    }
}

impl fmt::Debug for ResultSms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ResultSms({})", self.client_id)
    }
}
