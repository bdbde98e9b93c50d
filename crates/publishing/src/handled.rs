//! What became of an SMS.

use std::fmt;

use relay_requests::Outcome;

use crate::{desk::Fault, notes};

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
            Verdict::Refused(reason) => Outcome::Refused(reason),
            Verdict::Tested(text) => Outcome::Tested(text),
        }
    }

    /// Nobody has taken it on: whoever has it should try it again.
    pub fn is_fault(&self) -> bool {
        self.is_fault
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

    /// Something of ours, or the platform's, is not there now.
    pub(crate) fn later(delay_ms: i64) -> Self {
        let secs = delay_ms.max(1).saturating_add(999) / 1_000;
        let retry_after_secs = Some(u32::try_from(secs).unwrap_or(u32::MAX));
        Self { retry_after_secs, ..Self::plain(Outcome::Unavailable) }
    }

    pub(crate) fn unavailable(fault: &Fault) -> Self {
        notes::error("a request was not handled", &[("error", &fault.to_string())]);
        Self { is_fault: true, ..Self::later(1_000) }
    }
}

impl fmt::Debug for ResultSms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ResultSms({})", self.client_id)
    }
}
