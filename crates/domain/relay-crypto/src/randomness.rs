//! Marker that the RSA library requires of its randomness.

use rand_core::{CryptoRng, Error, RngCore};

/// Randomness that the caller promises is cryptographic, as every public function requires.
pub(crate) struct Cryptographic<'a, R>(pub(crate) &'a mut R);

impl<R: RngCore> CryptoRng for Cryptographic<'_, R> {}

impl<R: RngCore> RngCore for Cryptographic<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.try_fill_bytes(bytes)
    }
}
