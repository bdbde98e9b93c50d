//! An encrypted request as it arrives by SMS (contract 1.6).
//!
//! `base64(IV || base64(AES-256-CBC(key, IV, plaintext)))`, both layers possibly wrapped.

use std::{collections::BTreeSet, fmt};

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::{
    DecryptedText, SharedKey, TextError, Undecryptable, base64_text,
    symmetric::{self, BLOCK_BYTES},
};

/// Separate these hashes from each other and from every other hash over the same fields.
const FINGERPRINT_DOMAIN: &[u8] = b"wireroom relay request 1";
const COPY_DOMAIN: &[u8] = b"wireroom relay copy 1";
const BLOCK_DOMAIN: &[u8] = b"wireroom relay block 1";
/// Bytes of a block's mark: 72 bits, which are 12 base64 characters without padding.
const BLOCK_MARK_BYTES: usize = 9;
/// Most ciphertext blocks of a request: 2 KiB, or about 23 SMS. It bounds what looking its blocks up costs.
pub const MAX_REQUEST_BLOCKS: usize = 128;
const MAX_REQUEST_BYTES: usize = MAX_REQUEST_BLOCKS * BLOCK_BYTES;

/// What the text of an SMS holds. Its layout may be wrong: that shows when it is opened, like everything else
/// that may be wrong with it.
#[derive(Clone)]
pub struct SealedRequest {
    iv: [u8; BLOCK_BYTES],
    /// Whole blocks, at least one.
    ciphertext: Vec<u8>,
    well_formed: bool,
}

/// The same for every copy of a request, however often and by whomever it is forwarded (contract 7, #7), and for
/// everything that can be made of it without its key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RequestFingerprint(String);

/// The same for faithful copies of a request, and another where a single byte was changed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CopyDigest(String);

impl SealedRequest {
    /// Takes the outer layer off, and the inner one where there is one.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let bytes = base64_text::decode(text.as_bytes())?;
        // Where there is not even an IV, there is no inner layer either.
        let (iv, rest) = bytes.split_first_chunk().unwrap_or((&[0; BLOCK_BYTES], &[]));
        let inner = base64_text::decode(rest);
        let whole_blocks = |bytes: &Vec<u8>| bytes.len().is_multiple_of(BLOCK_BYTES);
        let short_enough = |bytes: &Vec<u8>| bytes.len() <= MAX_REQUEST_BYTES;
        let well_formed =
            inner.as_ref().is_ok_and(|bytes| whole_blocks(bytes) && short_enough(bytes));
        // What is no ciphertext is filled up to one of about the same length and decrypted all the same.
        let mut ciphertext = inner.unwrap_or_else(|_| bytes.clone());
        let blocks = ciphertext.len().div_ceil(BLOCK_BYTES).max(1);
        ciphertext.resize(blocks.saturating_mul(BLOCK_BYTES), 0);
        Ok(Self { iv: *iv, ciphertext, well_formed })
    }

    /// Whether it has more blocks than a request may have. It depends on the text's length alone, which whoever sent it
    /// knows, so such a text may be refused at once.
    pub fn is_too_long(&self) -> bool {
        self.ciphertext.len() > MAX_REQUEST_BYTES
    }

    /// Decrypts with the sender's key. `None`, for a sender who has none, costs the same and fails the same.
    pub fn open(&self, key: Option<&SharedKey>) -> Result<DecryptedText, Undecryptable> {
        let decoy = SharedKey::decoy();
        let may_open = key.is_some() & self.well_formed;
        let key = key.unwrap_or(&decoy);
        let opened = symmetric::decrypt(&self.ciphertext, key.bytes(), &self.iv);
        let text = opened.and_then(DecryptedText::of_utf8);
        if may_open { text } else { Err(Undecryptable) }
    }

    /// What tells this request from others. `sender` is the number in E.164.
    ///
    /// Without a MAC, whoever has a copy may change its IV, cut blocks off its front, or change some of them, and
    /// it may still decrypt to a request. All of these have the last block in common: it depends on the key and on
    /// every byte of what was encrypted, so no two requests of a sender share it.
    pub fn fingerprint(&self, sender: &str) -> RequestFingerprint {
        let last = self.ciphertext.last_chunk::<BLOCK_BYTES>().unwrap_or(&[0; BLOCK_BYTES]);
        RequestFingerprint(digest(&[FINGERPRINT_DOMAIN, sender.as_bytes(), last]))
    }

    /// Marks of the request's ciphertext blocks, in order and each once: 12 base64 characters of an HMAC under
    /// the shared key.
    ///
    /// CBC without a MAC lets everybody who knows a request's plaintext decrypt any of its blocks, and so write
    /// requests out of them. A server that remembers the marks of all blocks it has seen under a key recognizes
    /// these. A new key gives every block another mark. `None`, for a sender who has no key, costs the same.
    pub fn block_marks(&self, key: Option<&SharedKey>) -> Vec<String> {
        let decoy = SharedKey::decoy();
        let key = key.unwrap_or(&decoy);
        let mut seen = BTreeSet::new();
        let blocks = self.ciphertext.chunks_exact(BLOCK_BYTES).take(MAX_REQUEST_BLOCKS);
        let marks = blocks.filter_map(|block| block_mark(key, block));
        marks.filter(|mark| seen.insert(mark.clone())).collect()
    }

    /// What tells a faithful copy of this request from one that was changed. How the base64 is wrapped and padded
    /// makes no difference.
    pub fn copy_digest(&self, sender: &str) -> CopyDigest {
        CopyDigest(digest(&[COPY_DOMAIN, sender.as_bytes(), &self.iv, &self.ciphertext]))
    }
}

/// `None` cannot happen: HMAC takes keys of any length.
fn block_mark(key: &SharedKey, block: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).ok()?;
    mac.update(BLOCK_DOMAIN);
    mac.update(block);
    let tag = mac.finalize().into_bytes();
    Some(base64_text::encode(tag.get(..BLOCK_MARK_BYTES)?))
}

fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // Each part is preceded by its length, so no two lists of parts are the same bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

impl RequestFingerprint {
    /// 64 lowercase hex characters, for a unique index.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CopyDigest {
    /// 64 lowercase hex characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes the text of an SMS as the app does. The 16 bytes have to be random, drawn anew for every request.
pub fn seal_request(plaintext: &str, key: &SharedKey, iv: [u8; 16]) -> String {
    let inner = base64_text::encode(&symmetric::encrypt(plaintext.as_bytes(), key.bytes(), &iv));
    base64_text::encode(&[&iv[..], inner.as_bytes()].concat())
}

impl fmt::Debug for SealedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealedRequest({} bytes)", self.ciphertext.len())
    }
}

impl fmt::Debug for RequestFingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RequestFingerprint(redacted)")
    }
}

impl fmt::Debug for CopyDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CopyDigest(redacted)")
    }
}

#[cfg(test)]
mod tests;
