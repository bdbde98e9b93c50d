//! Handling of a forwarded SMS from its body to the answer, with randomly altered bodies and plaintexts.
//! `RELAY_FUZZ_ITERATIONS` makes it run longer.

use std::collections::BTreeMap;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use relay_crypto::{Layout, SealedRequest, SharedKey, seal_request};

use crate::{
    Dialect, ForwardingOutcome, IncomingSms, PlainRequest, PublishRequest, ReliabilityTest,
};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const FORM_TYPE: &str = "application/x-www-form-urlencoded";
const PLAINTEXTS: [&str; 5] = [
    "g:bob@example.com,b@x.example:a@x.example::Hi there:Hello: world",
    "t:Hello from SMS",
    "T:+237123456789:at 10:30",
    "m:é",
    "{\"test_id\": 7, \"msisdn\": \"+237600000000\"}",
];
/// Forwarders, with the content type that each claims.
const FORWARDERS: [(&str, Option<&str>); 3] =
    [("gateway-client", None), ("deku", Some("application/json")), ("twilio", Some(FORM_TYPE))];
/// Characters that parsers treat specially, inserted at random positions.
const MARKS: [&[u8]; 14] = [
    b":", b",", b"@", b"\"", b"\\", b"\n", b"=", b"&", b"{", b"}", b"\\u0000", b"%00", b"\xff",
    b"+",
];

struct Alterations(ChaCha8Rng);

impl Alterations {
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap() % limit.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// Makes up to three alterations: flips a bit, replaces a byte, cuts or doubles a range, or inserts a mark.
    fn alter(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..self.below(4) {
            let at = self.below(bytes.len());
            let end = (at + self.below(20)).min(bytes.len());
            match self.below(5) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => bytes[at] = self.0.next_u32().to_le_bytes()[0],
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let range = bytes[at..end].to_vec();
                    bytes.splice(at..at, range);
                }
                _ => {
                    let mark = self.pick(&MARKS);
                    bytes.splice(at..at, mark.iter().copied());
                }
            }
        }
    }

    fn sealed(&mut self, plaintext: &str, key: &SharedKey) -> String {
        let mut iv = [0; 16];
        self.0.fill_bytes(&mut iv);
        let text = seal_request(plaintext, key, iv);
        if self.below(2) == 0 {
            return text;
        }
        text.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n")
    }
}

/// Returns the outcome as a face would compute it, without looking up the sender.
fn outcome(platform: &str, kind: Option<&str>, body: &[u8], key: &SharedKey) -> ForwardingOutcome {
    let sms = match IncomingSms::parse(platform, kind, body) {
        Ok(sms) => sms,
        Err(error) => return error.into(),
    };
    let _ = Layout::of(sms.text.as_str());
    let sealed = match SealedRequest::parse(sms.text.as_str()) {
        Ok(sealed) => sealed,
        Err(error) => return error.into(),
    };
    assert_eq!(sealed.fingerprint(sms.sender.expose()).as_str().len(), 64);
    let Ok(opened) = sealed.open(Some(key)) else { return ForwardingOutcome::Unpublishable };
    match PublishRequest::parse(opened.expose()) {
        Ok(_) => ForwardingOutcome::Published,
        Err(_) => ForwardingOutcome::Unpublishable,
    }
}

fn body(platform: &str, text: &str) -> String {
    let sender = "+237123456789";
    match platform {
        "twilio" => format!("From={sender}&Body={text}").replace('+', "%2B"),
        "deku" => {
            let times = r#""date": "1633024800000", "date_sent": 1633024800000"#;
            format!(r#"{{"address": "{sender}", {times}, "text": "{text}"}}"#)
        }
        _ => format!(r#"{{"text": "{text}", "MSISDN": "{sender}"}}"#),
    }
}

fn iterations() -> u64 {
    std::env::var("RELAY_FUZZ_ITERATIONS").map_or(20_000, |text| text.parse().unwrap())
}

#[test]
fn altered_body_gets_an_answer_with_a_status_of_its_era() {
    let mut alterations = Alterations(ChaCha8Rng::seed_from_u64(1));
    let key = SharedKey::parse(KEY).unwrap();
    let mut seen = BTreeMap::new();
    for _ in 0..iterations() {
        let plaintext = alterations.pick(&PLAINTEXTS);
        let text = alterations.sealed(plaintext, &key);
        let (platform, kind) = alterations.pick(&FORWARDERS.each_ref());
        let mut body = body(platform, &text).into_bytes();
        alterations.alter(&mut body);
        let outcome = outcome(platform, *kind, &body, &key);
        *seen.entry(format!("{outcome:?}")).or_insert(0_u64) += 1;
        assert!(matches!(Dialect::EraA.reply(&outcome).status, 200 | 400 | 500));
        assert!(matches!(Dialect::EraB.reply(&outcome).status, 200 | 400 | 403));
        assert!(matches!(Dialect::V3.reply(&outcome).status, 200 | 400));
        let _ = PlainRequest::parse(&body);
    }
    // Otherwise there were too many or too few alterations to reach every outcome.
    for reached in
        ["NotJson", "MissingText", "MissingSender", "NotBase64", "Unpublishable", "Published"]
    {
        assert!(seen.contains_key(reached), "{reached} was never reached: {seen:?}");
    }
}

#[test]
fn altered_plaintext_is_published_only_if_it_is_a_request() {
    let mut alterations = Alterations(ChaCha8Rng::seed_from_u64(2));
    let key = SharedKey::parse(KEY).unwrap();
    let mut published = 0_u64;
    for _ in 0..iterations() {
        let mut plaintext = alterations.pick(&PLAINTEXTS).as_bytes().to_vec();
        alterations.alter(&mut plaintext);
        let plaintext = String::from_utf8_lossy(&plaintext);
        let text = alterations.sealed(&plaintext, &key);
        let body = format!("{{\"text\": \"{text}\", \"MSISDN\": \"+237123456789\"}}");
        let is_request = PublishRequest::parse(&plaintext).is_ok();
        let expected = if is_request {
            ForwardingOutcome::Published
        } else {
            ForwardingOutcome::Unpublishable
        };
        assert_eq!(outcome("modem", None, body.as_bytes(), &key), expected, "{plaintext:?}");
        let _ = ReliabilityTest::parse(&plaintext);
        published += u64::from(is_request);
    }
    assert!(published > 0 && published < iterations());
}
