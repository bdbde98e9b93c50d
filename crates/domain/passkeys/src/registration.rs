//! Registration of a passkey (section 7.1).

use crate::{
    Algorithm, PasskeyFault, PublicKey, RelyingParty,
    authenticator_data::{AuthenticatorData, cbor},
    client_data::Ceremony,
};

/// A browser's answer to `navigator.credentials.create`.
#[derive(Debug, Clone, Copy)]
pub struct Registration<'a> {
    pub client_data_json: &'a [u8],
    pub attestation_object: &'a [u8],
}

/// A passkey to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPasskey {
    pub credential_id: Vec<u8>,
    /// The key in CBOR, as [`PublicKey::read`] takes it.
    pub public_key: Vec<u8>,
    pub algorithm: Algorithm,
    pub sign_count: u32,
    /// Whether the passkey is copied to the person's other devices.
    pub is_backed_up: bool,
}

/// Verifies a registration. `accepts_challenge` gets the challenge in base64url and says whether it was issued for this
/// registration and may still be used.
pub fn verify_registration(
    party: &RelyingParty,
    registration: Registration<'_>,
    accepts_challenge: impl FnOnce(&str) -> bool,
) -> Result<NewPasskey, PasskeyFault> {
    Ceremony::Registration.check(registration.client_data_json, party, accepts_challenge)?;
    let (object, rest) = cbor(registration.attestation_object)?;
    let members = object.into_map().map_err(|_| PasskeyFault::Malformed)?;
    if !rest.is_empty() {
        return Err(PasskeyFault::Malformed);
    }
    let member = |name: &str| {
        let mut named = members.iter().filter(|(it, _)| it.as_text() == Some(name));
        match (named.next(), named.next()) {
            (Some((_, value)), None) => Ok(value),
            _ => Err(PasskeyFault::Malformed),
        }
    };
    if member("fmt")?.as_text() != Some("none")
        || !member("attStmt")?.as_map().is_some_and(Vec::is_empty)
    {
        return Err(PasskeyFault::UnsupportedAttestation);
    }
    let bytes = member("authData")?.as_bytes().ok_or(PasskeyFault::Malformed)?;
    let data = AuthenticatorData::read(bytes, party)?;
    let credential = data.credential.ok_or(PasskeyFault::Malformed)?;
    let key = PublicKey::read(credential.public_key)?;
    Ok(NewPasskey {
        credential_id: credential.id.to_vec(),
        public_key: credential.public_key.to_vec(),
        algorithm: key.algorithm(),
        sign_count: data.sign_count,
        is_backed_up: data.is_backed_up,
    })
}
