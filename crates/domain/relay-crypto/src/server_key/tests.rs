use proptest::prelude::*;
use rsa::{pkcs1::EncodeRsaPrivateKey, pkcs8::EncodePrivateKey};

use super::*;
use crate::{
    ClientKey, Hash,
    testing::{PRIVATE_PEM, PUBLIC_PEM, odd_key, private_pem, rng, text, vectors},
};

fn key() -> ServerKey {
    ServerKey::parse("k1", PRIVATE_PEM).unwrap()
}

fn vector(name: &str) -> String {
    text(&vectors()["rsa_oaep"][name]).to_owned()
}

fn decrypt(encrypted: &str, mgf1: Hash) -> Result<DecryptedText, Undecryptable> {
    key().decrypt(encrypted, OaepDigests { digest: Hash::Sha256, mgf1 }, &mut rng(1))
}

#[test]
fn test_vectors_decrypt_only_with_their_own_mgf1() {
    let (sha1, sha256) = (vector("ciphertext_b64_mgf1_sha1"), vector("ciphertext_b64_mgf1_sha256"));
    assert_eq!(decrypt(&sha1, Hash::Sha1).unwrap().expose(), vector("plaintext"));
    assert_eq!(decrypt(&sha256, Hash::Sha256).unwrap().expose(), vector("plaintext"));
    assert_eq!(decrypt(&sha1, Hash::Sha256), Err(Undecryptable));
    assert_eq!(decrypt(&sha256, Hash::Sha1), Err(Undecryptable));
}

#[test]
fn password_may_be_line_wrapped_as_on_android() {
    let encrypted = vector("ciphertext_b64_mgf1_sha1");
    let lines: Vec<_> = encrypted.as_bytes().chunks(76).map(String::from_utf8_lossy).collect();
    for end in ["\n", "\r\n"] {
        let wrapped = lines.join(end) + end;
        assert_eq!(decrypt(&wrapped, Hash::Sha1).unwrap().expose(), "dummy_password");
    }
    assert!(decrypt(encrypted.trim_end_matches('='), Hash::Sha1).is_ok());
}

#[test]
fn altered_truncated_or_foreign_ciphertext_does_not_decrypt() {
    let encrypted = base64_text::decode(vector("ciphertext_b64_mgf1_sha1").as_bytes()).unwrap();
    for index in [0, 100, 255] {
        let mut altered = encrypted.clone();
        altered[index] ^= 1;
        assert_eq!(decrypt(&base64_text::encode(&altered), Hash::Sha1), Err(Undecryptable));
    }
    let longer = [&[0][..], &encrypted].concat();
    for bytes in [&encrypted[1..], &encrypted[..255], &longer, &[0; 256], &[255; 256], &[]] {
        assert_eq!(decrypt(&base64_text::encode(bytes), Hash::Sha1), Err(Undecryptable));
    }
    let other = ServerKey::parse("k2", &private_pem(&odd_key(2, 2048, 65_537))).unwrap();
    let for_other = ClientKey::parse(other.public_pem()).unwrap();
    let for_other = for_other.encrypt("x", OaepDigests::default(), &mut rng(3)).unwrap();
    assert_eq!(decrypt(&for_other, Hash::Sha1), Err(Undecryptable));
    assert_eq!(decrypt("no base64!", Hash::Sha1), Err(Undecryptable));
}

#[test]
fn password_that_is_not_utf8_does_not_decrypt() {
    let public = key().private.to_public_key();
    let padding = OaepDigests::default().padding();
    let encrypted = public.encrypt(&mut rng(4), padding, &[0xff]).unwrap();
    assert_eq!(decrypt(&base64_text::encode(&encrypted), Hash::Sha1), Err(Undecryptable));
}

#[test]
fn private_keys_are_read_in_all_their_forms() {
    let key = key();
    let pkcs8 = key.private.to_pkcs8_der().unwrap();
    let pkcs1 = key.private.to_pkcs1_der().unwrap();
    for text in [
        PRIVATE_PEM.replace('\n', "\\n"),
        PRIVATE_PEM.replace('\n', "\r\n"),
        PRIVATE_PEM.replace('\n', ""),
        key.private.to_pkcs1_pem(LineEnding::LF).unwrap().to_string(),
        base64_text::encode(pkcs8.as_bytes()),
        format!(" {}\n", base64_text::encode(pkcs1.as_bytes())),
    ] {
        assert_eq!(ServerKey::parse("k1", &text).unwrap().fingerprint(), key.fingerprint());
    }
}

#[test]
fn public_key_is_an_spki_pem_with_its_fingerprint() {
    let key = key();
    assert_eq!(key.public_pem(), PUBLIC_PEM);
    // openssl pkey -pubin -outform DER | sha256sum
    assert_eq!(
        key.fingerprint(),
        "de3b0d89f165d6d659ed54b3be3aa9fb736de81ef71f904531c17efc9de6f9d0"
    );
    assert_eq!(key.id(), "k1");
}

#[test]
fn weak_or_malformed_keys_are_refused() {
    let parse = |text: &str| ServerKey::parse("k1", text).map(|_| ());
    assert_eq!(parse("?"), Err(KeyError::NotPem));
    assert_eq!(parse(""), Err(KeyError::NotPem));
    assert_eq!(parse(PUBLIC_PEM), Err(KeyError::NotPem));
    assert_eq!(parse("AAAA"), Err(KeyError::NotRsa));
    assert_eq!(parse(&private_pem(&odd_key(2, 1024, 65_537))), Err(KeyError::Not2048Bits));
    assert_eq!(parse(&private_pem(&odd_key(2, 2048, 17))), Err(KeyError::WeakExponent));
}

#[test]
fn private_key_with_inconsistent_parts_is_refused() {
    let der = pem::decode(PRIVATE_PEM, "PRIVATE KEY").unwrap();
    for at in [100, 300, 600, 700] {
        let mut altered = der.clone();
        altered[at] ^= 1;
        let parsed = ServerKey::parse("k1", &base64_text::encode(&altered)).map(|_| ());
        assert_eq!(parsed, Err(KeyError::NotRsa), "{at}");
    }
}

#[test]
fn debug_output_hides_key_and_decrypted_text() {
    assert_eq!(format!("{:?}", key()), "ServerKey(k1)");
    let decrypted = decrypt(&vector("ciphertext_b64_mgf1_sha1"), Hash::Sha1);
    assert_eq!(format!("{decrypted:?}"), "Ok(DecryptedText(redacted))");
}

proptest! {
    #[test]
    fn any_setting_is_parsed_or_refused(
        text in "\\PC{0,100}",
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = ServerKey::parse("k1", &text);
        let _ = ServerKey::parse("k1", &base64_text::encode(&bytes));
        let body = base64_text::encode(&bytes);
        let pem = format!("-----BEGIN RSA PRIVATE KEY-----{body}-----END RSA PRIVATE KEY-----");
        let _ = ServerKey::parse("k1", &pem);
    }
}
