//! The decision about an SMS that arrives at a masking number.

use telephony::MessageText;

use crate::{Keyword, MaskingTexts, OwnTexts, ProxySessionId};

/// Facts in D1 about a masking number and the sender of an SMS to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one number")]
pub struct MaskingNumberFacts {
    /// Whether the number is in the account's pool.
    pub is_pooled: bool,
    /// The number as it was written when it was added to the pool.
    pub number: Option<String>,
    /// Whether the number is a phone's, which gets unrelated SMS as well.
    pub is_phone: bool,
    /// The open session in which the sender uses this number.
    pub session: Option<OpenSession>,
    /// Whether the sender is itself a number of the pool, or another number of the account's providers. An answer
    /// to it would be answered in turn.
    pub sender_is_pooled: bool,
    /// Whether the sender has opted out of SMS from this number by STOP.
    pub sender_opted_out: bool,
    /// Whether the other participant has opted out.
    pub other_opted_out: bool,
    /// The account's own system messages.
    pub texts: OwnTexts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    pub id: ProxySessionId,
    /// The other participant, in the form in which numbers are compared.
    pub other: String,
}

/// The SMS that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivedSms {
    /// Address of the sender as displayed, to which answers go.
    pub sender: String,
    pub text: MessageText,
}

/// Actions in response to an SMS. Everything is sent from the number at which it arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// SMS to send, in this order. The first one's outcome is what the provider is told.
    pub outgoing: Vec<Outgoing>,
    pub opt: Option<OptChange>,
    /// Whether there is no session. Subscribers are told so.
    pub out_of_session: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub kind: OutgoingKind,
    /// Address of the sender as displayed, or of a participant in the form in which numbers are compared.
    pub to: String,
    pub text: MessageText,
    pub session_id: Option<ProxySessionId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutgoingKind {
    /// The text of one participant, unchanged, to the other.
    Relay,
    /// The answer that there is no session.
    NoSession,
    /// The answer to STOP, START or HELP, or the notice that the other participant has opted out.
    Notice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptChange {
    Out,
    In,
}

/// Decides on an SMS. With `answers_everybody`, an SMS to a number in no pool is answered too. `texts` are the
/// deployment's.
///
/// A sender who has opted out gets nothing from this number until the answer to START.
pub fn decide(
    facts: &MaskingNumberFacts,
    answers_everybody: bool,
    texts: &MaskingTexts,
    arrival: &ArrivedSms,
) -> Decision {
    if facts.sender_is_pooled {
        return Decision::default();
    }
    let texts = &texts.with(&facts.texts);
    // A phone also gets SMS that are unrelated to masking; there only a participant of a session addresses the
    // number itself.
    let is_ours = facts.is_pooled && (!facts.is_phone || facts.session.is_some());
    match Keyword::of(arrival.text.as_str()) {
        Some(Keyword::Stop) if is_ours => return stop(facts, texts, arrival),
        // START from a sender who has not opted out is an ordinary text.
        // `is_ours` is not required: at a phone's number the session may have ended since STOP, and START must work
        // all the same.
        Some(Keyword::Start) if facts.is_pooled && facts.sender_opted_out => {
            let notice = system(OutgoingKind::Notice, facts, texts, &texts.started, arrival);
            let opt = Some(OptChange::In);
            return Decision { outgoing: vec![notice], opt, ..Decision::default() };
        }
        Some(Keyword::Help) if is_ours => return help(facts, texts, arrival),
        _ => {}
    }
    match &facts.session {
        Some(session) => {
            let outgoing = relay(facts, session, texts, arrival).into_iter().collect();
            Decision { outgoing, ..Decision::default() }
        }
        None => no_session(facts, answers_everybody, texts, arrival),
    }
}

/// Handles STOP: it is confirmed once, and not relayed.
fn stop(facts: &MaskingNumberFacts, texts: &MaskingTexts, arrival: &ArrivedSms) -> Decision {
    if facts.sender_opted_out {
        return Decision::default();
    }
    let notice = system(OutgoingKind::Notice, facts, texts, &texts.stopped, arrival);
    Decision { outgoing: vec![notice], opt: Some(OptChange::Out), ..Decision::default() }
}

/// Handles HELP: it is relayed first, because it may have been meant for the other participant, and then answered.
fn help(facts: &MaskingNumberFacts, texts: &MaskingTexts, arrival: &ArrivedSms) -> Decision {
    let passed_on = facts.session.as_ref().filter(|_| !facts.other_opted_out);
    let passed_on = passed_on.and_then(|session| relay(facts, session, texts, arrival));
    let notice = system(OutgoingKind::Notice, facts, texts, &texts.help, arrival);
    let answer = (!facts.sender_opted_out).then_some(notice);
    Decision { outgoing: passed_on.into_iter().chain(answer).collect(), ..Decision::default() }
}

/// Returns the relayed SMS to the other participant; or, if that one has opted out, a notice of it to the sender.
fn relay(
    facts: &MaskingNumberFacts,
    session: &OpenSession,
    texts: &MaskingTexts,
    arrival: &ArrivedSms,
) -> Option<Outgoing> {
    if !facts.other_opted_out {
        return Some(Outgoing {
            kind: OutgoingKind::Relay,
            to: session.other.clone(),
            text: arrival.text.clone(),
            session_id: Some(session.id.clone()),
        });
    }
    let notice = || system(OutgoingKind::Notice, facts, texts, &texts.other_stopped, arrival);
    (!facts.sender_opted_out).then(notice)
}

fn no_session(
    facts: &MaskingNumberFacts,
    answers_everybody: bool,
    texts: &MaskingTexts,
    arrival: &ArrivedSms,
) -> Decision {
    // By default a phone's number stays silent here, since it also gets SMS that have nothing to do with masking.
    let answers = answers_everybody || (facts.is_pooled && !facts.is_phone);
    let reply = || system(OutgoingKind::NoSession, facts, texts, &texts.no_session, arrival);
    Decision {
        outgoing: (answers && !facts.sender_opted_out).then(reply).into_iter().collect(),
        opt: None,
        out_of_session: facts.is_pooled || answers_everybody,
    }
}

/// Returns a system message to the sender.
fn system(
    kind: OutgoingKind,
    facts: &MaskingNumberFacts,
    texts: &MaskingTexts,
    text: &str,
    arrival: &ArrivedSms,
) -> Outgoing {
    Outgoing {
        kind,
        to: arrival.sender.clone(),
        text: MessageText::new(texts.prefixed(text)),
        session_id: facts.session.as_ref().map(|session| session.id.clone()),
    }
}

#[cfg(test)]
mod tests;
