//! Keys open only the secrets of their owner.

use platforms::{Account, Secret};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sealing::OpenError;
use unix_time::UnixMillis;

use super::*;

const BOB: KeyOwner<'_> = KeyOwner { account_id: "a", user_id: "bob" };
const ANN: KeyOwner<'_> = KeyOwner { account_id: "a", user_id: "ann" };
const ELSEWHERE: KeyOwner<'_> = KeyOwner { account_id: "b", user_id: "bob" };
const OLD: &str = "old:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NEW: &str = "new:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn keyring(setting: &str) -> Keyring {
    Keyring::parse(setting).unwrap()
}

fn tokens() -> GrantTokens {
    GrantTokens {
        access_token: Secret::new("the-access-token"),
        refresh_token: Some(Secret::new("the-refresh-token")),
        expires_at_ms: Some(UnixMillis::new(5)),
        account: Some(Account { id: "bob@example.com".to_owned(), name: "Bob".to_owned() }),
        bluesky: None,
    }
}

#[test]
fn tokens_open_only_for_their_owner_and_platform() {
    let mut rng = rng();
    let keyring = keyring(OLD);
    let wrapped = new_wrapped(&keyring, BOB, &mut rng).unwrap();
    let key = DataKey::unwrap(&wrapped, &keyring, BOB).unwrap();
    let sealed = key.seal(&tokens(), BOB, PlatformKind::Gmail, &mut rng).unwrap();
    assert_eq!(key.open(&sealed, BOB, PlatformKind::Gmail).unwrap(), tokens());
    for (owner, platform) in
        [(ANN, PlatformKind::Gmail), (ELSEWHERE, PlatformKind::Gmail), (BOB, PlatformKind::Twitter)]
    {
        let refused = key.open(&sealed, owner, platform);
        assert!(matches!(refused, Err(GrantFault::Unreadable(OpenError::Corrupt))), "{owner:?}");
    }
    let anns = new_wrapped(&keyring, ANN, &mut rng).unwrap();
    let anns = DataKey::unwrap(&anns, &keyring, ANN).unwrap();
    assert!(anns.open(&sealed, BOB, PlatformKind::Gmail).is_err());
}

#[test]
fn wrapped_key_unwraps_only_for_its_owner_and_with_the_secret() {
    let mut rng = rng();
    let wrapped = new_wrapped(&keyring(OLD), BOB, &mut rng).unwrap();
    for owner in [ANN, ELSEWHERE] {
        assert!(DataKey::unwrap(&wrapped, &keyring(OLD), owner).is_err(), "{owner:?}");
    }
    let refused = DataKey::unwrap(&wrapped, &keyring(NEW), BOB);
    assert!(matches!(refused, Err(GrantFault::Unreadable(OpenError::UnknownKey))));
}

#[test]
fn rewrapped_key_opens_earlier_tokens_without_the_old_secret() {
    let mut rng = rng();
    let wrapped = new_wrapped(&keyring(OLD), BOB, &mut rng).unwrap();
    let key = DataKey::unwrap(&wrapped, &keyring(OLD), BOB).unwrap();
    let sealed = key.seal(&tokens(), BOB, PlatformKind::Gmail, &mut rng).unwrap();
    let both = keyring(&format!("{NEW},{OLD}"));
    assert!(!both.sealed_with_newest(&wrapped));
    let anew = rewrap(&wrapped, &both, BOB, &mut rng).unwrap();
    assert!(both.sealed_with_newest(&anew));
    let key = DataKey::unwrap(&anew, &keyring(NEW), BOB).unwrap();
    assert_eq!(key.open(&sealed, BOB, PlatformKind::Gmail).unwrap(), tokens());
    assert!(rewrap(&wrapped, &both, ANN, &mut rng).is_err());
}

#[test]
fn data_keys_differ_and_are_hidden_from_debug_output() {
    let mut rng = rng();
    let keyring = keyring(OLD);
    let [first, second] = [0, 1].map(|_| new_wrapped(&keyring, BOB, &mut rng).unwrap());
    let [first, second] = [first, second].map(|it| DataKey::unwrap(&it, &keyring, BOB).unwrap());
    let sealed = first.seal(&tokens(), BOB, PlatformKind::Gmail, &mut rng).unwrap();
    assert!(second.open(&sealed, BOB, PlatformKind::Gmail).is_err());
    assert!(!sealed.contains("the-access-token"));
    assert_eq!(format!("{first:?}"), "DataKey(Keyring(1 keys, newest data))");
    assert_ne!(random_id(&mut rng), random_id(&mut rng));
}
