//! State of a consent between its start and the arrival of its code.

use rand_core::RngCore;
use serde::{Deserialize, Serialize};

use crate::{
    CodeVerifier, HttpRequest, PlatformKind, Secret, bluesky::BlueskyConsent, pkce::random_text,
};

/// State between sending an owner to a platform and receiving the code. It is secret: store it sealed, for minutes, not
/// hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingConsent {
    pub kind: PlatformKind,
    pub redirect_uri: String,
    /// Returned with the code; proves that the browser that brings the code was sent to the platform by this consent.
    pub state: Secret,
    pub verifier: CodeVerifier,
    /// The owner's name for the account: a Bluesky handle, which decides which server is asked.
    pub account_hint: Option<String>,
    pub(crate) bluesky: Option<BlueskyConsent>,
}

/// Next step towards a consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentStep {
    /// Make this request, pass its answer to [`crate::Platform::read_consent`], then ask for the next step.
    SendRequest(HttpRequest),
    /// Send the account's owner to this URL.
    Visit(String),
}

impl PendingConsent {
    /// Begins a consent with a new state and verifier. `rng` must be cryptographic.
    pub fn begin(
        kind: PlatformKind,
        redirect_uri: &str,
        account_hint: Option<&str>,
        rng: &mut dyn RngCore,
    ) -> Self {
        let verifier = CodeVerifier::generate(rng);
        Self::with_verifier(kind, redirect_uri, account_hint, verifier, rng)
    }

    /// Begins a consent for a verifier that the client keeps and sends back with the code (contract 2.1, Twitter).
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

    /// Whether a callback's `iss` (RFC 9207) names the server that was asked. Only Bluesky's servers send it; they
    /// must.
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
    fn each_consent_has_a_state_of_its_own() {
        let mut rng = rng();
        let pending = PendingConsent::begin(PlatformKind::Gmail, "https://r.test/", None, &mut rng);
        let other = PendingConsent::begin(PlatformKind::Gmail, "https://r.test/", None, &mut rng);
        assert_ne!(pending.state.expose(), other.state.expose());
        assert_eq!(pending.state.expose().len(), 43);
        assert!(pending.is_issuer(None));
    }

    #[test]
    fn pending_consent_survives_serialization() {
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
