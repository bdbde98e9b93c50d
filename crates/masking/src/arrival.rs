//! What an SMS that arrives at a masking number leads to.

use telephony::MessageText;

use crate::{Keyword, OwnTexts, Texts};

/// What D1 knows of a masking number and of who wrote to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one number")]
pub struct Mask {
    /// The number is in the account's pool.
    pub is_pooled: bool,
    /// As it was given when it was put there.
    pub number: Option<String>,
    /// It is a phone's, which gets other SMS as well.
    pub is_phone: bool,
    /// The session in which the sender has this number, if that is open.
    pub session: Option<OpenSession>,
    /// The sender is itself a number of the pool, or another number of the account's providers: answers would
    /// be answered.
    pub sender_is_pooled: bool,
    /// The sender has asked by STOP to get no more from this number.
    pub sender_opted_out: bool,
    /// So has the one behind it.
    pub other_opted_out: bool,
    /// What the account has the system say.
    pub texts: OwnTexts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    pub id: String,
    /// The other participant, by what numbers are compared by.
    pub other: String,
}

/// The SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// As the sender is shown, which is also where answers go.
    pub sender: String,
    pub text: MessageText,
}

/// What is to be done, all of it from the number that it arrived at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// In this order. The first decides what the provider is told of the whole.
    pub outgoing: Vec<Outgoing>,
    pub opt: Option<OptChange>,
    /// Nobody could be found behind the number: subscribers are told.
    pub out_of_session: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub kind: OutgoingKind,
    /// A sender as it is shown, or a participant by what numbers are compared by.
    pub to: String,
    pub text: MessageText,
    pub session_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutgoingKind {
    /// What one participant wrote, unchanged, to the other.
    Relay,
    /// There is no session.
    NoSession,
    /// The answer to STOP, START or HELP, or that the other has opted out.
    Notice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptChange {
    Out,
    In,
}

/// Decides. `answers_everybody`: also who writes to a number that is in no pool is answered. `texts` are the
/// deployment's.
///
/// Who has opted out gets nothing from this number, whatever happens, until the answer to START.
pub fn decide(mask: &Mask, answers_everybody: bool, texts: &Texts, arrival: &Arrival) -> Decision {
    if mask.sender_is_pooled {
        return Decision::default();
    }
    let texts = &texts.with(&mask.texts);
    // A phone gets SMS that have nothing to do with masking; only who has a session there means the number.
    let is_ours = mask.is_pooled && (!mask.is_phone || mask.session.is_some());
    match Keyword::of(arrival.text.as_str()) {
        Some(Keyword::Stop) if is_ours => return stop(mask, texts, arrival),
        // Of who has not opted out it is a word like any other.
        Some(Keyword::Start) if mask.is_pooled && mask.sender_opted_out => {
            let notice = system(OutgoingKind::Notice, mask, texts, &texts.started, arrival);
            let opt = Some(OptChange::In);
            return Decision { outgoing: vec![notice], opt, ..Decision::default() };
        }
        Some(Keyword::Help) if is_ours => return help(mask, texts, arrival),
        _ => {}
    }
    match &mask.session {
        Some(session) => {
            let outgoing = relay(mask, session, texts, arrival).into_iter().collect();
            Decision { outgoing, ..Decision::default() }
        }
        None => no_session(mask, answers_everybody, texts, arrival),
    }
}

/// Confirmed once, and not passed on.
fn stop(mask: &Mask, texts: &Texts, arrival: &Arrival) -> Decision {
    if mask.sender_opted_out {
        return Decision::default();
    }
    let notice = system(OutgoingKind::Notice, mask, texts, &texts.stopped, arrival);
    Decision { outgoing: vec![notice], opt: Some(OptChange::Out), ..Decision::default() }
}

/// Answered, and passed on first: it may have been meant for the other.
fn help(mask: &Mask, texts: &Texts, arrival: &Arrival) -> Decision {
    let passed_on = mask.session.as_ref().filter(|_| !mask.other_opted_out);
    let passed_on = passed_on.and_then(|session| relay(mask, session, texts, arrival));
    let notice = system(OutgoingKind::Notice, mask, texts, &texts.help, arrival);
    let answer = (!mask.sender_opted_out).then_some(notice);
    Decision { outgoing: passed_on.into_iter().chain(answer).collect(), ..Decision::default() }
}

/// What the sender wrote, to the other; or, to the sender, that the other gets nothing.
fn relay(mask: &Mask, session: &OpenSession, texts: &Texts, arrival: &Arrival) -> Option<Outgoing> {
    if !mask.other_opted_out {
        return Some(Outgoing {
            kind: OutgoingKind::Relay,
            to: session.other.clone(),
            text: arrival.text.clone(),
            session_id: Some(session.id.clone()),
        });
    }
    let notice = || system(OutgoingKind::Notice, mask, texts, &texts.other_stopped, arrival);
    (!mask.sender_opted_out).then(notice)
}

fn no_session(mask: &Mask, answers_everybody: bool, texts: &Texts, arrival: &Arrival) -> Decision {
    let answers = answers_everybody || (mask.is_pooled && !mask.is_phone);
    let reply = || system(OutgoingKind::NoSession, mask, texts, &texts.no_session, arrival);
    Decision {
        outgoing: (answers && !mask.sender_opted_out).then(reply).into_iter().collect(),
        opt: None,
        out_of_session: mask.is_pooled || answers_everybody,
    }
}

/// What the system says to who wrote.
fn system(
    kind: OutgoingKind,
    mask: &Mask,
    texts: &Texts,
    text: &str,
    arrival: &Arrival,
) -> Outgoing {
    Outgoing {
        kind,
        to: arrival.sender.clone(),
        text: MessageText::new(texts.prefixed(text)),
        session_id: mask.session.as_ref().map(|session| session.id.clone()),
    }
}

#[cfg(test)]
mod tests;
