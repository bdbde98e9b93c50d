//! Which passwords may be chosen (contract 2.1).

/// What counts as a special character.
const SPECIAL: &str = "!@#$%^&*()_+-=";
const MIN_CHARS: usize = 8;
/// What fits one RSA-OAEP block of the sync handshake (contract 1.4): a longer one could never be synced with.
const MAX_BYTES: usize = 190;

/// Why a password may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("Password must have at least 8 characters")]
    TooShort,
    #[error("Password must have at most 190 bytes")]
    TooLong,
    #[error("Password must have a lower-case letter")]
    NoLowerCase,
    #[error("Password must have an upper-case letter")]
    NoUpperCase,
    #[error("Password must have a digit")]
    NoDigit,
    #[error("Password must have one of !@#$%^&*()_+-=")]
    NoSpecial,
    /// It stands on a list of passwords that others have used.
    #[error("Password is known from a data breach")]
    Breached,
}

/// Whether it may be chosen, as far as it alone tells. Letters of any script count.
pub fn check_password(password: &str) -> Result<(), PasswordFault> {
    if password.chars().count() < MIN_CHARS {
        return Err(PasswordFault::TooShort);
    }
    if password.len() > MAX_BYTES {
        return Err(PasswordFault::TooLong);
    }
    let has = |is: fn(char) -> bool| password.chars().any(is);
    if !has(char::is_lowercase) {
        return Err(PasswordFault::NoLowerCase);
    }
    if !has(char::is_uppercase) {
        return Err(PasswordFault::NoUpperCase);
    }
    if !has(|char| char.is_ascii_digit()) {
        return Err(PasswordFault::NoDigit);
    }
    if !password.chars().any(|char| SPECIAL.contains(char)) {
        return Err(PasswordFault::NoSpecial);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_password_has_eight_characters_of_four_kinds() {
        for (password, expected) in [
            ("Abcdef1!", Ok(())),
            ("Äbcdéf1=", Ok(())),
            ("Abcde1!", Err(PasswordFault::TooShort)),
            ("ABCDEF1!", Err(PasswordFault::NoLowerCase)),
            ("abcdef1!", Err(PasswordFault::NoUpperCase)),
            ("Abcdefg!", Err(PasswordFault::NoDigit)),
            ("Abcdefg1", Err(PasswordFault::NoSpecial)),
            ("Abcdef1~", Err(PasswordFault::NoSpecial)),
            ("", Err(PasswordFault::TooShort)),
        ] {
            assert_eq!(check_password(password), expected, "{password}");
        }
    }

    #[test]
    fn a_password_fits_the_handshake() {
        let of_bytes = |bytes: usize| format!("Ab1!{}", "x".repeat(bytes - 4));
        assert_eq!(check_password(&of_bytes(190)), Ok(()));
        assert_eq!(check_password(&of_bytes(191)), Err(PasswordFault::TooLong));
    }

    #[test]
    fn each_special_character_is_enough() {
        for special in SPECIAL.chars() {
            assert_eq!(check_password(&format!("Abcdef1{special}")), Ok(()), "{special}");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_has_all_kinds(password in "\\PC{0,200}|[A-Za-z0-9!@=]{6,12}") {
            if check_password(&password).is_ok() {
                prop_assert!(password.chars().count() >= 8 && password.len() <= 190);
                prop_assert!(password.chars().any(|it| SPECIAL.contains(it)));
            }
        }
    }
}
