//! Answers to texts, and claims that response time reveals nothing more.

use relay_requests::{Dialect, ForwardingOutcome};

use super::*;
use crate::{
    request_copies::WAIT_MS,
    testing::{Answers, MemoryPorts, SENDER, UNGRANTED, forward, sealed},
    turn_end::UNKNOWN,
};

const TWEET: &str = "t:a text of some length, so that there is more than one block to be altered";

/// Returns the text with its ciphertext altered.
fn altered(text: &str, alter: impl FnOnce(&mut Vec<u8>)) -> String {
    let request = base64(text);
    let (iv, inner) = request.split_at(16);
    let mut ciphertext = base64(std::str::from_utf8(inner).unwrap());
    alter(&mut ciphertext);
    encode(&[iv, encode(&ciphertext).as_bytes()].concat())
}

fn with_iv(text: &str, alter: impl FnOnce(&mut [u8])) -> String {
    let mut request = base64(text);
    alter(&mut request[..16]);
    encode(&request)
}

/// Forges one block of [`TWEET`] without the key, so that it decrypts to `wanted`, which has 15 characters.
fn cut_out(text: &str, index: usize, wanted: &str) -> String {
    let request = base64(text);
    let ciphertext = base64(std::str::from_utf8(&request[16..]).unwrap());
    let blocks: Vec<&[u8]> = ciphertext.chunks(16).collect();
    let before = if index == 0 { &request[..16] } else { blocks[index - 1] };
    let known = &TWEET.as_bytes()[16 * index..16 * (index + 1)];
    let wanted = [wanted.as_bytes(), &[1]].concat();
    let iv: Vec<u8> = (0..16).map(|at| before[at] ^ known[at] ^ wanted[at]).collect();
    encode(&[&iv, encode(blocks[index]).as_bytes()].concat())
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(text: &str) -> Vec<u8> {
    let values: Vec<u32> = text
        .bytes()
        .filter_map(|byte| ALPHABET.iter().position(|it| *it == byte))
        .map(|value| u32::try_from(value).unwrap())
        .collect();
    let bytes = values.chunks(4).flat_map(|chunk| {
        let bits = chunk.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - chunk.len()));
        bits.to_be_bytes()[1..chunk.len()].to_vec()
    });
    bytes.collect()
}

fn encode(bytes: &[u8]) -> String {
    let texts = bytes.chunks(3).map(|chunk| {
        let mut all = [0; 4];
        all[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(all);
        let letter = |index: usize| {
            let value = usize::try_from(bits >> (18 - 6 * index) & 63).unwrap();
            if index <= chunk.len() { char::from(ALPHABET[value]) } else { '=' }
        };
        (0..4).map(letter).collect::<String>()
    });
    texts.collect()
}

/// Every kind of unpublishable text, with its sender.
fn unpublishable() -> Vec<(&'static str, String)> {
    let good = sealed(TWEET);
    assert_eq!(encode(&base64(&good)), good);
    let other = relay_crypto::SharedKey::parse(&"f".repeat(32)).unwrap();
    vec![
        // Sender without an account, and a text encrypted with another key.
        ("+237670000009", good.clone()),
        (SENDER, relay_crypto::seal_request(TWEET, &other, [7; 16])),
        // No grant.
        (UNGRANTED, good.clone()),
        // Tampered texts: the padding, a block, the IV, and blocks cut off at either end.
        (SENDER, altered(&good, |bytes| *bytes.last_mut().unwrap() ^= 1)),
        (SENDER, altered(&good, |bytes| bytes[20] ^= 0x80)),
        (SENDER, with_iv(&good, |iv| iv[0] ^= 1)),
        (SENDER, altered(&good, |bytes| bytes.truncate(48))),
        (SENDER, altered(&good, |bytes| bytes.truncate(47))),
        (SENDER, altered(&good, |bytes| drop(bytes.drain(..16)))),
        // Texts that decrypt to no valid request.
        (SENDER, sealed("x:an unknown letter")),
        (SENDER, sealed("G:a@x.example:::Hi:the letter's case")),
        (SENDER, sealed("g:a@x.example::Hi")),
        (SENDER, sealed("no letter at all")),
        (SENDER, sealed("T:not a number:hello")),
        (SENDER, sealed("g:not an address:::Hi:hello")),
        // Other layouts: no inner base64, a payload of a later era, a bridge's, and a segment.
        (SENDER, encode(&base64(&good).repeat(2))),
        (SENDER, "AYwAIGcoAAAAAAAAAAEAAAA4q2ZL2G93".to_owned()),
        (SENDER, "AAAKAGVkYXRhZnI=".to_owned()),
        (SENDER, "BAkAAhQACgA=".to_owned()),
    ]
}

#[test]
fn all_unpublishable_texts_get_the_same_answer_at_the_same_cost() {
    let mut costs = Vec::new();
    for (sender, text) in unpublishable() {
        let ports = MemoryPorts::new();
        let handled = forward(&ports, sender, &text);
        assert_eq!(handled.outcome(), &ForwardingOutcome::Unpublishable, "{text}");
        assert_eq!((handled.retry_after_secs, handled.result_sms), (None, None));
        assert!(ports.state().is_none(), "{text}");
        costs.push(ports.asked.take());
    }
    assert_eq!(costs[0], ["sender", "find", "seal", "claim", "count"]);
    assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
    for dialect in [Dialect::EraA, Dialect::EraB, Dialect::V3, Dialect::Twilio] {
        assert_ne!(dialect.reply(&ForwardingOutcome::Unpublishable).status, 500);
    }
}

#[test]
fn altered_copy_of_a_published_request_is_answered_like_any_unpublishable_text() {
    let good = sealed(TWEET);
    for copy in [
        with_iv(&good, |iv| iv[0] ^= 1),
        // Decrypts to text with a different platform letter.
        with_iv(&good, |iv| iv[0] ^= b't' ^ b'm'),
        altered(&good, |bytes| bytes[20] ^= 0x80),
        altered(&good, |bytes| drop(bytes.drain(..16))),
        // Blocks cut off the end, with an IV that turns the rest into the forger's request.
        cut_out(&good, 0, "t:I owe Eve 100"),
        cut_out(&good, 1, "t:I owe Eve 100"),
        cut_out(&good, 3, "b:I owe Eve 100"),
        // The same, with one of the forger's blocks before or after it.
        altered(&cut_out(&good, 2, "t:I owe Eve 100"), |bytes| bytes.extend([7; 16])),
        altered(&cut_out(&good, 2, "t:I owe Eve 100"), |bytes| drop(bytes.splice(..0, [7; 16]))),
    ] {
        let ports = MemoryPorts::new();
        assert_eq!(forward(&ports, SENDER, &good).outcome(), &ForwardingOutcome::Published);
        ports.asked.take();
        assert_eq!(forward(&ports, SENDER, &copy).outcome(), &ForwardingOutcome::Unpublishable);
        assert_eq!(ports.asked.take(), ["sender", "find", "seal", "claim", "count"]);
        assert_eq!(ports.requests.borrow().len(), 1);
    }
}

#[test]
fn each_step_of_a_request_is_noted_once_and_a_copy_notes_none() {
    let refusal = || Answers::With(403, r#"{"title":"Forbidden"}"#);
    for (answers, end) in [
        (vec![], "relay.published"),
        (vec![refusal(), refusal()], "relay.publication_failed"),
        (vec![Answers::Never], "relay.publication_failed"),
    ] {
        let ports = MemoryPorts::answering(answers);
        for _ in 0..2 {
            forward(&ports, SENDER, &sealed(TWEET));
        }
        assert_eq!(*ports.steps.borrow(), ["relay.request_received", end]);
    }
}

#[test]
fn unpublishable_text_notes_no_step() {
    for (sender, text) in unpublishable() {
        let ports = MemoryPorts::new();
        forward(&ports, sender, &text);
        assert!(ports.steps.borrow().is_empty(), "{text}");
    }
}

#[test]
fn copy_gets_the_first_answer_and_publishes_nothing() {
    let refusal = || Answers::With(403, r#"{"title":"Forbidden"}"#);
    for (answers, outcome) in [
        (vec![], ForwardingOutcome::Published),
        (vec![refusal()], ForwardingOutcome::Refused("403".to_owned())),
        (vec![Answers::Never], ForwardingOutcome::Refused(UNKNOWN.to_owned())),
    ] {
        let ports = MemoryPorts::answering(answers);
        let first = forward(&ports, SENDER, &sealed(TWEET));
        let copy = forward(&ports, SENDER, &sealed(TWEET));
        assert_eq!(ports.requests.borrow().len(), 1);
        assert_eq!(first.outcome(), copy.outcome());
        let is_refused = matches!(first.outcome(), &ForwardingOutcome::Refused(_));
        assert_eq!(
            is_refused,
            matches!(outcome, ForwardingOutcome::Refused(_)),
            "{:?}",
            first.outcome()
        );
    }
}

/// The length of a text is public, so this check reveals nothing.
#[test]
fn request_with_too_many_blocks_costs_no_lookup() {
    let ports = MemoryPorts::new();
    let of = |bytes: usize| sealed(&format!("t:{}", "a".repeat(bytes - 2)));
    assert_eq!(forward(&ports, SENDER, &of(128 * 16)).outcome(), &ForwardingOutcome::Unpublishable);
    for endless in
        [encode(&vec![7; 30_000]), sealed(&format!("T:+237699999999:{}", "long ".repeat(2_000)))]
    {
        assert_eq!(forward(&ports, SENDER, &endless).outcome(), &ForwardingOutcome::Unpublishable);
    }
    assert!(ports.asked.take().is_empty());
    assert_eq!(forward(&ports, SENDER, &of(128 * 16 - 1)).outcome(), &ForwardingOutcome::Published);
}

#[test]
fn sender_without_a_number_and_text_without_base64_cost_no_lookup() {
    let ports = MemoryPorts::new();
    assert_eq!(
        forward(&ports, "Airtel", &sealed(TWEET)).outcome(),
        &ForwardingOutcome::Unpublishable
    );
    assert_eq!(forward(&ports, SENDER, "see you, Bob!").outcome(), &ForwardingOutcome::NotBase64);
    assert_eq!(forward(&ports, SENDER, "\n").outcome(), &ForwardingOutcome::EmptyText);
    assert!(ports.asked.take().is_empty());
}

/// Nothing here can detect a forgery that arrives first; signed forwarders exist to prevent that.
#[test]
fn forgery_that_arrives_before_the_original_is_published_and_blocks_the_original() {
    let ports = MemoryPorts::new();
    let good = sealed(TWEET);
    let forged = cut_out(&good, 1, "t:I owe Eve 100");
    assert_eq!(forward(&ports, SENDER, &forged).outcome(), &ForwardingOutcome::Published);
    assert_eq!(forward(&ports, SENDER, &good).outcome(), &ForwardingOutcome::Unpublishable);
    assert_eq!(ports.requests.borrow().len(), 1);
}

#[test]
fn blocks_spliced_from_two_requests_are_refused_and_a_new_request_is_published() {
    let other = "t:another text of some length, so that blocks of both can be put together";
    let key = relay_crypto::SharedKey::parse(crate::testing::KEY).unwrap();
    let (one, two) = (sealed(TWEET), relay_crypto::seal_request(other, &key, [9; 16]));
    let ciphertext = |text: &str| base64(std::str::from_utf8(&base64(text)[16..]).unwrap());
    let ports = MemoryPorts::new();
    for text in [&one, &two] {
        assert_eq!(forward(&ports, SENDER, text).outcome(), &ForwardingOutcome::Published);
    }
    let forged = cut_out(&one, 1, "t:I owe Eve 100");
    for cut in [16, 32, 48] {
        for from in [16, 32, 48] {
            let spliced = altered(&forged, |bytes| {
                bytes.extend(&ciphertext(&two)[cut..]);
                bytes.extend(&ciphertext(&one)[from..]);
            });
            assert_eq!(
                forward(&ports, SENDER, &spliced).outcome(),
                &ForwardingOutcome::Unpublishable
            );
        }
    }
    let third = relay_crypto::seal_request("t:a third", &key, [3; 16]);
    assert_eq!(forward(&ports, SENDER, &third).outcome(), &ForwardingOutcome::Published);
    assert_eq!(ports.requests.borrow().len(), 3);
}

#[test]
fn request_over_its_senders_budget_is_held_and_copies_do_not_count() {
    let ports = MemoryPorts::new();
    ports.over_budget.set(true);
    for _ in 0..2 {
        let held = forward(&ports, SENDER, &sealed(TWEET));
        assert_eq!((held.outcome(), held.retry_after_secs), (&ForwardingOutcome::Published, None));
        assert!(!held.is_published());
    }
    assert_eq!(ports.due_at_ms(), Some(ports.now_ms() + 3_600_000));
    assert!(ports.requests.borrow().is_empty());
    let counted = ports.asked.take().iter().filter(|it| **it == "count").count();
    assert_eq!(counted, 1);
}

#[test]
fn junk_over_its_limit_gets_one_answer_and_does_not_block_publishable_requests() {
    for (sender, text) in unpublishable() {
        let ports = MemoryPorts::new();
        ports.over_junk_limit.set(true);
        let handled = forward(&ports, sender, &text);
        assert_eq!(
            (handled.outcome(), handled.retry_after_secs),
            (&ForwardingOutcome::Limited, Some(60))
        );
        assert_eq!(ports.asked.take(), ["sender", "find", "seal", "claim", "count"]);
        assert_eq!(
            forward(&ports, SENDER, &sealed(TWEET)).outcome(),
            &ForwardingOutcome::Published
        );
    }
}

#[test]
fn short_outage_is_retried_and_only_an_unstored_request_is_a_fault() {
    let ports = MemoryPorts::new();
    ports.outages.set(2);
    assert_eq!(forward(&ports, SENDER, &sealed(TWEET)).outcome(), &ForwardingOutcome::Published);
    let ports = MemoryPorts::new();
    ports.outages.set(100);
    let lost = forward(&ports, SENDER, &sealed(TWEET));
    assert_eq!((lost.outcome(), lost.is_fault()), (&ForwardingOutcome::Unavailable, true));
    assert!(!lost.is_full());
    let ports = MemoryPorts::new();
    ports.is_full.set(true);
    // A full queue gets the same answer whether or not the text could be published.
    for text in [sealed(TWEET), sealed("nothing")] {
        let full = forward(&ports, SENDER, &text);
        assert_eq!(
            (full.outcome(), full.retry_after_secs),
            (&ForwardingOutcome::Unavailable, Some(60))
        );
        assert!(full.is_fault() && full.is_full());
    }
}

#[test]
fn copy_waits_for_the_lease_holder_and_is_then_accepted() {
    let ports = MemoryPorts::answering([Answers::Death]);
    assert_eq!(forward(&ports, SENDER, &sealed(TWEET)).outcome(), &ForwardingOutcome::Published);
    ports.is_dead.set(false);
    let began_at_ms = ports.now_ms();
    let copy = forward(&ports, SENDER, &sealed(TWEET));
    assert_eq!((copy.outcome(), copy.is_published()), (&ForwardingOutcome::Published, false));
    assert_eq!(ports.now_ms() - began_at_ms, WAIT_MS);
}
