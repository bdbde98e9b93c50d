//! Session ids, and the objects that own the sessions.

use rand_core::RngCore;
use relay_users::RelayUserId;
use sha2::{Digest, Sha256};

const NAME_DIGITS: usize = 16;
const ID_DIGITS: usize = 32;
const SECRET_BYTES: usize = 8;

/// Returns a session id of 32 lowercase hex digits, like a random UUID's. `rng` must be cryptographic.
pub fn new_session_id(rng: &mut impl RngCore) -> String {
    let mut name = [0; NAME_DIGITS / 2];
    rng.fill_bytes(&mut name);
    rotated(&hex::encode(name), rng)
}

/// Returns the name of the object that owns the session: the first 16 digits of an id that we issued, which a rotation
/// does not change; otherwise 16 digits of a hash over user and id.
pub fn object_name(user_id: &RelayUserId, session_id: &str) -> String {
    let ours = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if session_id.len() == ID_DIGITS && session_id.bytes().all(ours) {
        return session_id.chars().take(NAME_DIGITS).collect();
    }
    let mut hash = Sha256::new();
    for part in [user_id.as_str(), session_id] {
        // Each part is preceded by its length, so different pairs give different bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize()).chars().take(NAME_DIGITS).collect()
}

/// Returns a new id for the object's session.
pub(crate) fn rotated(object_name: &str, rng: &mut impl RngCore) -> String {
    let mut secret = [0; SECRET_BYTES];
    rng.fill_bytes(&mut secret);
    format!("{object_name}{}", hex::encode(secret))
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn session_ids_are_32_hex_digits_and_differ() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (first, second) = (new_session_id(&mut rng), new_session_id(&mut rng));
        assert!(first.len() == 32 && first.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(first.split_at(16).0, second.split_at(16).0);
        assert_ne!(first.split_at(16).1, second.split_at(16).1);
    }

    #[test]
    fn rotated_id_names_the_same_object() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        for id in [&new_session_id(&mut rng), "000", "", &"F".repeat(32), &"é".repeat(16)] {
            let name = object_name(&RelayUserId::from_text("111"), id);
            assert_eq!(name.len(), 16, "{id}");
            let rotated = rotated(&name, &mut rng);
            assert_ne!(&rotated, id);
            assert_eq!(object_name(&RelayUserId::from_text("111"), &rotated), name);
        }
    }

    #[test]
    fn ids_of_another_form_name_different_objects_per_user() {
        assert_ne!(
            object_name(&RelayUserId::from_text("111"), "000"),
            object_name(&RelayUserId::from_text("112"), "000")
        );
        assert_ne!(
            object_name(&RelayUserId::from_text("11"), "1000"),
            object_name(&RelayUserId::from_text("111"), "000")
        );
    }
}
