//! Passwords that are generated for relay users.

use rand_core::RngCore;

/// Characters of each required kind, without those that are mistaken for another when copied by hand.
const ALPHABETS: [&[u8]; 4] =
    [b"abcdefghijkmnpqrstuvwxyz", b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"23456789", b"!@#$%^&*()_+-="];
const CHARS: usize = 16;

/// Generates a password that meets the requirements: 16 characters, at least one of each kind.
pub fn generate_password(rng: &mut impl RngCore) -> String {
    let all = ALPHABETS.concat();
    let of_each = ALPHABETS.map(|alphabet| draw(alphabet, rng));
    let of_any = (of_each.len()..CHARS).map(|_| draw(&all, rng)).collect::<Vec<_>>();
    let mut chars: Vec<char> = of_each.into_iter().chain(of_any).collect();
    for at in (1..chars.len()).rev() {
        chars.swap(at, below(at.saturating_add(1), rng));
    }
    chars.into_iter().collect()
}

fn draw(alphabet: &[u8], rng: &mut impl RngCore) -> char {
    alphabet.get(below(alphabet.len(), rng)).copied().map_or('x', char::from)
}

/// Returns a number below `end`, whose bias is below 1 in 2^50.
fn below(end: usize, rng: &mut impl RngCore) -> usize {
    let end = u64::try_from(end).unwrap_or(1).max(1);
    usize::try_from(rng.next_u64().checked_rem(end).unwrap_or(0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;
    use crate::check_password;

    proptest! {
        #[test]
        fn generated_password_may_be_chosen_and_is_unique(seed: u64) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let (one, other) = (generate_password(&mut rng), generate_password(&mut rng));
            prop_assert_eq!(check_password(&one), Ok(()));
            prop_assert_eq!(one.chars().count(), CHARS);
            prop_assert_ne!(one, other);
        }
    }
}
