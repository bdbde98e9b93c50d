//! Random ids of 21 characters, as SMSGate's phones and clients use them.

use rand_core::RngCore;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/// Generates 21 characters of `A-Za-z0-9_-`: 126 random bits.
pub fn nanoid21(rng: &mut impl RngCore) -> String {
    let mut bytes = [0_u8; 21];
    rng.fill_bytes(&mut bytes);
    // 64 divides 256, so the lowest six bits select every character with the same probability.
    bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 63)))
        .map(|c| char::from(*c))
        .collect()
}
