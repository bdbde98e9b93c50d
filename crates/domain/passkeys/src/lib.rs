//! Passkeys: registration and sign-in by `WebAuthn` (Web Authentication, Level 2, sections 7.1 and 7.2).
//!
//! Attestation is `none`: which maker built an authenticator is not asked. User verification is required, so a passkey
//! alone signs a person in. The caller supplies the challenge check, since it knows when and to whom a challenge was
//! issued, and stores the public key and the signature counter.

mod assertion;
mod authenticator_data;
mod client_data;
mod encoding;
mod public_key;
mod registration;
mod relying_party;

pub use assertion::{Assertion, KnownPasskey, verify_assertion};
pub use client_data::Ceremony;
pub use encoding::{decode, encode};
pub use public_key::{Algorithm, PublicKey};
pub use registration::{NewPasskey, Registration, verify_registration};
pub use relying_party::RelyingParty;

/// Reason why a registration or a sign-in is refused. None of the texts repeats data of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyFault {
    /// The client data, the authenticator data or the attestation cannot be read.
    #[error("the response cannot be read")]
    Malformed,
    /// The response belongs to the other ceremony.
    #[error("the response belongs to another ceremony")]
    WrongCeremony,
    #[error("the challenge was not issued for this, or has expired")]
    WrongChallenge,
    /// The page that asked for the response is of another origin, or in a frame of one.
    #[error("the response was made for another origin")]
    WrongOrigin,
    #[error("the response was made for another site")]
    WrongRelyingParty,
    #[error("the authenticator did not verify the person")]
    UserNotVerified,
    /// The attestation has another format than `none`.
    #[error("the attestation is not \"none\"")]
    UnsupportedAttestation,
    /// The public key is of another algorithm, too short or not valid.
    #[error("the public key is not supported")]
    UnsupportedKey,
    /// The response names another passkey than the one that it is checked against.
    #[error("the response names another passkey")]
    WrongPasskey,
    #[error("the signature is not valid")]
    WrongSignature,
    /// The signature counter did not grow, which is a sign of a copied authenticator.
    #[error("the signature counter did not grow")]
    CountWentBack,
}

#[cfg(test)]
mod tests;
