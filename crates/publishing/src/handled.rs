//! What became of an SMS.

use std::fmt;

use relay_requests::Outcome;

use crate::{desk::Fault, notes};

/// The window slides, so a little may be counted again after a minute.
const LIMITED_SECS: u32 = 60;
const FULL_SECS: u32 = 60;

/// What to answer, when to come again, and what to tell the sender.
#[derive(Debug)]
pub struct Handled {
    verdict: Verdict,
    /// Where trying again makes sense: not before this.
    pub retry_after_secs: Option<u32>,
    /// What its sender is to be told of it.
    pub result_sms: Option<ResultSms>,
    is_fault: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Plain(Outcome<'static>),
    Refused(String),
    /// It is stored, and will be published if it can be.
    Accepted,
    /// It is not stored, since so much of its sender's or of the account's is.
    Full,
    Tested(String),
}

/// An SMS to the sender. Its debug output shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ResultSms {
    pub(crate) fingerprint: String,
    /// In E.164.
    pub to: String,
    pub text: String,
    /// Unique in the relay's account: a message that has it is this one.
    pub client_id: String,
}

impl Handled {
    /// What a face or a Dispatcher answers.
    pub fn outcome(&self) -> Outcome<'_> {
        match &self.verdict {
            Verdict::Plain(outcome) => *outcome,
            Verdict::Accepted => Outcome::Published,
            Verdict::Full => Outcome::Unavailable,
            Verdict::Refused(reason) => Outcome::Refused(reason),
            Verdict::Tested(text) => Outcome::Tested(text),
        }
    }

    /// It is at its platform by now. What was accepted, and will be published later, is not.
    pub fn is_published(&self) -> bool {
        self.verdict == Verdict::Plain(Outcome::Published)
    }

    /// Nobody has taken it on: whoever has it should try it again.
    pub fn is_fault(&self) -> bool {
        self.is_fault
    }

    /// It was not taken on because of what else is under way: others may be.
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

    /// It is stored, so nobody needs to come again with it.
    pub(crate) fn accepted() -> Self {
        Self {
            verdict: Verdict::Accepted,
            retry_after_secs: None,
            result_sms: None,
            is_fault: false,
        }
    }

    /// It cannot be published, and neither could too much before it from the same place.
    pub(crate) fn limited() -> Self {
        Self { retry_after_secs: Some(LIMITED_SECS), ..Self::plain(Outcome::Limited) }
    }

    /// So much is stored already that this is not.
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
