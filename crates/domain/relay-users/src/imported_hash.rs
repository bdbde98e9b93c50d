//! Passwords as the original stored them (contract 2.1, 7 #12): HMAC-SHA512 under one salt for all users. They are
//! valid for one login, which stores them anew.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha512;

const FORMAT: &str = "hmac-sha512:";
const DIGEST_BYTES: usize = 64;

/// HMAC-SHA512 of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportedHash([u8; DIGEST_BYTES]);

impl ImportedHash {
    /// Parses the stored form: `hmac-sha512:` and 128 hex digits. `None` for a hash of another kind.
    pub fn parse(stored: &str) -> Option<Self> {
        let digest = hex::decode(stored.strip_prefix(FORMAT)?).ok()?;
        digest.try_into().ok().map(Self)
    }

    /// Returns the stored form of a digest of 128 hex digits. `None` for any other text.
    pub fn stored_form(digest: &str) -> Option<String> {
        let stored = format!("{FORMAT}{}", digest.trim().to_ascii_lowercase());
        Self::parse(&stored).map(|_| stored)
    }

    /// Whether this is the password's hash under this salt, compared in constant time.
    pub fn is_of(&self, password: &str, salt: &str) -> bool {
        // HMAC accepts keys of any length.
        let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(salt.as_bytes()) else { return false };
        mac.update(password.as_bytes());
        mac.verify_slice(&self.0).is_ok()
    }
}

impl fmt::Debug for ImportedHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ImportedHash(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SALT: &str = "acaad78fd9dadcb056840c09073190a8";
    /// Hash of `dummy_password`, made by `openssl dgst -sha512 -hmac`.
    const STORED: &str = "hmac-sha512:f33645d220b117a40d825b65ff5752f76f134d6713bf17785f3ebd4cee247fbeb78d6050ef5ff9670db8bc97be4d7286fd72868eff1c6488708767676173e7b0";

    #[test]
    fn password_matches_its_digest_only_under_the_salt() {
        let hash = ImportedHash::parse(STORED).unwrap();
        assert!(hash.is_of("dummy_password", SALT));
        assert!(!hash.is_of("dummy_passwore", SALT) && !hash.is_of("dummy_password", "another"));
        assert_eq!(format!("{hash:?}"), "ImportedHash(redacted)");
    }

    #[test]
    fn digest_is_stored_in_lower_case_and_has_its_full_length() {
        let digest = STORED.get(FORMAT.len()..).unwrap();
        assert_eq!(ImportedHash::stored_form(&digest.to_uppercase()).as_deref(), Some(STORED));
        assert_eq!(ImportedHash::stored_form(digest.get(1..).unwrap()), None);
        assert_eq!(ImportedHash::stored_form(STORED), None);
    }

    #[test]
    fn hashes_of_other_kinds_are_none() {
        let short = STORED.get(..STORED.len() - 2).unwrap();
        let bare = STORED.get(FORMAT.len()..).unwrap();
        for stored in
            ["", "hmac-sha512:", short, bare, "$argon2id$v=19$m=7168,t=5,p=1$a$b", "hmac1:00"]
        {
            assert_eq!(ImportedHash::parse(stored), None, "{stored}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_matches(stored in "\\PC{0,150}", password in "\\PC{0,20}") {
            let known = ImportedHash::parse(&stored).is_some_and(|it| it.is_of(&password, SALT));
            prop_assert!(!known);
        }
    }
}
