//! Users' data keys, and the tokens sealed under them.

use platforms::{GrantTokens, PlatformKind};
use rand_core::RngCore;
use sealing::Keyring;

use crate::GrantFault;

const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 16;
/// Key id used when something is sealed under a data key.
const KEY_ID: &str = "data";

/// The user, within an account, who owns the secrets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyOwner<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) user_id: &'a str,
}

/// Key of one user, under which the user's tokens are sealed.
#[derive(Clone, Debug)]
pub(crate) struct DataKey(Keyring);

/// Returns 32 lowercase hex digits that cannot be guessed.
pub(crate) fn random_id(rng: &mut impl RngCore) -> String {
    let mut bytes = [0; ID_BYTES];
    rng.fill_bytes(&mut bytes);
    hex::encode(bytes)
}

/// Generates a data key and returns it wrapped.
pub(crate) fn new_wrapped(
    keyring: &Keyring,
    owner: KeyOwner<'_>,
    rng: &mut impl RngCore,
) -> Result<String, GrantFault> {
    let mut bytes = [0; KEY_BYTES];
    rng.fill_bytes(&mut bytes);
    Ok(sealing::seal(&bytes, keyring, &binding(owner), rng)?)
}

/// Wraps the same data key under the keyring's newest key.
pub(crate) fn rewrap(
    wrapped: &str,
    keyring: &Keyring,
    owner: KeyOwner<'_>,
    rng: &mut impl RngCore,
) -> Result<String, GrantFault> {
    let bytes = sealing::open(wrapped, keyring, &binding(owner))?;
    Ok(sealing::seal(&bytes, keyring, &binding(owner), rng)?)
}

impl DataKey {
    pub(crate) fn unwrap(
        wrapped: &str,
        keyring: &Keyring,
        owner: KeyOwner<'_>,
    ) -> Result<Self, GrantFault> {
        let bytes = sealing::open(wrapped, keyring, &binding(owner))?;
        let bytes = bytes.try_into().map_err(|_| GrantFault::Corrupt)?;
        Keyring::of_one(KEY_ID, bytes).map(Self).ok_or(GrantFault::Corrupt)
    }

    pub(crate) fn seal(
        &self,
        tokens: &GrantTokens,
        owner: KeyOwner<'_>,
        platform: PlatformKind,
        rng: &mut impl RngCore,
    ) -> Result<String, GrantFault> {
        let text = serde_json::to_vec(tokens)?;
        Ok(sealing::seal(&text, &self.0, &grant_binding(owner, platform), rng)?)
    }

    pub(crate) fn open(
        &self,
        sealed: &str,
        owner: KeyOwner<'_>,
        platform: PlatformKind,
    ) -> Result<GrantTokens, GrantFault> {
        let text = sealing::open(sealed, &self.0, &grant_binding(owner, platform))?;
        Ok(serde_json::from_slice(&text)?)
    }
}

fn binding(owner: KeyOwner<'_>) -> [&str; 3] {
    ["relay data key", owner.account_id, owner.user_id]
}

fn grant_binding(owner: KeyOwner<'_>, platform: PlatformKind) -> [&str; 4] {
    ["relay grant", owner.account_id, owner.user_id, platform.as_str()]
}

#[cfg(test)]
mod tests;
