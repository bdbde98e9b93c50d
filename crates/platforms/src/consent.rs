//! A consent that was begun: what has to be kept until its code arrives.

use rand_core::RngCore;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::{
    CodeVerifier, HttpRequest, PlatformKind, Secret, bluesky::BlueskyConsent, pkce::random_text,
};

/// What is known between sending somebody to a platform and getting a code back. It is secret: seal it, and keep it
/// for minutes, not hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingConsent {
    pub kind: PlatformKind,
    pub redirect_uri: String,
    /// Comes back with the code, and proves that whoever brings it was sent there by this consent.
    pub state: Secret,
    pub verifier: CodeVerifier,
    /// The account as its owner calls it: a Bluesky handle, which decides which server is asked.
    pub account_hint: Option<String>,
    pub(crate) bluesky: Option<BlueskyConsent>,
}

/// What comes next on the way to a consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentStep {
    /// Make this request and have its answer read by [`crate::Platform::read_consent`], then ask again.
    Ask(HttpRequest),
    /// Send the account's owner to this URL.
    Visit(String),
}

impl PendingConsent {
    /// Begins one, with a state and a verifier of its own. `rng` has to be cryptographic.
    pub fn begin(
        kind: PlatformKind,
        redirect_uri: &str,
        account_hint: Option<&str>,
        rng: &mut dyn RngCore,
    ) -> Self {
        let verifier = CodeVerifier::generate(rng);
        Self::with_verifier(kind, redirect_uri, account_hint, verifier, rng)
    }

    /// One for a verifier that the client keeps and brings back with the code (contract 2.1, Twitter).
    pub fn with_verifier(
        kind: PlatformKind,
        redirect_uri: &str,
        account_hint: Option<&str>,
        verifier: CodeVerifier,
        rng: &mut dyn RngCore,
    ) -> Self {
        let hint =
            account_hint.map(|hint| hint.trim().trim_start_matches('@').to_ascii_lowercase());
        Self {
            kind,
            redirect_uri: redirect_uri.to_owned(),
            state: Secret::new(random_text(rng)),
            verifier,
            account_hint: hint.filter(|hint| !hint.is_empty()),
            bluesky: None,
        }
    }

    /// Whether a callback's `state` is this consent's. It takes as long whatever the answer.
    pub fn is_state(&self, state: &str) -> bool {
        self.state.expose().as_bytes().ct_eq(state.as_bytes()).into()
    }

    /// Whether a callback's `iss` (RFC 9207) is who was asked. Only Bluesky's servers say it, and have to.
    pub fn is_issuer(&self, issuer: Option<&str>) -> bool {
        match &self.bluesky {
            Some(consent) => issuer.is_some() && consent.issuer() == issuer,
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn only_the_state_of_the_consent_is_its_state() {
        let mut rng = rng();
        let pending = PendingConsent::begin(PlatformKind::Gmail, "https://r.test/", None, &mut rng);
        let other = PendingConsent::begin(PlatformKind::Gmail, "https://r.test/", None, &mut rng);
        assert!(pending.is_state(pending.state.expose()));
        assert!(!pending.is_state(other.state.expose()));
        assert!(!pending.is_state(""));
        assert!(pending.is_issuer(None));
    }

    #[test]
    fn a_consent_survives_being_put_away() {
        let pending = PendingConsent::begin(
            PlatformKind::Bluesky,
            "https://r.test/",
            Some("@Bob.Test "),
            &mut rng(),
        );
        assert_eq!(pending.account_hint.as_deref(), Some("bob.test"));
        let text = serde_json::to_string(&pending).unwrap();
        assert_eq!(serde_json::from_str::<PendingConsent>(&text).unwrap(), pending);
        let shown = format!("{pending:?}");
        assert!(
            !shown.contains(pending.state.expose()) && !shown.contains(pending.verifier.expose())
        );
    }
}
