//! Tests of every kind of SMS at a masking number.

use proptest::prelude::*;

use super::*;

const SENDER: &str = "+12065550101";
const OTHER: &str = "+12065550102";

fn pooled() -> MaskingNumberFacts {
    MaskingNumberFacts { is_pooled: true, ..MaskingNumberFacts::default() }
}

fn in_session() -> MaskingNumberFacts {
    let session = OpenSession { id: ProxySessionId::from_text("s1"), other: OTHER.to_owned() };
    MaskingNumberFacts { session: Some(session), ..pooled() }
}

fn decided(facts: &MaskingNumberFacts, text: &str) -> Decision {
    let arrival = ArrivedSms { sender: SENDER.to_owned(), text: MessageText::new(text) };
    decide(facts, false, &MaskingTexts::default(), &arrival)
}

/// Returns the kinds, destinations and texts of the outgoing SMS.
fn sent(decision: &Decision) -> Vec<(OutgoingKind, &str, &str)> {
    decision.outgoing.iter().map(|it| (it.kind, it.to.as_str(), it.text.as_str())).collect()
}

const NO_SESSION: &str =
    "[YOUR ORG NAME]: An active session was not found. Please contact support@yourorg.com";

#[test]
fn participants_text_is_relayed_unchanged() {
    let decision = decided(&in_session(), " hello [there] ");
    assert_eq!(sent(&decision), [(OutgoingKind::Relay, OTHER, " hello [there] ")]);
    assert_eq!(decision.outgoing[0].session_id, Some(ProxySessionId::from_text("s1")));
    assert_eq!((decision.opt, decision.out_of_session), (None, false));
}

#[test]
fn sender_without_a_session_is_answered_unless_the_number_is_a_phones() {
    let decision = decided(&pooled(), "hello");
    assert_eq!(sent(&decision), [(OutgoingKind::NoSession, SENDER, NO_SESSION)]);
    assert!(decision.out_of_session);
    let phone = MaskingNumberFacts { is_phone: true, ..pooled() };
    for text in ["hello", "STOP", "HELP", "START"] {
        let decision = decided(&phone, text);
        assert_eq!(sent(&decision), [], "{text}");
        assert_eq!((decision.opt, decision.out_of_session), (None, true), "{text}");
    }
}

#[test]
fn number_in_no_pool_answers_only_if_everybody_is_answered() {
    let arrival = ArrivedSms { sender: SENDER.to_owned(), text: MessageText::new("STOP") };
    let texts = MaskingTexts::default();
    assert_eq!(
        decide(&MaskingNumberFacts::default(), false, &texts, &arrival),
        Decision::default()
    );
    let decision = decide(&MaskingNumberFacts::default(), true, &texts, &arrival);
    assert_eq!(sent(&decision), [(OutgoingKind::NoSession, SENDER, NO_SESSION)]);
    assert_eq!((decision.opt, decision.out_of_session), (None, true));
}

#[test]
fn pool_numbers_do_not_answer_each_other() {
    for facts in [pooled(), in_session(), MaskingNumberFacts::default()] {
        let facts = MaskingNumberFacts { sender_is_pooled: true, ..facts };
        for text in ["hello", "STOP", "START", "HELP"] {
            let arrival = ArrivedSms { sender: SENDER.to_owned(), text: MessageText::new(text) };
            let decision = decide(&facts, true, &MaskingTexts::default(), &arrival);
            assert_eq!(decision, Decision::default(), "{text}");
        }
    }
}

#[test]
fn stop_is_confirmed_once_and_not_relayed() {
    for word in ["STOP", "stop", "StopAll", "UNSUBSCRIBE", " Stop\n"] {
        for facts in [pooled(), in_session()] {
            let decision = decided(&facts, word);
            let texts = MaskingTexts::default();
            let stopped = texts.prefixed(&texts.stopped);
            let expected = [(OutgoingKind::Notice, SENDER, stopped.as_str())];
            assert_eq!(sent(&decision), expected, "{word}");
            assert_eq!(decision.opt, Some(OptChange::Out), "{word}");
            let again = MaskingNumberFacts { sender_opted_out: true, ..facts };
            assert_eq!(decided(&again, word), Decision::default(), "{word}");
        }
    }
}

#[test]
fn words_that_only_carriers_treat_as_keywords_are_relayed() {
    for word in ["END", "CANCEL", "QUIT", "YES", "INFO", "STOP it", "please stop", "START"] {
        assert_eq!(sent(&decided(&in_session(), word)), [(OutgoingKind::Relay, OTHER, word)]);
    }
}

#[test]
fn start_undoes_stop() {
    for word in ["START", "unstop"] {
        for facts in [pooled(), in_session()] {
            let decision = decided(&MaskingNumberFacts { sender_opted_out: true, ..facts }, word);
            let texts = MaskingTexts::default();
            let started = texts.prefixed(&texts.started);
            assert_eq!(sent(&decision), [(OutgoingKind::Notice, SENDER, started.as_str())]);
            assert_eq!(decision.opt, Some(OptChange::In));
        }
    }
}

#[test]
fn help_is_relayed_first_and_then_answered() {
    let texts = MaskingTexts::default();
    let help = texts.prefixed(&texts.help);
    let answer = (OutgoingKind::Notice, SENDER, help.as_str());
    assert_eq!(sent(&decided(&pooled(), "help")), [answer]);
    let relayed = (OutgoingKind::Relay, OTHER, "Help");
    assert_eq!(sent(&decided(&in_session(), "Help")), [relayed, answer]);
    let other_out = MaskingNumberFacts { other_opted_out: true, ..in_session() };
    assert_eq!(sent(&decided(&other_out, "Help")), [answer]);
}

#[test]
fn opted_out_participant_gets_nothing_and_the_other_is_told() {
    let texts = MaskingTexts::default();
    let told = texts.prefixed(&texts.other_stopped);
    let other_out = MaskingNumberFacts { other_opted_out: true, ..in_session() };
    let decision = decided(&other_out, "hello");
    assert_eq!(sent(&decision), [(OutgoingKind::Notice, SENDER, told.as_str())]);
    let both_out = MaskingNumberFacts { sender_opted_out: true, ..other_out };
    assert_eq!(decided(&both_out, "hello"), Decision::default());
    let sender_out = MaskingNumberFacts { sender_opted_out: true, ..in_session() };
    assert_eq!(sent(&decided(&sender_out, "hello")), [(OutgoingKind::Relay, OTHER, "hello")]);
    let outsider = MaskingNumberFacts { sender_opted_out: true, ..pooled() };
    assert_eq!(sent(&decided(&outsider, "hello")), []);
    assert!(decided(&outsider, "hello").out_of_session);
}

#[test]
fn accounts_own_texts_are_used() {
    let own = OwnTexts {
        org_name: Some("Acme".to_owned()),
        no_session: Some("Nobody here".to_owned()),
        ..OwnTexts::default()
    };
    let facts = MaskingNumberFacts { texts: own, ..pooled() };
    let expected = [(OutgoingKind::NoSession, SENDER, "[ACME]: Nobody here")];
    assert_eq!(sent(&decided(&facts, "hello")), expected);
}

prop_compose! {
    fn any_facts()(
        bits in prop::array::uniform6(any::<bool>()),
    ) -> MaskingNumberFacts {
        let [is_pooled, is_phone, sender_is_pooled, sender_opted_out, other_opted_out, open] = bits;
        let session = OpenSession { id: ProxySessionId::from_text("s1"), other: OTHER.to_owned() };
        MaskingNumberFacts {
            is_pooled,
            number: None,
            is_phone,
            session: (open && is_pooled).then_some(session),
            sender_is_pooled,
            sender_opted_out,
            other_opted_out,
            texts: OwnTexts::default(),
        }
    }
}

proptest! {
    #[test]
    fn only_the_participants_get_sms_and_only_if_not_opted_out(
        facts in any_facts(),
        everybody in any::<bool>(),
        text in "(?i)STOP|START|HELP|unstop|[a-z ]{0,9}",
    ) {
        let arrival = ArrivedSms { sender: SENDER.to_owned(), text: MessageText::new(text) };
        let decision = decide(&facts, everybody, &MaskingTexts::default(), &arrival);
        for outgoing in &decision.outgoing {
            let relays = outgoing.kind == OutgoingKind::Relay;
            prop_assert_eq!(&outgoing.to, if relays { OTHER } else { SENDER });
            prop_assert!(!relays || (facts.session.is_some() && !facts.other_opted_out));
            let confirms = decision.opt == Some(OptChange::In);
            prop_assert!(relays || !facts.sender_opted_out || confirms);
        }
        prop_assert!(decision.outgoing.len() <= 2);
        prop_assert!(!(facts.sender_is_pooled && decision != Decision::default()));
    }
}
