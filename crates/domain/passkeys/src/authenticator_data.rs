//! Authenticator data: what the authenticator says about the ceremony.

use ciborium::Value;
use sha2::{Digest, Sha256};

use crate::{PasskeyFault, RelyingParty};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;
/// Maximum length of a credential id (section 4).
const MAX_CREDENTIAL_ID_BYTES: usize = 1_023;
/// Nesting depth of CBOR at which reading stops; a public key and extensions of an authenticator are nearly flat.
const MAX_DEPTH: usize = 8;

/// Authenticator data whose site and flags were checked.
#[derive(Debug)]
pub(crate) struct AuthenticatorData<'a> {
    pub(crate) sign_count: u32,
    /// Whether the passkey is copied to the person's other devices.
    pub(crate) is_backed_up: bool,
    pub(crate) credential: Option<AttestedCredential<'a>>,
}

/// The passkey that a registration made.
#[derive(Debug)]
pub(crate) struct AttestedCredential<'a> {
    pub(crate) id: &'a [u8],
    /// The public key in CBOR (`COSE_Key`).
    pub(crate) public_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Reads authenticator data to its last byte.
    pub(crate) fn read(mut bytes: &'a [u8], party: &RelyingParty) -> Result<Self, PasskeyFault> {
        let party_digest = take(&mut bytes, 32)?;
        if party_digest != Sha256::digest(party.id().as_bytes()).as_slice() {
            return Err(PasskeyFault::WrongRelyingParty);
        }
        let flags = take(&mut bytes, 1)?.first().copied().unwrap_or_default();
        let has = |flag: u8| flags & flag != 0;
        if !has(USER_PRESENT) || !has(USER_VERIFIED) {
            return Err(PasskeyFault::UserNotVerified);
        }
        if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
            return Err(PasskeyFault::Malformed);
        }
        let sign_count = number(take(&mut bytes, 4)?);
        let credential = if has(HAS_CREDENTIAL) { Some(credential(&mut bytes)?) } else { None };
        if has(HAS_EXTENSIONS) {
            let (extensions, rest) = cbor(bytes)?;
            if !extensions.is_map() {
                return Err(PasskeyFault::Malformed);
            }
            bytes = rest;
        }
        if !bytes.is_empty() {
            return Err(PasskeyFault::Malformed);
        }
        Ok(Self { sign_count, is_backed_up: has(BACKED_UP), credential })
    }
}

/// Reads one item of CBOR, and returns it with the bytes that follow it.
pub(crate) fn cbor(bytes: &[u8]) -> Result<(Value, &[u8]), PasskeyFault> {
    let mut rest = bytes;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH);
    Ok((value.map_err(|_| PasskeyFault::Malformed)?, rest))
}

fn credential<'a>(bytes: &mut &'a [u8]) -> Result<AttestedCredential<'a>, PasskeyFault> {
    // The model of the authenticator is not asked.
    take(bytes, 16)?;
    let length = usize::try_from(number(take(bytes, 2)?)).map_err(|_| PasskeyFault::Malformed)?;
    if length == 0 || length > MAX_CREDENTIAL_ID_BYTES {
        return Err(PasskeyFault::Malformed);
    }
    let id = take(bytes, length)?;
    let before = *bytes;
    let (_, rest) = cbor(before)?;
    let public_key =
        before.get(..before.len().saturating_sub(rest.len())).ok_or(PasskeyFault::Malformed)?;
    *bytes = rest;
    Ok(AttestedCredential { id, public_key })
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], PasskeyFault> {
    let (taken, rest) = bytes.split_at_checked(count).ok_or(PasskeyFault::Malformed)?;
    *bytes = rest;
    Ok(taken)
}

fn number(big_endian: &[u8]) -> u32 {
    big_endian.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}
