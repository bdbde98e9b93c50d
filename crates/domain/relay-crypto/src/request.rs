//! Encrypted requests as they arrive by SMS (contract 1.6).
//!
//! Format: `base64(IV || base64(AES-256-CBC(key, IV, plaintext)))`; both layers may be line-wrapped.

use std::{collections::BTreeSet, fmt};

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::{
    DecryptedText, SharedKey, TextError, Undecryptable, base64_text,
    symmetric::{self, BLOCK_BYTES},
};

/// Prefixes that keep these hashes distinct from each other and from every other hash over the same fields.
const FINGERPRINT_DOMAIN: &[u8] = b"wireroom relay request 1";
const COPY_DOMAIN: &[u8] = b"wireroom relay copy 1";
const BLOCK_DOMAIN: &[u8] = b"wireroom relay block 1";
/// Bytes of a block's mark: 72 bits, which are 12 base64 characters without padding.
const BLOCK_MARK_BYTES: usize = 9;
/// Maximum ciphertext blocks of a request: 2 KiB, or about 23 SMS. It bounds the cost of looking up the blocks.
pub const MAX_REQUEST_BLOCKS: usize = 128;
const MAX_REQUEST_BYTES: usize = MAX_REQUEST_BLOCKS * BLOCK_BYTES;

/// Decoded text of an SMS. Its layout may be wrong; like every other defect, that shows only when it is opened.
#[derive(Clone)]
pub struct SealedRequest {
    iv: [u8; BLOCK_BYTES],
    /// Whole blocks, at least one.
    ciphertext: Vec<u8>,
    well_formed: bool,
}

/// Fingerprint that is equal for every copy of a request, however often and by whomever it is forwarded (contract 7,
/// #7), and for most alterations that are possible without its key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RequestFingerprint(String);

/// Digest that is equal for faithful copies of a request, and differs if a single byte was changed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CopyDigest(String);

impl SealedRequest {
    /// Decodes the outer layer, and the inner one if there is one.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let bytes = base64_text::decode(text.as_bytes())?;
        // Without a complete IV there is no inner layer either.
        let (iv, rest) = bytes.split_first_chunk().unwrap_or((&[0; BLOCK_BYTES], &[]));
        let inner = base64_text::decode(rest);
        let whole_blocks = |bytes: &Vec<u8>| bytes.len().is_multiple_of(BLOCK_BYTES);
        let short_enough = |bytes: &Vec<u8>| bytes.len() <= MAX_REQUEST_BYTES;
        let well_formed =
            inner.as_ref().is_ok_and(|bytes| whole_blocks(bytes) && short_enough(bytes));
        // Invalid ciphertext is replaced by one of about the same length and still decrypted, so that it costs the
        // same.
        let mut ciphertext = inner.unwrap_or_else(|_| bytes.clone());
        let blocks = ciphertext.len().div_ceil(BLOCK_BYTES).max(1);
        ciphertext.resize(blocks.saturating_mul(BLOCK_BYTES), 0);
        Ok(Self { iv: *iv, ciphertext, well_formed })
    }

    /// Whether it has more blocks than a request may have. This depends only on the text's length, which the sender
    /// knows, so such a text may be refused at once.
    pub fn is_too_long(&self) -> bool {
        self.ciphertext.len() > MAX_REQUEST_BYTES
    }

    /// Decrypts with the sender's key. `None`, for a sender without a key, costs the same and fails the same way.
    pub fn open(&self, key: Option<&SharedKey>) -> Result<DecryptedText, Undecryptable> {
        let decoy = SharedKey::decoy();
        // The decoy is no secret: a text sealed with it decrypts, so this decides and not the decryption.
        let may_open = key.is_some() & self.well_formed;
        let key = key.unwrap_or(&decoy);
        let opened = symmetric::decrypt(&self.ciphertext, key.bytes(), &self.iv);
        let text = opened.and_then(DecryptedText::of_utf8);
        if may_open { text } else { Err(Undecryptable) }
    }

    /// Returns the fingerprint that tells this request from others. `sender` is the number in E.164.
    ///
    /// Without a MAC, a copy's IV or some of its blocks may be changed, or blocks cut off its front, and it may still
    /// decrypt to a request. All of these variants share the last block: it depends on the key and on every byte that
    /// was encrypted, so no two requests of a sender share it.
    pub fn fingerprint(&self, sender: &str) -> RequestFingerprint {
        let last = self.ciphertext.last_chunk::<BLOCK_BYTES>().unwrap_or(&[0; BLOCK_BYTES]);
        RequestFingerprint(digest(&[FINGERPRINT_DOMAIN, sender.as_bytes(), last]))
    }

    /// Returns the marks of the request's ciphertext blocks, in order and each once: 12 base64 characters of an HMAC
    /// under the shared key.
    ///
    /// With CBC and no MAC, a forger who knows a request's plaintext can compute the decryption of each of its blocks,
    /// and so build new requests from them. A server that remembers the marks of all blocks seen under a key recognizes
    /// these. A new key gives every block another mark. `None`, for a sender without a key, costs the same.
    pub fn block_marks(&self, key: Option<&SharedKey>) -> Vec<String> {
        let decoy = SharedKey::decoy();
        let key = key.unwrap_or(&decoy);
        let mut seen = BTreeSet::new();
        let blocks = self.ciphertext.chunks_exact(BLOCK_BYTES).take(MAX_REQUEST_BLOCKS);
        let marks = blocks.filter_map(|block| block_mark(key, block));
        marks.filter(|mark| seen.insert(mark.clone())).collect()
    }

    /// Returns the digest that tells a faithful copy of this request from an altered one. Wrapping and padding of the
    /// base64 make no difference.
    pub fn copy_digest(&self, sender: &str) -> CopyDigest {
        CopyDigest(digest(&[COPY_DOMAIN, sender.as_bytes(), &self.iv, &self.ciphertext]))
    }
}

/// Never `None`: HMAC accepts keys of any length.
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
        // Each part is preceded by its length, so different lists of parts give different bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

impl RequestFingerprint {
    /// Returns 64 lowercase hex digits, for a unique index.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CopyDigest {
    /// Returns 64 lowercase hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Builds the text of an SMS as the app does. The 16 bytes must be random, drawn anew for every request.
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
