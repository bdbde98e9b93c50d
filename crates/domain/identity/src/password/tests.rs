//! Tests of password hashes, and of what their output hides.

use std::collections::HashSet;

use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::*;

fn pepper() -> PasswordPepper {
    PasswordPepper::new("a secret that only tests use", None)
}

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(7)
}

#[test]
fn generated_password_has_80_bits_and_no_look_alike_characters() {
    let mut rng = rng();
    let passwords: HashSet<String> =
        (0..1_000).map(|_| Password::generate(&mut rng).expose().to_owned()).collect();
    assert_eq!(passwords.len(), 1_000);
    let used: HashSet<char> = passwords.iter().flat_map(|it| it.chars()).collect();
    assert_eq!(used.len(), 32);
    assert!(passwords.iter().all(|it| it.len() == 16));
    assert!(!used.contains(&'l') && !used.contains(&'o') && !used.contains(&'0'));
}

#[test]
fn generated_password_for_a_phone_has_14_characters() {
    let passwords: HashSet<String> = {
        let mut rng = rng();
        (0..1_000).map(|_| Password::generate_for_phone(&mut rng).expose().to_owned()).collect()
    };
    assert_eq!(passwords.len(), 1_000);
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    assert!(passwords.iter().all(|it| it.len() == 14 && it.chars().all(plain)));
    let password = Password::generate_for_phone(&mut rng());
    assert!(password.may_be_chosen(), "the app can give it back as the current one");
}

#[test]
fn only_the_right_password_matches_and_only_under_its_pepper() {
    let password = Password::generate(&mut rng());
    let hash = PasswordHash::of_generated(&password, &pepper());
    assert!(!hash.is_slow() && !hash.as_str().contains(password.expose()));
    assert_eq!(hash.check(&password, &pepper()), PasswordMatch::Right);
    assert_eq!(hash.check(&Password::new("another"), &pepper()), PasswordMatch::Wrong);
    assert_eq!(hash.check(&password, &PasswordPepper::new("other", None)), PasswordMatch::Wrong);
}

#[test]
fn password_of_the_previous_pepper_matches_and_gets_a_new_hash() {
    let password = Password::generate(&mut rng());
    let old = PasswordHash::of_generated(&password, &pepper());
    let rotated = PasswordPepper::new("new", Some("a secret that only tests use".to_owned()));
    let PasswordMatch::RightButStale(new) = old.check(&password, &rotated) else {
        panic!("the previous pepper is still good")
    };
    assert_eq!(new.check(&password, &PasswordPepper::new("new", None)), PasswordMatch::Right);
    assert_eq!(old.check(&Password::new("another"), &rotated), PasswordMatch::Wrong);
}

#[test]
fn chosen_password_is_salted_and_checked_without_a_pepper() {
    let mut rng = rng();
    let password = Password::new("correct horse battery staple");
    let hash = PasswordHash::of_chosen(&password, &mut rng).unwrap();
    let again = PasswordHash::of_chosen(&password, &mut rng).unwrap();
    assert_ne!(hash, again);
    assert!(hash.is_slow() && hash.as_str().starts_with("$argon2id$v=19$m=7168,t=5,p=1$"));
    assert_eq!(hash.check(&password, &PasswordPepper::new("", None)), PasswordMatch::Right);
    assert_eq!(hash.check(&Password::new("correct horse"), &pepper()), PasswordMatch::Wrong);
}

#[test]
fn decoy_costs_as_much_as_a_new_hash_and_matches_no_password() {
    let (decoy, new) =
        (PasswordHash::decoy(), PasswordHash::of_chosen(&Password::new("x"), &mut rng()));
    let new = new.unwrap();
    let shape = |hash: &PasswordHash| {
        let parts: Vec<&str> = hash.as_str().split('$').collect();
        (parts[..4].join("$"), parts[4].len(), parts[5].len())
    };
    assert_eq!(shape(&decoy), shape(&new));
    assert!(argon2::PasswordHash::new(decoy.as_str()).is_ok());
    for password in ["", "x"] {
        assert_eq!(decoy.check(&Password::new(password), &pepper()), PasswordMatch::Wrong);
    }
}

#[test]
fn hash_made_by_the_command_line_is_accepted() {
    // Node's crypto.argon2Sync("argon2id", …) with these parameters, the salt of 16 bytes 0x07.
    let stored = include_str!("tests/argon2id.txt").trim();
    let hash = PasswordHash::stored(stored);
    assert_eq!(hash.check(&Password::new("chosen by a person"), &pepper()), PasswordMatch::Right);
    assert_eq!(hash.check(&Password::new("chosen by another"), &pepper()), PasswordMatch::Wrong);
}

#[test]
fn chosen_password_has_14_to_256_characters() {
    let chosen = |chars: usize| Password::new("ü".repeat(chars)).may_be_chosen();
    assert!(!chosen(13) && chosen(14) && chosen(256) && !chosen(257));
}

#[test]
fn memory_key_depends_on_hash_password_and_pepper() {
    let (one, two) = (PasswordHash::stored("hmac1:1"), PasswordHash::stored("hmac1:2"));
    let (mine, theirs) = (Password::new("mine"), Password::new("theirs"));
    let memory = pepper().memory(&one, &mine);
    assert_eq!(memory, pepper().memory(&one, &mine));
    assert_ne!(memory, pepper().memory(&two, &mine));
    assert_ne!(memory, pepper().memory(&one, &theirs));
    assert_ne!(memory, PasswordPepper::new("x", None).memory(&one, &mine));
    // The boundary between the parts counts.
    let moved = pepper().memory(&PasswordHash::stored("hmac1:1m"), &Password::new("ine"));
    assert_ne!(memory, moved);
}

#[test]
fn debug_output_hides_passwords_hashes_and_peppers() {
    let password = Password::new("secret words of mine");
    let hash = PasswordHash::of_generated(&password, &pepper());
    let shown = format!("{password:?} {hash:?} {:?}", pepper());
    let expected = "Password(redacted) PasswordHash(redacted) PasswordPepper(redacted)";
    assert_eq!(shown, expected);
}

proptest! {
    #[test]
    fn stored_value_that_is_no_hash_matches_no_password(stored in "\\PC{0,80}", password in "\\PC{0,40}") {
        let checked = PasswordHash::stored(stored).check(&Password::new(password), &pepper());
        prop_assert_eq!(checked, PasswordMatch::Wrong);
    }
}
