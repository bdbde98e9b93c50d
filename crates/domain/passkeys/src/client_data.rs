//! Client data: what the browser says about the ceremony.

use serde::Deserialize;

use crate::{PasskeyFault, RelyingParty};

/// The two uses of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// Registering a passkey.
    Registration,
    /// Signing in with one.
    Assertion,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: Option<bool>,
}

impl Ceremony {
    fn kind(self) -> &'static str {
        match self {
            Self::Registration => "webauthn.create",
            Self::Assertion => "webauthn.get",
        }
    }

    /// Checks the client data of a response. `accepts_challenge` gets the challenge in base64url.
    pub(crate) fn check(
        self,
        json: &[u8],
        party: &RelyingParty,
        accepts_challenge: impl FnOnce(&str) -> bool,
    ) -> Result<(), PasskeyFault> {
        let data: ClientData = serde_json::from_slice(json).map_err(|_| PasskeyFault::Malformed)?;
        if data.r#type != self.kind() {
            return Err(PasskeyFault::WrongCeremony);
        }
        if data.origin != party.origin() || data.cross_origin == Some(true) {
            return Err(PasskeyFault::WrongOrigin);
        }
        if !accepts_challenge(&data.challenge) {
            return Err(PasskeyFault::WrongChallenge);
        }
        Ok(())
    }
}
