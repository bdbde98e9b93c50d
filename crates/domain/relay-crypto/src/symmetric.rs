//! AES-256-CBC with PKCS#7 padding.

use aes::{
    Aes256,
    cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit, block_padding::Pkcs7},
};

use crate::{Undecryptable, shared_key::KEY_BYTES};

pub(crate) const BLOCK_BYTES: usize = 16;

/// Decrypts every block before checking the padding, so that a defect does not shorten the work.
pub(crate) fn decrypt(
    ciphertext: &[u8],
    key: &[u8; KEY_BYTES],
    iv: &[u8; BLOCK_BYTES],
) -> Result<Vec<u8>, Undecryptable> {
    let cipher = cbc::Decryptor::<Aes256>::new(key.into(), iv.into());
    cipher.decrypt_padded_vec_mut::<Pkcs7>(ciphertext).map_err(|_| Undecryptable)
}

pub(crate) fn encrypt(plaintext: &[u8], key: &[u8; KEY_BYTES], iv: &[u8; BLOCK_BYTES]) -> Vec<u8> {
    let cipher = cbc::Encryptor::<Aes256>::new(key.into(), iv.into());
    cipher.encrypt_padded_vec_mut::<Pkcs7>(plaintext)
}
