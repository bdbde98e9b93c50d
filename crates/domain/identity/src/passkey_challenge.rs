//! Challenges for passkeys: issued without a row, so that strangers who ask for one cause none.
//!
//! A challenge states its time and is authenticated under the server's secret. A challenge is used once: a passkey
//! remembers the time of the last challenge with which it signed in and accepts only later ones, and a registration
//! fails if its passkey is stored already.

use hmac::{Hmac, Mac};
use rand_core::RngCore;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use unix_time::UnixMillis;

use crate::{PersonKey, ServerSecrets};

/// Time within which a challenge must be answered: 5 minutes.
pub const CHALLENGE_LIFETIME_MS: i64 = 5 * 60_000;
const RANDOM_BYTES: usize = 16;
const MAC_BYTES: usize = 16;
const TIME_BYTES: usize = 8;
/// Separates these codes from all others under the same secret.
const DOMAIN: &[u8] = b"wireroom passkey challenge 1\0";

/// Purpose of a challenge, for which alone it is valid.
#[derive(Clone, Copy, Debug)]
pub enum ChallengePurpose<'a> {
    /// Signing in, whoever it is.
    SignIn,
    /// Registering a passkey of this person.
    Registration(&'a PersonKey),
}

/// Issues a challenge.
pub fn issue_challenge(
    purpose: ChallengePurpose<'_>,
    secrets: &ServerSecrets,
    now_ms: UnixMillis,
    rng: &mut impl RngCore,
) -> Vec<u8> {
    let mut challenge = now_ms.as_i64().to_be_bytes().to_vec();
    let mut random = [0_u8; RANDOM_BYTES];
    rng.fill_bytes(&mut random);
    challenge.extend_from_slice(&random);
    let code = code(&challenge, purpose, &secrets.current);
    challenge.extend_from_slice(&code);
    challenge
}

/// Checks a challenge and returns the time at which it was issued. `None` unless it was issued for this purpose within
/// its lifetime.
pub fn check_challenge(
    challenge: &[u8],
    purpose: ChallengePurpose<'_>,
    secrets: &ServerSecrets,
    now_ms: UnixMillis,
) -> Option<UnixMillis> {
    let (stated, given) = challenge.split_at_checked(TIME_BYTES + RANDOM_BYTES)?;
    // No short circuit: the time must not tell which secret matched.
    let right = secrets.all().fold(false, |right, secret| {
        right | bool::from(code(stated, purpose, secret).ct_eq(given))
    });
    let time: [u8; TIME_BYTES] = stated.get(..TIME_BYTES)?.try_into().ok()?;
    let issued_at_ms = UnixMillis::new(i64::from_be_bytes(time));
    let until_ms = issued_at_ms.saturating_add(CHALLENGE_LIFETIME_MS);
    (right && now_ms < until_ms).then_some(issued_at_ms)
}

fn code(stated: &[u8], purpose: ChallengePurpose<'_>, secret: &str) -> Vec<u8> {
    // HMAC accepts keys of any length, so this cannot fail; an empty code would match nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(DOMAIN);
    if let ChallengePurpose::Registration(person) = purpose {
        mac.update(person.handle().as_bytes());
    }
    mac.update(b"\0");
    mac.update(stated);
    let mut code = mac.finalize().into_bytes().to_vec();
    code.truncate(MAC_BYTES);
    code
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{PersonId, PersonScope};

    const NOW: UnixMillis = UnixMillis::new(1_700_000_000_000);

    fn secrets() -> ServerSecrets {
        ServerSecrets::new("a secret", None)
    }

    #[test]
    fn challenge_is_valid_for_five_minutes_and_its_own_purpose() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let person = |rng: &mut ChaCha8Rng| PersonKey {
            scope: PersonScope::Deployment,
            id: PersonId::generate(rng),
        };
        let (one, other) = (person(&mut rng), person(&mut rng));
        let purposes = [
            ChallengePurpose::SignIn,
            ChallengePurpose::Registration(&one),
            ChallengePurpose::Registration(&other),
        ];
        for (issued, purpose) in purposes.into_iter().enumerate() {
            let challenge = issue_challenge(purpose, &secrets(), NOW, &mut rng);
            for (checked, purpose) in purposes.into_iter().enumerate() {
                let found = check_challenge(&challenge, purpose, &secrets(), NOW);
                assert_eq!(found, (issued == checked).then_some(NOW));
            }
            let last = NOW.saturating_add(CHALLENGE_LIFETIME_MS);
            assert_eq!(check_challenge(&challenge, purpose, &secrets(), last), None);
        }
    }

    #[test]
    fn altered_challenge_was_never_issued() {
        let mut rng = ChaCha8Rng::seed_from_u64(6);
        let challenge = issue_challenge(ChallengePurpose::SignIn, &secrets(), NOW, &mut rng);
        let check = |it: &[u8]| check_challenge(it, ChallengePurpose::SignIn, &secrets(), NOW);
        assert_eq!(check(&challenge), Some(NOW));
        for at in 0..challenge.len() {
            let mut altered = challenge.clone();
            altered[at] ^= 1;
            assert_eq!(check(&altered), None, "{at}");
        }
        assert_eq!(check(&challenge[..challenge.len() - 1]), None);
        assert_eq!(check(&[]), None);
        let other = ServerSecrets::new("another secret", None);
        assert_eq!(check_challenge(&challenge, ChallengePurpose::SignIn, &other, NOW), None);
    }
}
