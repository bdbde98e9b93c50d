//! Every post is published once, wherever the work is interrupted and whichever worker resumes it.

use relay_requests::ForwardingOutcome;
use runtime::ResultSmsMode;
use store_d1::relay::publications::progress::PublicationLease;
use unix_time::UnixMillis;

use super::*;
use crate::{
    leased_publication::MAX_DELAY_MS,
    random_ids,
    testing::{Answers, MemoryPorts, SENDER, forward, now, sealed as sealed_text},
    turn_end::UNKNOWN,
};

const OK: Answers = Answers::With(201, r#"{"data":{"id":"1"}}"#);
const BUSY: Answers = Answers::With(429, "{}");

fn tweet(posts: usize) -> String {
    let words: Vec<String> = (0..posts * 50).map(|word| format!("{word:04}")).collect();
    sealed_text(&format!("t:{}", words.join(" ")))
}

/// Resumes the publication as the cron would at `at_ms`.
fn resume_lease(ports: &MemoryPorts, at_ms: UnixMillis) -> Option<RequestOutcome> {
    ports.now_ms.set(at_ms);
    let fingerprint = ports.fingerprint();
    let lease = random_ids::lease_id(ports);
    let held = PublicationLease { fingerprint: &fingerprint, lease: &lease };
    let taken = now(ports.resume_lease(held, at_ms, at_ms + ports.lease_ms())).unwrap()?;
    Some(now(resume(ports, taken, lease)))
}

/// Asserts that the request is stored and not published yet.
fn assert_accepted(handled: &RequestOutcome) {
    assert_eq!(handled.outcome(), &ForwardingOutcome::Published);
    assert!(!handled.is_published() && !handled.is_fault());
    assert_eq!(handled.retry_after_secs, None);
}

fn texts_of_requests(ports: &MemoryPorts) -> Vec<String> {
    ports.requests.borrow().clone()
}

fn texts(ports: &MemoryPorts) -> Vec<String> {
    let text = |body: &String| {
        let json: serde_json::Value = serde_json::from_str(body).unwrap();
        json["text"].as_str().unwrap().to_owned()
    };
    ports.requests.borrow().iter().map(text).collect()
}

#[test]
fn progress_is_stored_before_every_request_and_the_end_after_the_last() {
    let ports = MemoryPorts::new();
    assert_eq!(forward(&ports, SENDER, &tweet(2)).outcome(), &ForwardingOutcome::Published);
    let asked = ports.asked.take();
    let work: Vec<_> = asked.into_iter().skip(5).filter(|it| *it != "seal").collect();
    assert_eq!(
        work,
        ["open grant", "save progress", "ask", "save progress", "ask", "close grant", "settle"]
    );
    assert_eq!(ports.state(), Some((PublicationState::Published, None)));
    assert_eq!(ports.due_at_ms(), None);
}

#[test]
fn thread_resumes_where_it_was_put_off_without_duplicate_posts() {
    for posted in 0..4 {
        let answers = (0..posted).map(|_| OK).chain([BUSY]);
        let ports = MemoryPorts::answering(answers);
        let first = forward(&ports, SENDER, &tweet(4));
        assert_accepted(&first);
        let due_at_ms = ports.due_at_ms().unwrap();
        assert!(resume_lease(&ports, due_at_ms - 1).is_none());
        let second = resume_lease(&ports, due_at_ms).unwrap();
        assert_eq!(second.outcome(), &ForwardingOutcome::Published, "{posted}");
        let all = texts(&ports);
        assert_eq!(all.len(), 5, "{posted}");
        let mut once = all.clone();
        once.dedup();
        assert_eq!(once.len(), 4);
        assert_eq!(all[posted], all[posted + 1]);
    }
}

#[test]
fn worker_death_before_a_request_is_resumable_and_death_during_a_request_is_not() {
    // The worker dies while the second post is being sent, so its outcome is unknown.
    let ports = MemoryPorts::answering([OK, Answers::Death]);
    assert_accepted(&forward(&ports, SENDER, &tweet(3)));
    ports.is_dead.set(false);
    let due_at_ms = ports.due_at_ms().unwrap();
    assert!(resume_lease(&ports, due_at_ms - 1).is_none());
    let second = resume_lease(&ports, due_at_ms).unwrap();
    assert_eq!(second.outcome(), &ForwardingOutcome::Refused(UNKNOWN.to_owned()));
    assert_eq!(texts(&ports).len(), 2);
    assert_eq!(ports.state().unwrap().0, PublicationState::Unknown);
    // The worker dies before its first request: everything is still to be done.
    let ports = MemoryPorts::new();
    ports.is_busy.set(true);
    assert_accepted(&forward(&ports, SENDER, &tweet(3)));
    ports.is_busy.set(false);
    let due_at_ms = ports.due_at_ms().unwrap();
    assert_eq!(resume_lease(&ports, due_at_ms).unwrap().outcome(), &ForwardingOutcome::Published);
    assert_eq!(texts(&ports).len(), 3);
}

#[test]
fn worker_that_lost_the_lease_makes_no_more_requests() {
    let ports = MemoryPorts::answering([BUSY]);
    forward(&ports, SENDER, &tweet(2));
    let due_at_ms = ports.due_at_ms().unwrap();
    ports.now_ms.set(due_at_ms);
    let fingerprint = ports.fingerprint();
    let held = |lease| PublicationLease { fingerprint: &fingerprint, lease };
    let until_ms = due_at_ms + ports.lease_ms();
    let taken = now(ports.resume_lease(held("slow"), due_at_ms, until_ms)).unwrap().unwrap();
    // The lease ends, and another worker does everything.
    assert_eq!(resume_lease(&ports, until_ms).unwrap().outcome(), &ForwardingOutcome::Published);
    let before = texts(&ports).len();
    let late = now(resume(&ports, taken, "slow".to_owned()));
    assert_accepted(&late);
    assert_eq!(texts(&ports).len(), before);
    assert_eq!(ports.state().unwrap().0, PublicationState::Published);
}

#[test]
fn publication_that_fails_for_a_day_is_given_up() {
    let ports = MemoryPorts::new();
    ports.is_busy.set(true);
    forward(&ports, SENDER, &tweet(1));
    let mut rounds = 0;
    while ports.state().unwrap().0 == PublicationState::UnderWay {
        // Another publication can use the grant for seconds, but not for hours.
        resume_lease(&ports, ports.due_at_ms().unwrap() + 3_600_000);
        rounds += 1;
        assert!(rounds < 100);
    }
    assert_eq!(ports.state(), Some((PublicationState::Unknown, Some("gave_up".to_owned()))));
    assert_eq!([0, 1, 2, 60].map(delay_ms), [5_000, 10_000, 20_000, MAX_DELAY_MS]);
}

/// Copies arrive every five seconds; a platform's back-off does not count as a failure for a day.
#[test]
fn platform_that_rate_limits_all_day_is_asked_with_back_off_and_the_request_is_kept() {
    let ports = MemoryPorts::new();
    ports.answers.borrow_mut().extend((0..10_000).map(|_| BUSY));
    let text = tweet(1);
    assert_accepted(&forward(&ports, SENDER, &text));
    let until_ms = ports.now_ms() + 23 * 3_600_000;
    while ports.now_ms() < until_ms {
        ports.now_ms.set(ports.now_ms() + 5_000);
        assert_accepted(&forward(&ports, SENDER, &text));
    }
    let asked = texts(&ports).len();
    assert!((20..50).contains(&asked), "{asked}");
    assert_eq!(ports.state(), Some((PublicationState::UnderWay, None)));
    ports.answers.borrow_mut().clear();
    let due_at_ms = ports.due_at_ms().unwrap();
    assert_eq!(resume_lease(&ports, due_at_ms).unwrap().outcome(), &ForwardingOutcome::Published);
}

#[test]
fn publication_with_a_busy_grant_is_not_given_up_within_a_day() {
    let ports = MemoryPorts::new();
    ports.is_busy.set(true);
    assert_accepted(&forward(&ports, SENDER, &tweet(1)));
    let until_ms = ports.now_ms() + 23 * 3_600_000;
    while ports.due_at_ms().unwrap() < until_ms {
        assert_accepted(&resume_lease(&ports, ports.due_at_ms().unwrap()).unwrap());
    }
    ports.is_busy.set(false);
    let due_at_ms = ports.due_at_ms().unwrap();
    assert_eq!(resume_lease(&ports, due_at_ms).unwrap().outcome(), &ForwardingOutcome::Published);
}

#[test]
fn request_not_resumed_in_time_is_given_up_and_its_sender_is_told() {
    let ports = MemoryPorts::answering([BUSY]);
    ports.result_sms_mode.set(ResultSmsMode::Failures);
    forward(&ports, SENDER, &tweet(1));
    let late = resume_lease(&ports, ports.now_ms() + MAX_AGE_MS).unwrap();
    let gave_up = Some((PublicationState::Unknown, Some("gave_up".to_owned())));
    assert_eq!(ports.state(), gave_up);
    assert_eq!(late.result_sms.map(|sms| sms.to).as_deref(), Some(SENDER));
    assert_eq!(texts(&ports).len(), 1);
}

#[test]
fn missing_setting_puts_a_request_off_and_its_copy_is_accepted() {
    let ports = MemoryPorts::new();
    let text = sealed_text("T:+237699999999:hello");
    for _ in 0..2 {
        assert_accepted(&forward(&ports, SENDER, &text));
        assert_eq!(ports.state(), Some((PublicationState::UnderWay, None)));
    }
    assert_eq!(ports.due_at_ms(), Some(ports.now_ms() + 5_000));
    assert!(texts_of_requests(&ports).is_empty());
}

/// The request is stored before it is published, so its forwarder need not keep the SMS.
#[test]
fn request_is_accepted_whatever_fails_after_its_claim() {
    // Failing calls: first the count, then everything that stores progress, for longer than the retries last.
    for (before, outages) in [(0, 1), (0, 2), (1, 100), (2, 100)] {
        let ports = MemoryPorts::new();
        let after_claim = |ports: &MemoryPorts| {
            ports.asked.borrow().iter().filter(|it| **it == "claim").count() > 0
        };
        assert!(!after_claim(&ports));
        ports.fails_after_claim.set(Some((before, outages)));
        let handled = forward(&ports, SENDER, &tweet(1));
        assert_eq!(handled.outcome(), &ForwardingOutcome::Published, "{before} {outages}");
        assert!(after_claim(&ports) && !handled.is_fault());
        ports.outages.set(0);
        if let Some(due_at_ms) = ports.due_at_ms() {
            resume_lease(&ports, due_at_ms);
        }
        let ended = ports.state().unwrap().0;
        // The platform answered its only request, and then nothing could be stored.
        let is_unknown = before == 2;
        assert_eq!(ended == PublicationState::Unknown, is_unknown, "{before} {outages}");
        assert_eq!(texts(&ports).len(), 1);
    }
}

#[test]
fn publication_that_kills_its_worker_or_cannot_be_unsealed_is_given_up() {
    // The Worker that takes the publication up dies before it answers.
    let ports = MemoryPorts::answering([BUSY]);
    forward(&ports, SENDER, &tweet(1));
    ports.is_dead.set(true);
    let mut resumed = 0;
    while ports.due_at_ms().is_some() && resumed <= MAX_RESUMES {
        resumed += 1;
        let due_at_ms = ports.due_at_ms().unwrap();
        let fingerprint = ports.fingerprint();
        let held = PublicationLease { fingerprint: &fingerprint, lease: "dying" };
        assert!(now(ports.resume_lease(held, due_at_ms, due_at_ms + 1_000)).unwrap().is_some());
    }
    ports.is_dead.set(false);
    let gave_up = Some((PublicationState::Unknown, Some("gave_up".to_owned())));
    resume_lease(&ports, ports.due_at_ms().unwrap());
    assert_eq!((ports.state(), ports.due_at_ms()), (gave_up.clone(), None));

    // The sealing key is gone: the publication is kept for two days in case the key is restored.
    let ports = MemoryPorts::answering([BUSY]);
    forward(&ports, SENDER, &tweet(1));
    let began_at_ms = ports.now_ms();
    ports.has_lost_keys.set(true);
    let mut rounds = 0;
    while let Some(due_at_ms) = ports.due_at_ms() {
        let handled = resume_lease(&ports, due_at_ms).unwrap();
        assert!(!handled.is_fault());
        rounds += 1;
        assert!(rounds < 100);
    }
    assert_eq!(ports.state(), gave_up);
    assert!(ports.now_ms() - began_at_ms >= MAX_AGE_MS);

    // Attempts to tell an unreachable sender end.
    let ports = MemoryPorts::new();
    ports.result_sms_mode.set(ResultSmsMode::Always);
    assert!(forward(&ports, SENDER, &tweet(1)).result_sms.is_some());
    resume_lease(&ports, ports.due_at_ms().unwrap() + MAX_AGE_MS);
    assert_eq!(ports.due_at_ms(), None);
    assert_eq!(ports.state().unwrap().0, PublicationState::Published);
}

#[test]
fn fresh_token_is_stored_before_it_is_used() {
    let fresh = Answers::With(200, r#"{"access_token":"a2","refresh_token":"r2"}"#);
    let ports = MemoryPorts::answering([fresh]);
    ports.expires_at_ms.set(Some(UnixMillis::EPOCH));
    assert_eq!(forward(&ports, SENDER, &tweet(1)).outcome(), &ForwardingOutcome::Published);
    let asked = ports.asked.take();
    let work: Vec<_> = asked.into_iter().skip(6).filter(|it| *it != "seal").collect();
    assert_eq!(
        work,
        ["save progress", "ask", "save grant", "save progress", "ask", "close grant", "settle"]
    );
}

/// A lost nonce can be requested again; a forgotten post would be published twice.
#[test]
fn post_is_stored_before_the_nonce_that_came_with_it() {
    let body = r#"{"uri":"at://did:plc:bob/app.bsky.feed.post/1","cid":"bafy"}"#;
    let ports = MemoryPorts::answering([Answers::WithNonce(200, body)]);
    let handled = forward(&ports, SENDER, &sealed_text("b:hello"));
    assert_eq!(handled.outcome(), &ForwardingOutcome::Published);
    let asked = ports.asked.take();
    let work: Vec<_> = asked.into_iter().skip(6).filter(|it| *it != "seal").collect();
    assert_eq!(
        work,
        ["save progress", "ask", "save progress", "save grant", "close grant", "settle"]
    );
}

#[test]
fn senders_are_told_the_configured_results_once_the_publication_has_ended() {
    use ResultSmsMode::{Always, Failures, Off};
    let refusal = || Answers::With(403, "{}");
    for (telling, answer, expected) in [
        (Off, OK, None),
        (Off, refusal(), None),
        (Failures, OK, None),
        (Failures, refusal(), Some("Failed to publish twitter message")),
        (Always, OK, Some("Successfully published twitter message")),
        (Always, refusal(), Some("Failed to publish twitter message")),
        (Always, BUSY, None),
    ] {
        let ports = MemoryPorts::answering([answer]);
        ports.result_sms_mode.set(telling);
        let sms = forward(&ports, SENDER, &tweet(1)).result_sms;
        assert_eq!(sms.as_ref().map(|sms| sms.text.as_str()), expected);
        let Some(sms) = sms else { continue };
        assert_eq!(sms.to, SENDER);
        // If the Worker dies before it tells the sender, the cron sends the same SMS; a copy of the request sends none.
        assert_eq!(forward(&ports, SENDER, &tweet(1)).result_sms, None);
        let again = resume_lease(&ports, ports.due_at_ms().unwrap()).unwrap();
        assert_eq!(again.result_sms, Some(sms));
    }
}
