//! What an SMS that arrives at a masking number leads to.

use telephony::MessageText;

use crate::Texts;

/// What D1 knows of a masking number and of who wrote to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one number")]
pub struct Mask {
    /// The number is in the account's pool.
    pub is_pooled: bool,
    /// It is a phone's, which gets other SMS as well.
    pub is_phone: bool,
    /// The session in which the sender has this number, if that is open.
    pub session: Option<OpenSession>,
    /// The sender is itself a number of the pool.
    pub sender_is_pooled: bool,
    /// The sender has asked by STOP to get no more from this number.
    pub sender_opted_out: bool,
    /// So has the one behind it.
    pub other_opted_out: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    pub id: String,
    /// The other participant, as it was given when the session was created.
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

/// Decides. `answers_everybody`: also who writes to a number that is in no pool is answered.
pub fn decide(mask: &Mask, answers_everybody: bool, texts: &Texts, arrival: &Arrival) -> Decision {
    if mask.sender_is_pooled {
        return Decision::default();
    }
    if let Some(session) = &mask.session {
        let relay = Outgoing {
            kind: OutgoingKind::Relay,
            to: session.other.clone(),
            text: arrival.text.clone(),
            session_id: Some(session.id.clone()),
        };
        return Decision { outgoing: vec![relay], ..Decision::default() };
    }
    let answers = answers_everybody || (mask.is_pooled && !mask.is_phone);
    let reply = || Outgoing {
        kind: OutgoingKind::NoSession,
        to: arrival.sender.clone(),
        text: MessageText::new(texts.prefixed(&texts.no_session)),
        session_id: None,
    };
    Decision {
        outgoing: answers.then(reply).into_iter().collect(),
        opt: None,
        out_of_session: mask.is_pooled || answers_everybody,
    }
}
