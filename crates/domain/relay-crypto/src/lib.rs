//! Cryptography of the relay's second version: the handshake's RSA, shared keys, encrypted requests by SMS, and the
//! session cookie (contract `relaysms`, sections 1.2 to 1.6, 2.1 and 3.5).
//!
//! Every failure to decrypt is the same error, after the same work. Randomness is an argument and must be
//! cryptographic; debug output hides secrets and decrypted texts.

mod base64_text;
mod client_key;
mod decrypted;
mod digests;
mod forwarder_key;
mod layout;
mod lenient_json;
mod pem;
mod randomness;
mod request;
mod rsa_keys;
mod server_key;
mod server_keyring;
mod service_key;
mod session_cookie;
mod shared_key;
mod symmetric;
#[cfg(test)]
mod testing;

pub use base64_text::{MAX_TEXT_BYTES, TextError};
pub use client_key::{ClientKey, EncryptError};
pub use decrypted::{DecryptedText, Undecryptable};
pub use digests::{Hash, OaepDigests};
pub use forwarder_key::{BadSignature, ForwarderKey, ForwarderKeyError};
pub use layout::Layout;
pub use lenient_json::{escape_control_characters, parse_lenient};
pub use request::{
    CopyDigest, MAX_REQUEST_BLOCKS, RequestFingerprint, SealedRequest, seal_request,
};
pub use rsa_keys::KeyError;
pub use server_key::ServerKey;
pub use server_keyring::{ServerKeyring, ServerKeyringError};
pub use service_key::{ServiceKey, ServiceKeyError};
pub use session_cookie::{
    INACTIVITY_MS, RelaySession, SESSION_MS, SessionError, SessionStage, clear_cookie, find_cookie,
    set_cookie,
};
pub use shared_key::{OpenKeyError, SharedKey, SharedKeyError};
