//! Hash functions of OAEP, and their names in a handshake.

use rsa::Oaep;
use sha1::Sha1;
use sha2::Sha256;

/// A hash function that clients can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
}

/// The two hash functions of OAEP, which may differ. The default is SHA-256 with MGF1 over SHA-1, the pairing of Java
/// and Android (contract 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OaepDigests {
    pub digest: Hash,
    pub mgf1: Hash,
}

impl Default for OaepDigests {
    fn default() -> Self {
        Self { digest: Hash::Sha256, mgf1: Hash::Sha1 }
    }
}

impl OaepDigests {
    /// Returns those of the two-step handshake, whose `decryption_hash` or `encryption_hash` names the hash function of
    /// MGF1 (contract 1.2, step 2).
    pub fn of_two_steps(mgf1: Option<&str>) -> Self {
        Self { mgf1: named(mgf1, Hash::Sha1), ..Self::default() }
    }

    /// Returns those of the one-step handshake, from `hashingAlgorithm` and from `mgf1ParameterSpec` or
    /// `mgf1ParameterSpec_dec` (contract 1.5).
    pub fn of_one_step(digest: Option<&str>, mgf1: Option<&str>) -> Self {
        Self { digest: named(digest, Hash::Sha256), mgf1: named(mgf1, Hash::Sha1) }
    }

    /// Returns the OAEP padding with an empty label.
    pub(crate) fn padding(self) -> Oaep {
        match (self.digest, self.mgf1) {
            (Hash::Sha1, Hash::Sha1) => Oaep::new_with_mgf_hash::<Sha1, Sha1>(),
            (Hash::Sha1, Hash::Sha256) => Oaep::new_with_mgf_hash::<Sha1, Sha256>(),
            (Hash::Sha256, Hash::Sha1) => Oaep::new_with_mgf_hash::<Sha256, Sha1>(),
            (Hash::Sha256, Hash::Sha256) => Oaep::new_with_mgf_hash::<Sha256, Sha256>(),
        }
    }
}

/// Any name other than `sha1` means SHA-256.
fn named(field: Option<&str>, absent: Hash) -> Hash {
    match field {
        None => absent,
        Some("sha1") => Hash::Sha1,
        Some(_) => Hash::Sha256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA256_WITH_SHA1: OaepDigests = OaepDigests { digest: Hash::Sha256, mgf1: Hash::Sha1 };

    #[test]
    fn default_is_sha256_with_mgf1_over_sha1_in_both_handshakes() {
        assert_eq!(OaepDigests::default(), SHA256_WITH_SHA1);
        assert_eq!(OaepDigests::of_two_steps(None), SHA256_WITH_SHA1);
        assert_eq!(OaepDigests::of_one_step(None, None), SHA256_WITH_SHA1);
        assert_eq!(OaepDigests::of_two_steps(Some("sha1")), SHA256_WITH_SHA1);
    }

    #[test]
    fn any_name_other_than_sha1_means_sha256() {
        for name in ["sha256", "SHA-256", "sha512", "SHA1", ""] {
            assert_eq!(OaepDigests::of_two_steps(Some(name)).mgf1, Hash::Sha256, "{name}");
        }
        let both = OaepDigests::of_one_step(Some("sha1"), Some("sha256"));
        assert_eq!(both, OaepDigests { digest: Hash::Sha1, mgf1: Hash::Sha256 });
    }
}
