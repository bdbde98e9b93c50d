use proptest::prelude::*;

use super::*;
use crate::{
    ClientKey,
    testing::{PRIVATE_PEM, odd_key, private_pem, rng},
};

fn in_one_line(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn other_pem() -> String {
    private_pem(&odd_key(2, 2048, 65_537))
}

fn encrypted_for(key: &ServerKey) -> String {
    let client = ClientKey::parse(key.public_pem()).unwrap();
    client.encrypt("password", OaepDigests::default(), &mut rng(1)).unwrap()
}

#[test]
fn clients_get_the_first_key_and_all_keys_decrypt() {
    let setting = format!(" new : {} ,\n old:{PRIVATE_PEM}", in_one_line(&other_pem()));
    let keyring = ServerKeyring::parse(&setting).unwrap();
    assert_eq!(keyring.newest().id(), "new");
    let decrypt = |encrypted: &str| keyring.decrypt(encrypted, OaepDigests::default(), &mut rng(2));
    for id in ["new", "old"] {
        let encrypted = encrypted_for(keyring.find(id).unwrap());
        assert_eq!(decrypt(&encrypted).unwrap().expose(), "password", "{id}");
    }
    assert!(keyring.find("gone").is_none());
    assert_eq!(decrypt("AAAA"), Err(Undecryptable));
}

#[test]
fn printed_setting_decrypts_a_ciphertext_by_openssl() {
    let setting = include_str!("../../tests/vectors/server_keys_test_only.txt");
    let keyring = ServerKeyring::parse(setting).unwrap();
    assert_eq!(keyring.newest().id(), "new");
    let fingerprint = |id| keyring.find(id).unwrap().fingerprint().to_owned();
    let new = "eef9c79d3ce2c8799dc48c39cac855cfff07905df13c1163138285c906c53c40";
    assert_eq!(fingerprint("new"), new);
    let old = "0de259fbc604423394f31f329a11813e0d4799f4f0b70ddad6f25f59d8e258fa";
    assert_eq!(fingerprint("old"), old);
    // openssl pkeyutl -encrypt with the older key, OAEP, SHA-256, MGF1 over SHA-1
    let encrypted = "Bw+cPBFIDvR270AGjSYgNOzm0SjiV23pCrLKfcqst0/trj2nmVs7s3mrvg9EpjkJxM9ghuEBZMP21XCyyEHD \
        7iBftel28F8SUvUr2Y6Rq9RzM2RJQ0dD/p9IKsHGxCQXwCMO2hh+4EdGwNcQQRE4mHDnEOot3QjP1bBpsJ6e \
        9r/es2AOSCUrnrjNa+AEzhDOy9aMhswnyO4HMgkvcquoxWHLEJwoKEB3+gGhb5vGBvov2IC2u6jw0XqttwuZ \
        5u6OU23U+tcTuEcKtYt8ovD4UQbWeRsw4yMVIyENb+7pWwxgHgIzfFhq544BS3hzV4fnLHqJzfPd8mJLeQ99 \
        EVuSMg==";
    let decrypted = keyring.decrypt(encrypted, OaepDigests::default(), &mut rng(3)).unwrap();
    assert_eq!(decrypted.expose(), "said by openssl");
}

#[test]
fn removed_key_no_longer_decrypts() {
    let old = ServerKeyring::parse(&format!("old:{PRIVATE_PEM}")).unwrap();
    let new = ServerKeyring::parse(&format!("new:{}", other_pem())).unwrap();
    let encrypted = encrypted_for(old.newest());
    assert_eq!(new.decrypt(&encrypted, OaepDigests::default(), &mut rng(2)), Err(Undecryptable));
}

#[test]
fn broken_setting_is_refused_with_its_position() {
    let key = in_one_line(PRIVATE_PEM);
    for (setting, error) in [
        (String::new(), ServerKeyringError::Empty),
        (" \n".to_owned(), ServerKeyringError::Empty),
        (key.clone(), ServerKeyringError::NotAPair(1)),
        (format!("a:{key},"), ServerKeyringError::NotAPair(2)),
        (format!(":{key}"), ServerKeyringError::BadId(1)),
        (format!("a b:{key}"), ServerKeyringError::BadId(1)),
        (format!("{}:{key}", "a".repeat(33)), ServerKeyringError::BadId(1)),
        (format!("a:{key},a:{key}"), ServerKeyringError::RepeatedId(2)),
        (format!("a:{key},b:AAAA"), ServerKeyringError::BadKey(2, KeyError::NotRsa)),
        ("a:?".to_owned(), ServerKeyringError::BadKey(1, KeyError::NotPem)),
    ] {
        assert_eq!(ServerKeyring::parse(&setting).unwrap_err(), error, "{setting}");
    }
    let many: Vec<_> = (0..5).map(|id| format!("{id}:{key}")).collect();
    assert_eq!(ServerKeyring::parse(&many.join(",")).unwrap_err(), ServerKeyringError::TooManyKeys);
    assert!(ServerKeyring::parse(&many[..4].join(",")).is_ok());
}

#[test]
fn debug_output_and_errors_hide_keys() {
    let key = in_one_line(PRIVATE_PEM);
    let shown = format!("{:?}", ServerKeyring::parse(&format!("a:{key}")).unwrap());
    assert!(shown.len() < 80 && !shown.contains("MII"), "{shown}");
    let swapped = ServerKeyring::parse(&format!("{key}:a")).unwrap_err();
    assert!(!format!("{swapped:?} {swapped}").contains("MII"));
}

proptest! {
    #[test]
    fn malformed_setting_is_refused(
        setting in "\\PC{0,80}|([a-z.]{0,3}[:,][A-Za-z0-9+/=]{0,44}){0,3}",
    ) {
        prop_assert!(ServerKeyring::parse(&setting).is_err());
    }
}
