//! A code between its issue and its comparison.

use ids::AccountId;
use rand_core::RngCore;
use subtle::ConstantTimeEq;
use telephony::PhoneNumber;
use unix_time::UnixMillis;

use crate::{Code, CodeContext, CodeDigest, CodeId, ExpiryMinutes, Pepper, Purpose};

/// A new code: the part to send, and the part to store.
#[derive(Clone, Debug)]
pub struct IssuedCode {
    /// The code itself, for the message only.
    pub code: Code,
    pub id: CodeId,
    pub purpose: Purpose,
    pub digest: CodeDigest,
    pub expires_at_ms: UnixMillis,
}

/// A stored code that may still be verified.
#[derive(Clone, Debug)]
pub struct LiveCode {
    pub id: CodeId,
    pub purpose: Purpose,
    pub digest: CodeDigest,
}

impl IssuedCode {
    /// Draws a code for this phone and purpose that expires `expiry` after `now_ms`.
    pub fn draw(
        account_id: &AccountId,
        phone: &PhoneNumber,
        purpose: Purpose,
        expiry: ExpiryMinutes,
        pepper: &Pepper,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Self {
        let code = Code::random(rng);
        Self::of(code, account_id, phone, purpose, expiry, pepper, now_ms, rng)
    }

    /// Makes the code of a test number, which is always the same.
    #[expect(clippy::too_many_arguments, reason = "the facts that a code is bound to")]
    pub fn of(
        code: Code,
        account_id: &AccountId,
        phone: &PhoneNumber,
        purpose: Purpose,
        expiry: ExpiryMinutes,
        pepper: &Pepper,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Self {
        let id = CodeId::random(rng);
        let context = CodeContext { account_id, phone, purpose: &purpose, code_id: &id };
        let digest = CodeDigest::of(&code, context, pepper);
        Self { code, id, purpose, digest, expires_at_ms: expiry.expires_at_ms(now_ms) }
    }
}

/// Returns the purpose under which a guess counts: the given one, else that of the code it may match, else the
/// default. This way a number that never had a code loses attempts like any other.
pub(crate) fn attempt_purpose(given: Option<&Purpose>, live: Option<&LiveCode>) -> Purpose {
    given.or(live.map(|live| &live.purpose)).cloned().unwrap_or_default()
}

/// Whether the typed code (`None`: no valid code) matches the live one (`None`: there is none). One digest is
/// computed and compared in any case, so the time reveals nothing.
pub(crate) fn is_right(
    given: Option<&Code>,
    live: Option<&LiveCode>,
    account_id: &AccountId,
    phone: &PhoneNumber,
    pepper: &Pepper,
) -> bool {
    let (decoy_code, decoy_live) = (Code::decoy(), LiveCode::decoy());
    let complete = given.is_some() && live.is_some();
    let (code, live) = (given.unwrap_or(&decoy_code), live.unwrap_or(&decoy_live));
    let context = CodeContext { account_id, phone, purpose: &live.purpose, code_id: &live.id };
    let equal: bool = CodeDigest::of(code, context, pepper).ct_eq(&live.digest).into();
    // Without `complete`, an invalid input would match a real code of 000000, which is the decoy.
    equal & complete
}

impl LiveCode {
    /// Returns the code that a guess is compared with when there is no live one.
    fn decoy() -> Self {
        Self { id: CodeId::decoy(), purpose: Purpose::default(), digest: CodeDigest::decoy() }
    }
}

#[cfg(test)]
mod tests;
