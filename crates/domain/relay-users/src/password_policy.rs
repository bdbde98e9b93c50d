//! Requirements on passwords (contract 2.1).

/// Characters that count as special.
const SPECIAL: &str = "!@#$%^&*()_+-=";
const MIN_CHARS: usize = 8;
/// Capacity of one RSA-OAEP block of the sync handshake (contract 1.4); a longer password could never be synced.
const MAX_BYTES: usize = 190;

/// Reason why a password is not allowed.
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
    /// The password is in a list of breached passwords.
    #[error("Password is known from a data breach")]
    Breached,
}

/// Checks a password by itself, without the list of breached passwords. Letters of any script count.
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
    fn password_needs_eight_characters_of_four_kinds() {
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
    fn password_must_fit_the_handshake() {
        let of_bytes = |bytes: usize| format!("Ab1!{}", "x".repeat(bytes - 4));
        assert_eq!(check_password(&of_bytes(190)), Ok(()));
        assert_eq!(check_password(&of_bytes(191)), Err(PasswordFault::TooLong));
    }

    #[test]
    fn any_one_special_character_is_enough() {
        for special in SPECIAL.chars() {
            assert_eq!(check_password(&format!("Abcdef1{special}")), Ok(()), "{special}");
        }
    }

    proptest! {
        #[test]
        fn accepted_passwords_have_all_kinds_of_characters(password in "\\PC{0,200}|[A-Za-z0-9!@=]{6,12}") {
            if check_password(&password).is_ok() {
                prop_assert!(password.chars().count() >= 8 && password.len() <= 190);
                prop_assert!(password.chars().any(|it| SPECIAL.contains(it)));
            }
        }
    }
}
