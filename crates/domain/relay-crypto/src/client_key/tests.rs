use proptest::prelude::*;
use rsa::{
    pkcs8::EncodePublicKey,
    pss::SigningKey,
    signature::{RandomizedSigner, SignatureEncoding},
};

use super::*;
use crate::{
    Hash, ServerKey,
    testing::{PRIVATE_PEM, PUBLIC_PEM, odd_key, rng},
};

fn body() -> String {
    PUBLIC_PEM.lines().filter(|line| !line.starts_with('-')).collect()
}

fn pem_of(body: &str) -> String {
    format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----")
}

#[test]
fn pem_is_read_with_any_line_ends() {
    let wrapped_at_76: Vec<_> = body()
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    for text in [
        PUBLIC_PEM.to_owned(),
        PUBLIC_PEM.trim_end().to_owned(),
        PUBLIC_PEM.replace('\n', "\r\n"),
        PUBLIC_PEM.replace('\n', ""),
        PUBLIC_PEM.replace('\n', "\\n"),
        pem_of(&body()),
        pem_of(&wrapped_at_76.join("\n")),
        format!("\n  {PUBLIC_PEM}\n"),
    ] {
        assert_eq!(ClientKey::parse(&text).unwrap().pem(), PUBLIC_PEM, "{text}");
    }
}

#[test]
fn malformed_public_key_is_refused() {
    let not_pem = ["", "MIIB", &body(), PRIVATE_PEM, "-----BEGIN PUBLIC KEY-----"];
    for text in not_pem {
        assert_eq!(ClientKey::parse(text), Err(KeyError::NotPem), "{text}");
    }
    let truncated = pem_of(body().get(..200).unwrap());
    let trailing = pem_of(&format!("{}AAAA", body().trim_end_matches('=')));
    for text in [&truncated, &trailing, &pem_of("AAAA")] {
        assert_eq!(ClientKey::parse(text), Err(KeyError::NotRsa), "{text}");
    }
}

#[test]
fn keys_of_other_sizes_and_weak_exponents_are_refused() {
    let parse = |bits, exponent| {
        let public = odd_key(5, bits, exponent).to_public_key();
        ClientKey::parse(&public.to_public_key_pem(LineEnding::LF).unwrap()).map(|_| ())
    };
    assert_eq!(parse(1024, 65_537), Err(KeyError::Not2048Bits));
    assert_eq!(parse(2056, 65_537), Err(KeyError::Not2048Bits));
    assert_eq!(parse(2048, 17), Err(KeyError::WeakExponent));
    assert_eq!(parse(2048, 65_539), Ok(()));
}

#[test]
fn client_decrypts_its_ciphertext_only_with_the_same_digests() {
    let client = ClientKey::parse(PUBLIC_PEM).unwrap();
    let private = ServerKey::parse("client", PRIVATE_PEM).unwrap();
    let all = [Hash::Sha1, Hash::Sha256]
        .map(|digest| [Hash::Sha1, Hash::Sha256].map(|mgf1| OaepDigests { digest, mgf1 }));
    for digests in all.into_iter().flatten() {
        let encrypted = client.encrypt("key", digests, &mut rng(1)).unwrap();
        for other in all.into_iter().flatten() {
            let decrypted = private.decrypt(&encrypted, other, &mut rng(2));
            assert_eq!(decrypted.is_ok(), digests == other, "{digests:?} {other:?}");
        }
    }
}

#[test]
fn text_too_long_for_oaep_is_refused() {
    let client = ClientKey::parse(PUBLIC_PEM).unwrap();
    let encrypt = |length: usize| {
        client.encrypt(&"a".repeat(length), OaepDigests::default(), &mut rng(3)).map(|_| ())
    };
    assert_eq!(encrypt(190), Ok(()));
    assert_eq!(encrypt(191), Err(EncryptError));
}

#[test]
fn pss_signature_by_openssl_is_accepted() {
    // openssl dgst -sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64 -sign
    let signature = "VBtFZCC84IaRLBnJVd3CVO/rWns/+0QRPtptSKFKLyE9zqApQty8TwggU/aRZJEwROovgx3ixj9PtfyUgl37 \
        OmAp3znXCkAKus/Nqe1sYr2h4ukE3YHjVv1j7ZQqb7JeGiCFIoKorUksmox1rYVQUJBZesepkH/qwEeG7BKx \
        azWH9uKSHair7I+4U0Ih4FloqtCsJ7/mb3eDYd8cce0shJR9BnZ9buFl6hkzM5SSbzrFB+9/eyokfV4d9AeX \
        yQ1yJC5SeUyvCVYEEIbnjYKpPqcq2D4lFlzc2K8ZTx1wtqE6F0ELcRv/eqWKRUAWlVTXTOcZFguaV3GAW+T2 \
        3t+3Pg==";
    let client = ClientKey::parse(PUBLIC_PEM).unwrap();
    assert!(client.has_signed("msisdn hash", signature));
    assert!(!client.has_signed("msisdn hash ", signature));
}

#[test]
fn pss_signature_with_another_text_key_or_salt_length_is_refused() {
    let key = odd_key(6, 2048, 65_537);
    let client = key.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
    let client = ClientKey::parse(&client).unwrap();
    let sign = |signer: SigningKey<Sha512>| {
        base64_text::encode(&signer.sign_with_rng(&mut rng(7), b"msisdn hash").to_bytes())
    };
    let signature = sign(SigningKey::new(key.clone()));
    assert!(client.has_signed("msisdn hash", &signature));
    assert!(client.has_signed("msisdn hash", &signature.replace('=', "\n=\n")));
    assert!(!client.has_signed("msisdn hush", &signature));
    assert!(!client.has_signed("msisdn hash", signature.get(4..).unwrap()));
    assert!(!client.has_signed("msisdn hash", ""));
    assert!(!client.has_signed("msisdn hash", "no base64!"));
    assert!(!ClientKey::parse(PUBLIC_PEM).unwrap().has_signed("msisdn hash", &signature));
    assert!(!client.has_signed("msisdn hash", &sign(SigningKey::new_with_salt_len(key, 32))));
}

#[test]
fn debug_output_hides_the_key() {
    assert_eq!(format!("{:?}", ClientKey::parse(PUBLIC_PEM).unwrap()), "ClientKey(redacted)");
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,100}", at in 0..400_usize, by in any::<u8>()) {
        let _ = ClientKey::parse(&text);
        let _ = ClientKey::parse(&pem_of(&text));
        let mut altered = PUBLIC_PEM.as_bytes().to_vec();
        altered[at] = by;
        if let Ok(key) = ClientKey::parse(&String::from_utf8_lossy(&altered)) {
            // A few characters are not part of the key; any other alteration makes another key.
            let _ = key.encrypt("key", OaepDigests::default(), &mut rng(8));
        }
    }

    #[test]
    fn no_signature_panics_or_passes(bytes in prop::collection::vec(any::<u8>(), 250..260)) {
        let client = ClientKey::parse(PUBLIC_PEM).unwrap();
        prop_assert!(!client.has_signed("msisdn hash", &base64_text::encode(&bytes)));
    }
}
