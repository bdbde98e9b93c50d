//! Keywords, refusals and the list of opt-outs, over a real SQLite and across evictions.

use ids::GatewayId;
use messaging::{OptOutRule, Options};
use object_commands::dispatcher::{
    ChangeOptOuts, OptOutPolicyOutcome, Receive, ReceiveOutcome, ReceivedAt, Submit, SubmitOutcome,
};
use object_sql::{Sql, native::MemorySql};
use opt_outs::{Change, Evidence, Keyword, MAX_EVIDENCE, PolicyChange, Source};
use telephony::{Address, Region};
use unix_time::UnixMillis;

use super::keywords::MAX_REPLIES_TO_NUMBER;
use crate::testing::{
    DAY_MS, MINUTE_MS, Object, START_MS, accepted,
    endpoints::{kinds, subscribe, told},
    inbound, plain, with_options,
};

fn address(text: &str) -> Address {
    Address::lenient(text, Region::parse("US").unwrap())
}

/// The recipient of the tests' messages.
fn person() -> Address {
    address("+12025550123")
}

fn sms_of(sender: &Address, text: &str, at_ms: UnixMillis) -> Receive {
    Receive { sender: sender.clone(), ..inbound(text, Some(at_ms)) }
}

fn enabled() -> PolicyChange {
    PolicyChange { enabled: Some(true), ..PolicyChange::default() }
}

fn set_policy(object: &mut Object<'_>, change: &PolicyChange) {
    let outcome = object.core.change_opt_out_policy(change).unwrap();
    assert!(matches!(outcome, OptOutPolicyOutcome::Changed { .. }));
}

fn object_with_policy(sql: &MemorySql) -> Object<'_> {
    let mut object = Object::open(sql);
    object.gateway("a", 1);
    set_policy(&mut object, &enabled());
    object
}

/// Receives an SMS as the shell does, answers included. Returns the id of the SMS.
fn receive(object: &mut Object<'_>, text: &str, now_ms: UnixMillis) -> String {
    let outcome = object.core.receive(sms_of(&person(), text, now_ms), now_ms).unwrap().0;
    object.core.send_opt_out_replies(now_ms, &mut object.rng).unwrap();
    match outcome {
        ReceiveOutcome::Stored { message_id, .. } => message_id,
        ReceiveOutcome::GatewayInactive => panic!("inactive"),
    }
}

fn by_api(numbers: &[&Address], change: Change) -> ChangeOptOuts {
    ChangeOptOuts {
        numbers: numbers.iter().map(|it| (*it).clone()).collect(),
        change,
        source: Source::Api { author: "key".to_owned(), reason: None },
    }
}

fn refused(ordinals: &[u8]) -> SubmitOutcome {
    SubmitOutcome::RecipientsOptedOut { ordinals: ordinals.to_vec() }
}

#[test]
fn keyword_refuses_the_next_message_and_start_admits_it_again_across_evictions() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    object.accept(START_MS);
    receive(&mut object, " Stop. ", START_MS + 1);
    assert_eq!(object.submit(plain(), START_MS + 1), refused(&[0]));
    object.evict();
    assert_eq!(object.submit(plain(), START_MS + 2), refused(&[0]));
    receive(&mut object, "start", START_MS + 3);
    object.accept(START_MS + 4);
    object.evict();
    object.accept(START_MS + 5);
}

#[test]
fn keywords_are_ordinary_texts_while_the_policy_is_off_and_the_list_is_kept() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    receive(&mut object, "STOP", START_MS);
    assert_eq!(object.core.find_opt_out(&person()).unwrap(), None);
    set_policy(&mut object, &enabled());
    receive(&mut object, "STOP", START_MS + 1);
    set_policy(&mut object, &PolicyChange { enabled: Some(false), ..PolicyChange::default() });
    object.accept(START_MS + 2);
    set_policy(&mut object, &enabled());
    assert_eq!(object.submit(plain(), START_MS + 3), refused(&[0]));
}

#[test]
fn evidence_names_the_sms_and_the_history_is_bounded() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let id = receive(&mut object, "Unsubscribe", START_MS);
    let entry = object.core.find_opt_out(&person()).unwrap().unwrap();
    let evidence = Evidence {
        change: Change::Out,
        at_ms: START_MS,
        source: Source::Keyword {
            keyword: Keyword::Stop,
            word: "unsubscribe".to_owned(),
            inbound_id: id,
            gateway_id: GatewayId::from_text("a"),
            received_at_ms: START_MS,
        },
    };
    assert_eq!((entry.number.as_str(), entry.history), ("+12025550123", vec![evidence]));
    for minute in 1..50 {
        let text = if minute % 2 == 0 { "stop" } else { "start" };
        receive(&mut object, text, START_MS + minute * MINUTE_MS);
    }
    let entry = object.core.find_opt_out(&person()).unwrap().unwrap();
    assert_eq!((entry.history.len(), entry.is_out), (MAX_EVIDENCE, false));
    assert_eq!(entry.history.last().unwrap().at_ms, START_MS + 49 * MINUTE_MS);
}

#[test]
fn sms_reported_again_changes_nothing() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let stop = sms_of(&person(), "STOP", START_MS);
    object.core.receive(stop.clone(), START_MS).unwrap();
    receive(&mut object, "START", START_MS + 1);
    object.core.receive(stop, START_MS + 2).unwrap();
    object.accept(START_MS + 3);
}

#[test]
fn old_start_that_is_uploaded_late_does_not_undo_a_newer_stop() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    receive(&mut object, "STOP", START_MS);
    object.core.receive(sms_of(&person(), "START", START_MS - 1), START_MS + 1).unwrap();
    assert_eq!(object.submit(plain(), START_MS + 2), refused(&[0]));
}

#[test]
fn old_start_undoes_no_newer_opt_out_of_another_phone_or_the_api_and_a_newer_one_does() {
    let received_by = |object: &mut Object<'_>, gateway: &str, at_ms, now_ms| {
        let at = ReceivedAt::Gateway { gateway_id: GatewayId::from_text(gateway) };
        let start = Receive { at, ..sms_of(&person(), "START", at_ms) };
        object.core.receive(start, now_ms).unwrap();
    };
    for by_keyword in [true, false] {
        let sql = MemorySql::open().unwrap();
        let mut object = object_with_policy(&sql);
        object.gateway("b", 2);
        if by_keyword {
            receive(&mut object, "STOP", START_MS);
        } else {
            object.core.change_opt_outs(&by_api(&[&person()], Change::Out), START_MS).unwrap();
        }
        received_by(&mut object, "b", START_MS - 1, START_MS + 1);
        assert_eq!(object.submit(plain(), START_MS + 2), refused(&[0]), "{by_keyword}");
        received_by(&mut object, "b", START_MS + 2, START_MS + 2);
        object.accept(START_MS + 3);
    }
}

#[test]
fn start_from_between_two_stops_undoes_neither() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    receive(&mut object, "STOP", START_MS);
    receive(&mut object, "STOP", START_MS + 1_000);
    receive(&mut object, "STOP", START_MS + 3 * MINUTE_MS);
    let between = sms_of(&person(), "START", START_MS + 2 * MINUTE_MS);
    object.core.receive(between, START_MS + 4 * MINUTE_MS).unwrap();
    assert_eq!(object.submit(plain(), START_MS + 4 * MINUTE_MS), refused(&[0]));
    assert_eq!(object.core.find_opt_out(&person()).unwrap().unwrap().history.len(), 2);
    receive(&mut object, "START", START_MS + 5 * MINUTE_MS);
    object.accept(START_MS + 6 * MINUTE_MS);
}

#[test]
fn stop_by_a_clock_that_is_ahead_is_undone_by_a_start_after_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let ahead = sms_of(&person(), "STOP", START_MS + DAY_MS);
    object.core.receive(ahead, START_MS).unwrap();
    assert_eq!(object.submit(plain(), START_MS + 1), refused(&[0]));
    receive(&mut object, "START", START_MS + 2);
    object.accept(START_MS + 3);
}

#[test]
fn only_the_opted_out_recipients_are_named_and_nothing_is_stored() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let (out, other) = (address("+12025550111"), address("+12025550112"));
    object.core.change_opt_outs(&by_api(&[&out, &person()], Change::Out), START_MS).unwrap();
    let mut submit = plain();
    submit.draft.recipients = vec![person(), other, out];
    assert_eq!(object.submit(submit, START_MS), refused(&[0, 2]));
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
}

#[test]
fn codes_follow_the_policy_and_exempt_messages_are_always_admitted() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    receive(&mut object, "STOP", START_MS);
    let with_rule = |opt_out_rule| with_options(Options { opt_out_rule, ..Options::default() });
    let code = || with_rule(OptOutRule::Code);
    accepted(object.submit(code(), START_MS));
    let change = PolicyChange { codes_exempt: Some(false), ..PolicyChange::default() };
    set_policy(&mut object, &change);
    assert_eq!(object.submit(code(), START_MS), refused(&[0]));
    accepted(object.submit(with_rule(OptOutRule::Exempt), START_MS));
}

#[test]
fn message_that_waits_when_the_keyword_arrives_fails_instead_of_being_handed_over() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let mut submit = plain();
    submit.draft.recipients = vec![person(), address("+12025550112")];
    let id = accepted(object.submit(submit, START_MS)).message_id;
    receive(&mut object, "STOP", START_MS + 1);
    object.evict();
    object.online("a", START_MS + 2);
    let deliveries = object.core.pump(START_MS + 2).unwrap();
    let frames: usize = deliveries.iter().map(|delivery| delivery.frames.len()).sum();
    assert_eq!(frames, 1);
    let message = object.core.status(&id).unwrap().unwrap();
    let [stopped, other] = message.recipients.as_slice() else { panic!("two recipients") };
    assert_eq!((stopped.state.as_str(), stopped.reason()), ("failed", Some("recipient_opted_out")));
    assert_eq!(other.state.as_str(), "dispatched");
}

#[test]
fn answers_go_once_per_change_to_the_gateway_of_the_keyword_and_are_limited_by_number() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let replies = [(Keyword::Stop, "bye"), (Keyword::Start, "hello"), (Keyword::Help, "we are X")];
    let replies = replies.map(|(keyword, text)| (keyword, text.to_owned())).to_vec();
    set_policy(&mut object, &PolicyChange { replies, ..PolicyChange::default() });
    let waiting = |object: &Object<'_>| object.count("SELECT COUNT(*) FROM message");
    receive(&mut object, "STOP", START_MS);
    receive(&mut object, "STOP", START_MS + 1);
    assert_eq!(waiting(&object), 1);
    receive(&mut object, "START", START_MS + 2);
    object.evict();
    for step in 3..20 {
        receive(&mut object, "help", START_MS + step);
    }
    assert_eq!(waiting(&object), i64::from(MAX_REPLIES_TO_NUMBER));
    receive(&mut object, "help", START_MS + DAY_MS);
    assert_eq!(waiting(&object), i64::from(MAX_REPLIES_TO_NUMBER) + 1);
}

#[test]
fn subscribers_hear_of_each_change_once_and_not_of_imports() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    subscribe(&mut object, &[("ep", &["opt_out.changed"])]);
    receive(&mut object, "STOP", START_MS);
    receive(&mut object, "STOP", START_MS + 1);
    object.evict();
    receive(&mut object, "START", START_MS + 2);
    let import = ChangeOptOuts {
        source: Source::Import { author: "key".to_owned(), reason: None },
        ..by_api(&[&address("+12025550111")], Change::Out)
    };
    object.core.change_opt_outs(&import, START_MS + 3).unwrap();
    object.core.change_opt_outs(&by_api(&[&person()], Change::Out), START_MS + 4).unwrap();
    let told = told(&mut object, START_MS + 5);
    let events: Vec<_> = told.into_iter().flat_map(|(_, events)| events).collect();
    assert_eq!(kinds(&events), ["opt_out.changed"; 3]);
    let mut ids: Vec<_> = events.iter().map(|event| event.event_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(object.count("SELECT COUNT(*) FROM opt_out WHERE event IS NOT NULL"), 0);
}

#[test]
fn list_has_the_opted_out_numbers_alone_in_pages() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let numbers: Vec<Address> = (10..20).map(|it| address(&format!("+120255501{it}"))).collect();
    let all: Vec<&Address> = numbers.iter().collect();
    let outcome = object.core.change_opt_outs(&by_api(&all, Change::Out), START_MS).unwrap();
    assert_eq!((outcome.changed, outcome.unchanged, outcome.refused), (10, 0, 0));
    let outcome = object.core.change_opt_outs(&by_api(&all, Change::Out), START_MS).unwrap();
    assert_eq!((outcome.changed, outcome.unchanged), (0, 10));
    object.core.change_opt_outs(&by_api(&all[..5], Change::In), START_MS + 1).unwrap();
    let page = object.core.list_opt_outs("", 3).unwrap();
    let listed: Vec<&str> = page.iter().map(|entry| entry.number.as_str()).collect();
    assert_eq!(listed, ["+12025550115", "+12025550116", "+12025550117"]);
    let rest = object.core.list_opt_outs("+12025550117", 3).unwrap();
    assert_eq!(rest.len(), 2);
}

#[test]
fn full_list_refuses_the_api_and_admits_keywords() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    object.core.opt_outs.stored.numbers = super::list::MAX_NUMBERS;
    let outcome = object.core.change_opt_outs(&by_api(&[&person()], Change::Out), START_MS);
    assert_eq!(outcome.unwrap().refused, 1);
    receive(&mut object, "STOP", START_MS);
    assert_eq!(object.submit(plain(), START_MS), refused(&[0]));
}

#[test]
fn account_without_the_policy_reads_no_row_for_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.accept(START_MS);
    // Without its table, any look-up would fail.
    sql.exec("DROP TABLE opt_out", vec![]).unwrap();
    object.accept(START_MS + 1);
    object.online("a", START_MS + 2);
    object.core.pump(START_MS + 2).unwrap();
}

#[test]
fn resubmission_with_its_key_gets_the_first_answer_after_a_keyword() {
    let sql = MemorySql::open().unwrap();
    let mut object = object_with_policy(&sql);
    let submit = || Submit::once(plain().draft, "key".to_owned());
    let first = accepted(object.submit(submit(), START_MS));
    receive(&mut object, "STOP", START_MS + 1);
    assert_eq!(accepted(object.submit(submit(), START_MS + 2)), first);
}
