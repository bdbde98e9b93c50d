//! Signing in with a passkey (section 7.2).

use sha2::{Digest, Sha256};

use crate::{
    PasskeyFault, PublicKey, RelyingParty, authenticator_data::AuthenticatorData,
    client_data::Ceremony,
};

/// A browser's answer to `navigator.credentials.get`.
#[derive(Debug, Clone, Copy)]
pub struct Assertion<'a> {
    pub credential_id: &'a [u8],
    pub client_data_json: &'a [u8],
    pub authenticator_data: &'a [u8],
    pub signature: &'a [u8],
}

/// The stored passkey against which an assertion is checked.
#[derive(Debug, Clone, Copy)]
pub struct KnownPasskey<'a> {
    pub credential_id: &'a [u8],
    /// The key in CBOR.
    pub public_key: &'a [u8],
    pub sign_count: u32,
}

/// Verifies an assertion, and returns the new signature counter. `accepts_challenge` gets the challenge in base64url
/// and says whether it was issued for a sign-in and may still be used.
pub fn verify_assertion(
    party: &RelyingParty,
    assertion: Assertion<'_>,
    known: KnownPasskey<'_>,
    accepts_challenge: impl FnOnce(&str) -> bool,
) -> Result<u32, PasskeyFault> {
    if assertion.credential_id != known.credential_id {
        return Err(PasskeyFault::WrongPasskey);
    }
    Ceremony::Assertion.check(assertion.client_data_json, party, accepts_challenge)?;
    let data = AuthenticatorData::read(assertion.authenticator_data, party)?;
    if data.credential.is_some() {
        return Err(PasskeyFault::Malformed);
    }
    let mut signed = assertion.authenticator_data.to_vec();
    signed.extend_from_slice(&Sha256::digest(assertion.client_data_json));
    PublicKey::read(known.public_key)?.verify(&signed, assertion.signature)?;
    // Authenticators without a counter always send zero.
    let counts = data.sign_count != 0 || known.sign_count != 0;
    if counts && data.sign_count <= known.sign_count {
        return Err(PasskeyFault::CountWentBack);
    }
    Ok(data.sign_count)
}
