//! The stored form of a code: an HMAC-SHA256 under a pepper that is not in the database.
//!
//! Plain hashes of a million codes could be reversed in a second. The digest also binds the code to its account,
//! phone number, purpose and id, so a stored row that is copied elsewhere matches nothing.

use std::fmt;

use hmac::{Hmac, Mac};
use ids::AccountId;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};
use telephony::PhoneNumber;

use crate::{Code, CodeId, Purpose};

/// Separates these digests from other uses of the same secret.
const DOMAIN: &str = "wireroom one-time code 1";
const MIN_PEPPER_BYTES: usize = 16;

/// The deployment's secret for one-time codes.
#[derive(Clone)]
pub struct Pepper(Hmac<Sha256>);

/// The pepper has fewer than 16 bytes, so it could be guessed together with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pepper has fewer than 16 bytes")]
pub struct PepperError;

/// The facts that a code is bound to.
#[derive(Clone, Copy, Debug)]
pub struct CodeContext<'a> {
    pub account_id: &'a AccountId,
    pub phone: &'a PhoneNumber,
    pub purpose: &'a Purpose,
    pub code_id: &'a CodeId,
}

/// Stored digest of a code. It has no `==`; it is compared in constant time.
#[derive(Clone)]
pub struct CodeDigest([u8; 32]);

impl Pepper {
    /// Makes a pepper from 16 bytes or more.
    pub fn new(secret: &[u8]) -> Result<Self, PepperError> {
        if secret.len() < MIN_PEPPER_BYTES {
            return Err(PepperError);
        }
        Hmac::new_from_slice(secret).map(Self).map_err(|_| PepperError)
    }
}

impl CodeDigest {
    pub fn of(code: &Code, context: CodeContext<'_>, pepper: &Pepper) -> Self {
        let mut mac = pepper.0.clone();
        let code = code.expose();
        let fields = [
            DOMAIN,
            context.account_id.as_str(),
            context.phone.as_str(),
            context.purpose.as_str(),
            context.code_id.as_str(),
            &code,
        ];
        for field in fields {
            // Each field is preceded by its length, so no two lists of fields give the same bytes.
            mac.update(&(field.len() as u64).to_be_bytes());
            mac.update(field.as_bytes());
        }
        Self(mac.finalize().into_bytes().into())
    }

    /// Returns a digest that no code has.
    pub(crate) fn decoy() -> Self {
        Self([0; 32])
    }

    /// Returns the stored form: 64 lowercase hex characters.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// The inverse of [`to_hex`](Self::to_hex).
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = hex::decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl ConstantTimeEq for CodeDigest {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pepper(redacted)")
    }
}

impl fmt::Debug for CodeDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CodeDigest(redacted)")
    }
}
