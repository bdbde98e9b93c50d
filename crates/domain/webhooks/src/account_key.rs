//! The key pair of an account, whose signatures receivers verify without sharing a secret (`v1a` of Standard Webhooks).
//!
//! Every account has its own: nothing else that is signed names the account, and any account can have events sent to any
//! URL.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use ed25519_compact::{KeyPair, Seed};
use ids::AccountId;

const PUBLIC_PREFIX: &str = "whpk_";

/// An Ed25519 key pair that signs the requests to all endpoints of one account.
#[derive(Clone)]
pub struct AccountKey {
    pair: KeyPair,
}

impl AccountKey {
    /// Returns the purpose for which the account's seeds are derived from the deployment's secrets, so that neither
    /// another derived value nor another account's seed is this key.
    pub fn purpose(account_id: &AccountId) -> String {
        // An id has a fixed length and no line feed, so no other purpose has this text.
        format!("webhook signatures v1a\n{account_id}")
    }

    /// Returns the key pairs of the seeds, in their order.
    pub fn of_seeds(seeds: impl IntoIterator<Item = [u8; 32]>) -> Vec<Self> {
        // The library panics on a seed of zeros, which no digest yields.
        let seeds = seeds.into_iter().filter(|seed| *seed != [0; 32]);
        seeds.map(|seed| Self { pair: KeyPair::from_seed(Seed::new(seed)) }).collect()
    }

    /// Returns the public key: `whpk_` and base64.
    pub fn public_text(&self) -> String {
        format!("{PUBLIC_PREFIX}{}", BASE64.encode(*self.pair.pk))
    }

    /// Returns `v1a,` and the base64 signature.
    pub(crate) fn sign(&self, signed: &[u8]) -> String {
        format!("v1a,{}", BASE64.encode(*self.pair.sk.sign(signed, None)))
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AccountKey({})", self.public_text())
    }
}

#[cfg(test)]
mod tests {
    use ed25519_compact::{PublicKey, Signature};

    use super::*;

    /// From RFC 8032, section 7.1, test 3.
    #[test]
    fn reference_vector_matches() {
        let seed = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
        let seed: [u8; 32] = hex::decode(seed).unwrap().try_into().unwrap();
        let keys = AccountKey::of_seeds([seed]);
        let public = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
        let public = BASE64.encode(hex::decode(public).unwrap());
        assert_eq!(keys[0].public_text(), format!("whpk_{public}"));
        let signature = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
                         18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
        let signature = BASE64.encode(hex::decode(signature).unwrap());
        assert_eq!(keys[0].sign(&[0xaf, 0x82]), format!("v1a,{signature}"));
    }

    #[test]
    fn seeds_make_keys_in_their_order_and_zeros_make_none() {
        let keys = AccountKey::of_seeds([[1; 32], [0; 32], [2; 32]]);
        assert_eq!(keys.len(), 2);
        assert_ne!(keys[0].public_text(), keys[1].public_text());
        let signature = keys[1].sign(b"x");
        let bytes = BASE64.decode(signature.strip_prefix("v1a,").unwrap()).unwrap();
        let public = keys[1].public_text();
        let public = BASE64.decode(public.strip_prefix("whpk_").unwrap()).unwrap();
        let public = PublicKey::from_slice(&public).unwrap();
        assert!(public.verify(b"x", &Signature::from_slice(&bytes).unwrap()).is_ok());
    }

    #[test]
    fn every_account_has_a_purpose_of_its_own() {
        let purpose = |text| AccountKey::purpose(&AccountId::parse(text).unwrap());
        assert_eq!(purpose("00000000000000aa"), "webhook signatures v1a\n00000000000000aa");
        assert_ne!(purpose("00000000000000aa"), purpose("00000000000000ab"));
    }

    #[test]
    fn debug_output_shows_only_the_public_key() {
        let key = AccountKey::of_seeds([[1; 32]]).remove(0);
        assert_eq!(format!("{key:?}"), format!("AccountKey({})", key.public_text()));
    }
}
