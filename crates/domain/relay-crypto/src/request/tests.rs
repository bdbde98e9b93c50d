use proptest::prelude::*;

use super::*;
use crate::testing::{text, vectors};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const IV: [u8; 16] = *b"abcdefghij012345";

fn key() -> SharedKey {
    SharedKey::parse(KEY).unwrap()
}

fn opened(text: &str, key: &SharedKey) -> Result<DecryptedText, Undecryptable> {
    SealedRequest::parse(text).unwrap().open(Some(key))
}

/// Wraps as Android's base64 does: 76 columns, with a line end after the last line.
fn wrapped(base64: &str) -> String {
    base64
        .as_bytes()
        .chunks(76)
        .map(String::from_utf8_lossy)
        .flat_map(|line| {
            [
                line,
                "
"
                .into(),
            ]
        })
        .collect()
}

fn layers(iv: &[u8], inner: &str) -> String {
    base64_text::encode(&[iv, inner.as_bytes()].concat())
}

#[test]
fn test_vectors_open_and_seal_to_the_same_text() {
    for vector in vectors()["v2_sms"].as_array().unwrap() {
        let iv = match vector.get("iv_hex") {
            Some(hex) => hex::decode(text(hex)).unwrap(),
            None => text(&vector["iv_ascii"]).as_bytes().to_vec(),
        };
        let key = SharedKey::parse(text(&vector["key_ascii"])).unwrap();
        let plaintext = text(&vector["plaintext"]);
        assert_eq!(opened(text(&vector["text"]), &key).unwrap().expose(), plaintext);
        assert_eq!(
            seal_request(plaintext, &key, iv.clone().try_into().unwrap()),
            text(&vector["text"])
        );
        assert_eq!(layers(&iv, text(&vector["inner_b64"])), text(&vector["text"]));
    }
}

#[test]
fn both_layers_may_be_line_wrapped() {
    let plaintext = format!("t:{}", "long ".repeat(60));
    let inner = base64_text::encode(&symmetric::encrypt(plaintext.as_bytes(), key().bytes(), &IV));
    for text in [
        wrapped(&layers(&IV, &inner)),
        layers(&IV, &wrapped(&inner)),
        wrapped(&layers(&IV, &wrapped(&inner))),
        wrapped(&layers(&IV, &wrapped(&inner))).replace('\n', "\r\n"),
        layers(&IV, inner.trim_end_matches('=')).trim_end_matches('=').to_owned(),
    ] {
        assert_eq!(opened(&text, &key()).unwrap().expose(), plaintext, "{text}");
    }
}

#[test]
fn every_failure_to_open_is_the_same_error() {
    let ciphertext = symmetric::encrypt(b"g:bob@example.com:::Hi:Hello world", key().bytes(), &IV);
    let sealed = |ciphertext: &[u8]| layers(&IV, &base64_text::encode(ciphertext));
    let not_utf8 = symmetric::encrypt(&[0xff; 20], key().bytes(), &IV);
    let mut altered = ciphertext.clone();
    *altered.last_mut().unwrap() ^= 1;
    for text in [
        sealed(&altered),
        sealed(&ciphertext[..32]),
        sealed(&ciphertext[..47]),
        sealed(&[]),
        sealed(&not_utf8),
        layers(&IV[..15], ""),
        layers(&IV, "not base64 at all, is it?"),
        // Layout of reliability tests, without inner base64.
        base64_text::encode(&[&IV[..], &ciphertext].concat()),
        "AAAA".to_owned(),
    ] {
        assert_eq!(opened(&text, &key()), Err(Undecryptable), "{text}");
    }
    let other = SharedKey::parse(&KEY.replace('0', "1")).unwrap();
    assert_eq!(opened(&sealed(&ciphertext), &other), Err(Undecryptable));
    assert_eq!(SealedRequest::parse(&sealed(&ciphertext)).unwrap().open(None), Err(Undecryptable));
    // A text sealed with the decoy key must not open for a sender without a key.
    let decoy = seal_request("t:hello", &SharedKey::decoy(), IV);
    assert_eq!(SealedRequest::parse(&decoy).unwrap().open(None), Err(Undecryptable));
    assert!(opened(&sealed(&ciphertext), &key()).is_ok());
}

#[test]
fn truncated_ciphertext_does_not_open_even_if_the_lost_byte_was_zero() {
    // An incomplete block is padded with zeros, which must not make the ciphertext valid.
    let found = (0..10_000_u32).find_map(|number| {
        let mut iv = IV;
        iv[..4].copy_from_slice(&number.to_be_bytes());
        let ciphertext = symmetric::encrypt(b"t:hello", key().bytes(), &iv);
        (ciphertext[15] == 0).then_some((iv, ciphertext))
    });
    let (iv, ciphertext) = found.unwrap();
    let sealed = |ciphertext: &[u8]| layers(&iv, &base64_text::encode(ciphertext));
    assert!(opened(&sealed(&ciphertext), &key()).is_ok());
    assert_eq!(opened(&sealed(&ciphertext[..15]), &key()), Err(Undecryptable));
}

#[test]
fn wrong_layout_costs_as_much_decryption_as_a_right_one() {
    let right = SealedRequest::parse(&seal_request(&"a".repeat(200), &key(), IV)).unwrap();
    let wrong = SealedRequest::parse(&layers(&IV, &"?".repeat(288))).unwrap();
    assert!(wrong.ciphertext.len() >= right.ciphertext.len());
    for text in ["AA==", "AAAA"] {
        assert_eq!(SealedRequest::parse(text).unwrap().ciphertext.len(), 16);
    }
}

#[test]
fn text_that_is_not_base64_is_reported_because_its_sender_knows_it() {
    assert_eq!(SealedRequest::parse("Hi Bob, see you!").unwrap_err(), TextError::NotBase64);
    assert_eq!(SealedRequest::parse(" \n").unwrap_err(), TextError::Empty);
}

/// Returns the fingerprint and the digest of a text.
fn marks(text: &str, sender: &str) -> (String, String) {
    let request = SealedRequest::parse(text).unwrap();
    let (fingerprint, digest) = (request.fingerprint(sender), request.copy_digest(sender));
    assert_ne!(fingerprint.as_str(), digest.as_str());
    (fingerprint.as_str().to_owned(), digest.as_str().to_owned())
}

const SENDER: &str = "+237123456789";
const LONG: &str = "t:a text that is long enough to have its base64 wrapped once or twice or so";

#[test]
fn copies_share_fingerprint_and_digest_and_other_requests_differ() {
    let text = seal_request(LONG, &key(), IV);
    let inner = base64_text::encode(&symmetric::encrypt(LONG.as_bytes(), key().bytes(), &IV));
    let original = marks(&text, SENDER);
    assert_eq!((original.0.len(), original.1.len()), (64, 64));
    for copy in
        [wrapped(&text), text.trim_end_matches('=').to_owned(), layers(&IV, &wrapped(&inner))]
    {
        assert_eq!(marks(&copy, SENDER), original, "{copy}");
    }
    for (other, sender) in [
        (text.clone(), "+237123456780"),
        (seal_request(LONG, &key(), [1; 16]), SENDER),
        (seal_request("t:other", &key(), IV), SENDER),
    ] {
        let other = marks(&other, sender);
        assert!(other.0 != original.0 && other.1 != original.1);
    }
}

#[test]
fn request_altered_without_its_key_keeps_the_fingerprint_but_not_the_digest() {
    let ciphertext = symmetric::encrypt(LONG.as_bytes(), key().bytes(), &IV);
    let sealed = |iv: &[u8], ciphertext: &[u8]| layers(iv, &base64_text::encode(ciphertext));
    let original = marks(&sealed(&IV, &ciphertext), SENDER);
    let mut other_iv = IV;
    other_iv[15] ^= 1;
    let mut other_block = ciphertext.clone();
    other_block[0] ^= 1;
    let (first, rest) = ciphertext.split_at(BLOCK_BYTES);
    let spliced = [&[7; BLOCK_BYTES], ciphertext.as_slice()].concat();
    for made in [
        sealed(&other_iv, &ciphertext),
        sealed(&IV, &other_block),
        // The rest decrypts with the removed block as its IV.
        sealed(first, rest),
        sealed(&IV, &ciphertext[ciphertext.len() - BLOCK_BYTES..]),
        sealed(&IV, &spliced),
    ] {
        let made = marks(&made, SENDER);
        assert_eq!(made.0, original.0);
        assert_ne!(made.1, original.1);
    }
    let mut other_end = ciphertext.clone();
    *other_end.last_mut().unwrap() ^= 1;
    assert_ne!(marks(&sealed(&IV, &other_end), SENDER).0, original.0);
}

/// Whether two texts share a block under one key.
fn share_a_block(one: &str, other: &str) -> bool {
    let marks = |text: &str| SealedRequest::parse(text).unwrap().block_marks(Some(&key()));
    let known = marks(one);
    marks(other).iter().any(|mark| known.contains(mark))
}

/// The attack: if the plaintext of one block is known, the IV alone decides what that block decrypts to.
#[test]
fn forgery_from_a_block_of_a_known_request_has_the_blocks_mark() {
    let text = seal_request(LONG, &key(), IV);
    let ciphertext = symmetric::encrypt(LONG.as_bytes(), key().bytes(), &IV);
    for (index, block) in ciphertext.chunks(BLOCK_BYTES).enumerate().take(3) {
        let before = match index {
            0 => &IV[..],
            _ => &ciphertext[(index - 1) * BLOCK_BYTES..index * BLOCK_BYTES],
        };
        let known = &LONG.as_bytes()[index * BLOCK_BYTES..(index + 1) * BLOCK_BYTES];
        let wanted = b"t:I owe Eve 100\x01";
        let iv: Vec<u8> = (0..BLOCK_BYTES).map(|at| before[at] ^ known[at] ^ wanted[at]).collect();
        let forged = layers(&iv, &base64_text::encode(block));
        assert_eq!(opened(&forged, &key()).unwrap().expose(), "t:I owe Eve 100");
        assert!(share_a_block(&text, &forged));
        // Its last block is not the last block of the original, so the fingerprints differ.
        assert_ne!(marks(&forged, SENDER).0, marks(&text, SENDER).0);
    }
}

#[test]
fn marks_depend_on_the_key_and_list_each_block_once() {
    let text = seal_request(LONG, &key(), IV);
    let request = SealedRequest::parse(&text).unwrap();
    let marks = request.block_marks(Some(&key()));
    assert_eq!(marks.len(), request.ciphertext.len() / BLOCK_BYTES);
    assert!(marks.iter().all(|mark| mark.len() == 12 && !mark.contains(['.', '='])));
    let other = SharedKey::parse(&KEY.replace('0', "1")).unwrap();
    let others = [request.block_marks(Some(&other)), request.block_marks(None)];
    assert!(others.iter().flatten().all(|mark| !marks.contains(mark)));
    assert_eq!(others[1].len(), marks.len());
    let twice = layers(&IV, &base64_text::encode(&[5; 4 * BLOCK_BYTES]));
    assert_eq!(SealedRequest::parse(&twice).unwrap().block_marks(Some(&key())).len(), 1);
}

#[test]
fn request_with_too_many_blocks_does_not_open() {
    let sealed = |length: usize| seal_request(&"a".repeat(length), &key(), IV);
    let most = MAX_REQUEST_BLOCKS * BLOCK_BYTES - 1;
    assert!(opened(&sealed(most), &key()).is_ok());
    assert_eq!(opened(&sealed(most + 1), &key()), Err(Undecryptable));
    let longest = SealedRequest::parse(&sealed(most + 500)).unwrap();
    assert_eq!(longest.block_marks(Some(&key())).len(), MAX_REQUEST_BLOCKS);
    let is_too_long = |length| SealedRequest::parse(&sealed(length)).unwrap().is_too_long();
    assert_eq!([most, most + 1].map(is_too_long), [false, true]);
}

#[test]
fn debug_output_hides_the_request() {
    let request = SealedRequest::parse(&seal_request("t:hello", &key(), IV)).unwrap();
    assert_eq!(format!("{request:?}"), "SealedRequest(16 bytes)");
    assert_eq!(format!("{:?}", request.fingerprint("+1")), "RequestFingerprint(redacted)");
    assert_eq!(format!("{:?}", request.copy_digest("+1")), "CopyDigest(redacted)");
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: proptest::test_runner::RngSeed::Fixed(13),
        ..ProptestConfig::default()
    })]

    /// Blocks of two requests in any order and number, mixed with the forger's own blocks.
    #[test]
    fn spliced_request_shares_a_block_with_its_sources_and_they_share_none(
        plaintexts in ["\\PC{1,120}", "\\PC{1,120}"],
        ivs in any::<[[u8; 16]; 2]>(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..12),
        own in any::<[u8; 16]>(),
        iv in any::<[u8; 16]>(),
    ) {
        let [one, two] = [0, 1].map(|at| {
            symmetric::encrypt(plaintexts[at].as_bytes(), key().bytes(), &ivs[at])
        });
        let texts = [0, 1].map(|at| seal_request(&plaintexts[at], &key(), ivs[at]));
        prop_assert!(ivs[0] == ivs[1] || !share_a_block(&texts[0], &texts[1]));
        let captured: Vec<&[u8]> = one.chunks(BLOCK_BYTES).chain(two.chunks(BLOCK_BYTES)).collect();
        let mut spliced = Vec::new();
        for (index, is_own) in &picks {
            let one: &&[u8] = index.get(&captured);
            spliced.extend_from_slice(if *is_own { &own } else { one });
        }
        let last: &&[u8] = picks[0].0.get(&captured);
        spliced.extend_from_slice(last);
        let forged = layers(&iv, &base64_text::encode(&spliced));
        prop_assert!(texts.iter().any(|text| share_a_block(text, &forged)));
    }

    #[test]
    fn any_request_opens_with_its_key(plaintext in "\\PC{0,400}", iv in any::<[u8; 16]>()) {
        let text = seal_request(&plaintext, &key(), iv);
        for text in [wrapped(&text), text] {
            let opened = opened(&text, &key()).unwrap();
            prop_assert_eq!(opened.expose(), &plaintext);
        }
    }

    #[test]
    fn any_text_is_opened_or_refused(
        text in "\\PC{0,200}|[A-Za-z0-9+/= \n]{0,200}",
        bytes in prop::collection::vec(any::<u8>(), 0..120),
        iv in prop::collection::vec(any::<u8>(), 14..18),
    ) {
        for text in [text, base64_text::encode(&bytes), layers(&iv, &base64_text::encode(&bytes))] {
            if let Ok(request) = SealedRequest::parse(&text) {
                prop_assert!(!request.ciphertext.is_empty() && request.ciphertext.len() % 16 == 0);
                let _ = request.open(Some(&key()));
                prop_assert_eq!(request.open(None), Err(Undecryptable));
            }
        }
    }
}
