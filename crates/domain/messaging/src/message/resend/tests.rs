use ids::GatewayId;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use telephony::{MessageText, Region};

use super::*;
use crate::{DispatchPolicy, Report, ReportStatus};

const START_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);

fn message_to(recipients: usize, options: Options) -> Message {
    let region = Region::parse("US").unwrap();
    let address = |at| Address::lenient(&format!("+1202555{at:04}"), region);
    let draft = Draft {
        recipients: (0..recipients).map(address).collect(),
        content: Content::Text(MessageText::new("hi")),
        options,
        client_id: Some("mine".to_owned()),
    };
    let policy = DispatchPolicy { max_retries: 0, ..DispatchPolicy::default() };
    Message::accept(draft, START_MS, &policy, &mut ChaCha8Rng::seed_from_u64(1))
}

/// Ends the recipients as reported, in their order.
fn end(message: &mut Message, outcomes: &[ReportStatus]) {
    let gateway_id = GatewayId::from_text("a");
    let policy = DispatchPolicy { max_retries: 0, ..DispatchPolicy::default() };
    let ordinals = message.leasable(START_MS);
    message.lease(&gateway_id, ordinals, 0, START_MS);
    for (ordinal, status) in (0..).zip(outcomes) {
        let report = Report { gateway_id: &gateway_id, ordinal, status: status.clone() };
        message.report(&report, START_MS, &policy);
    }
}

fn failed() -> ReportStatus {
    ReportStatus::Failed { reason: "no service".to_owned() }
}

fn resent(message: &Message, all: bool, now_ms: UnixMillis) -> Result<Draft, NotResendable> {
    message.resend(Some(message.content.clone()), all, now_ms)
}

#[test]
fn resend_goes_to_the_recipients_that_failed_or_to_all() {
    let mut message = message_to(3, Options::default());
    assert_eq!(resent(&message, true, START_MS), Err(NotResendable::UnderWay));
    end(&mut message, &[ReportStatus::Sent, failed(), failed()]);
    let addresses = |draft: Draft| -> Vec<String> {
        draft.recipients.iter().map(|it| it.as_str().to_owned()).collect()
    };
    let some = resent(&message, false, START_MS).unwrap();
    assert_eq!(some.options.resend_of.as_ref(), Some(&message.id));
    assert_eq!(some.client_id, None);
    assert_eq!(addresses(some), ["+12025550001", "+12025550002"]);
    assert_eq!(addresses(resent(&message, true, START_MS).unwrap()).len(), 3);
}

#[test]
fn resend_keeps_the_options_but_the_schedule_and_begins_its_lifetime_anew() {
    let mut message = message_to(
        1,
        Options {
            scheduled_at_ms: Some(START_MS + 5_000),
            expires_at_ms: Some(START_MS + 65_000),
            priority: 7,
            sim_slot: Some(2),
            ..Options::default()
        },
    );
    message.abandon("gone", START_MS);
    let now_ms = START_MS + 1_000_000;
    let options = resent(&message, false, now_ms).unwrap().options;
    assert_eq!(
        options,
        Options {
            scheduled_at_ms: None,
            expires_at_ms: Some(now_ms + 60_000),
            resend_of: Some(message.id.clone()),
            ..message.options
        }
    );
}

#[test]
fn unreadable_confidential_and_successful_messages_are_not_sent_again() {
    let mut message = message_to(1, Options::default());
    end(&mut message, &[failed()]);
    assert_eq!(message.resend(None, true, START_MS), Err(NotResendable::Unreadable));
    for content in
        [Content::Redacted, Content::Hashed(String::new()), Content::Sealed(String::new())]
    {
        let refused = message.resend(Some(content), true, START_MS);
        assert_eq!(refused, Err(NotResendable::Unreadable));
    }
    message.options.confidential = true;
    assert_eq!(resent(&message, true, START_MS), Err(NotResendable::Unreadable));
    let mut sent = message_to(1, Options::default());
    end(&mut sent, &[ReportStatus::Sent]);
    assert_eq!(resent(&sent, false, START_MS), Err(NotResendable::NothingFailed));
}

#[test]
fn resends_are_linked_and_bounded() {
    let mut message = message_to(1, Options::default());
    end(&mut message, &[failed()]);
    let version = message.version;
    for _ in 0..MAX_RESENDS {
        assert!(resent(&message, false, START_MS).is_ok());
        message.note_resent(message.id.clone());
    }
    assert_eq!(resent(&message, false, START_MS), Err(NotResendable::TooOften));
    assert_eq!(message.version, version + u32::try_from(MAX_RESENDS).unwrap());
    let read: Message = serde_json::from_str(&serde_json::to_string(&message).unwrap()).unwrap();
    assert_eq!(read, message);
}
