//! Confidential texts.

use messaging::{DispatchPolicy, Options};
use object_commands::dispatcher::{Submit, SubmitOutcome};
use object_sql::native::MemorySql;
use telephony::MessageText;

use crate::{
    DispatcherCore, TextSealer,
    testing::{Object, START_MS, accepted, keyring, timeline_chain, with_options},
};

fn confidential() -> Submit {
    with_options(Options { confidential: true, ..Options::default() })
}

#[test]
fn confidential_text_reaches_the_phone_and_is_in_no_table_and_no_projection() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let mut submit = confidential();
    submit.draft.content = messaging::Content::Text(MessageText::new("code 493817"));
    let id = accepted(object.submit(submit, START_MS)).message_id;
    assert_eq!(object.count("SELECT COUNT(*) FROM message WHERE record LIKE '%493817%'"), 0);
    let batches = object.project(START_MS + 1);
    assert_eq!(batches[0].messages[0].record.content, messaging::Content::Redacted);
    assert_eq!(object.core.status(&id).unwrap().unwrap().content.text(), None);
    object.evict();
    object.online("a", START_MS + 2);
    let delivery = object.core.pump(START_MS + 2).unwrap().remove(0);
    assert_eq!(delivery.frames[0].text.as_str(), "code 493817");
}

#[test]
fn confidential_messages_are_refused_without_a_sealing_key_and_others_accepted() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.core = DispatcherCore::open(
        &sql,
        DispatchPolicy::default(),
        TextSealer::new(None, "account"),
        timeline_chain(),
    )
    .unwrap();
    assert_eq!(object.submit(confidential(), START_MS), SubmitOutcome::NoSealingKey);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
    object.accept(START_MS);
}

#[test]
fn confidential_text_whose_key_is_gone_fails_with_that_reason() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let id = accepted(object.submit(confidential(), START_MS)).message_id;
    let text_sealer = TextSealer::new(Some(keyring("b")), "account");
    object.core =
        DispatcherCore::open(&sql, DispatchPolicy::default(), text_sealer, timeline_chain())
            .unwrap();
    object.online("a", START_MS);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!((message.state().as_str(), message.error()), ("failed", Some("content_unreadable")));
    object.project(START_MS + 1);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
}

#[test]
fn confidential_text_cannot_be_opened_by_another_account() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.submit(confidential(), START_MS);
    let text_sealer = TextSealer::new(Some(keyring("a")), "another account");
    object.core =
        DispatcherCore::open(&sql, DispatchPolicy::default(), text_sealer, timeline_chain())
            .unwrap();
    object.online("a", START_MS);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
}
