//! Sealing of secrets at rest: AES-256-GCM under a keyring whose keys have ids.
//!
//! A sealed text is `v1.<key id>.<base64 of nonce and ciphertext>` and fits a text column. It opens only with the
//! key that sealed it and for the same binding, so a secret copied into another row is refused. To rotate, put a
//! new key in front of the setting and keep the old ones until nothing is sealed under them any more
//! ([`Keyring::sealed_with_newest`]).

mod envelope;
mod keyring;
mod seal;

pub use keyring::{Keyring, KeyringError};
pub use seal::{OpenError, SealError, open, seal};
