//! Authentication of forwarders: `X-Signature`, HMAC-SHA256 of the raw body under the key of a known gateway client
//! (contract 7, #8 and #10).
//!
//! The original's clients do not sign, so `RELAY_FORWARDERS` decides how unsigned bodies are treated. A client that
//! signs names itself by its number in `X-Gateway-Client`: a signature alone does not identify it.

use edge_kit::RequestContext;
use http::HeaderMap;
use ids::AccountId;
use relay_crypto::ForwarderKey;
use runtime::{
    ForwarderPolicy,
    log::{self, events::RelayEvent},
};
use store_d1::Store;
use telephony::PhoneNumber;

/// Forwarder of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Forwarder {
    /// No signature identifies it.
    Unknown,
    /// The gateway client with this number.
    Known(PhoneNumber),
}

/// Reason why a body is not accepted from its forwarder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForwarderFault {
    /// A required signature is missing or wrong. A retry would fail too, so this is not a 5xx.
    Refused,
    /// The signature could not be checked. The same request may succeed later.
    Unavailable,
}

impl Forwarder {
    /// Returns the gateway client's number.
    pub(crate) fn number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Unknown => None,
            Self::Known(number) => Some(number),
        }
    }
}

/// Identifies the forwarder of this body, as far as the settings require. An unsigned body costs nothing, a signed one
/// a D1 query.
pub(crate) async fn identify(
    context: &RequestContext,
    account_id: &AccountId,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Forwarder, ForwarderFault> {
    let policy = context.settings.relay.nodes.forwarders;
    if policy == ForwarderPolicy::Off {
        return Ok(Forwarder::Unknown);
    }
    let found = match named(headers) {
        Some(client) => signer(context, account_id, headers, client, body).await,
        None => Ok(Forwarder::Unknown),
    };
    apply_policy(policy, found)
}

/// Applies the policy. Unless signatures are required, nothing is refused, even if a signature could not be checked.
fn apply_policy(
    policy: ForwarderPolicy,
    found: Result<Forwarder, ForwarderFault>,
) -> Result<Forwarder, ForwarderFault> {
    match (policy, found) {
        (ForwarderPolicy::Require, Ok(Forwarder::Unknown)) => Err(ForwarderFault::Refused),
        (ForwarderPolicy::Require, found) => found,
        (_, found) => Ok(found.unwrap_or(Forwarder::Unknown)),
    }
}

/// Records in the directory, after the answer, that a request forwarded by a known client was published.
pub(crate) fn record_published_later(
    context: &RequestContext,
    account_id: &AccountId,
    forwarder: &Forwarder,
) {
    let Some(client) = forwarder.number().cloned() else { return };
    let (env, account_id, now_ms) = (context.env.clone(), account_id.clone(), context.now_ms);
    context.background.spawn(async move {
        let noted = match Store::open(&env) {
            Ok(store) => {
                store.record_gateway_client_published(&account_id, client.as_str(), now_ms).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            log::write(&RelayEvent::PublicationNotRecorded { error: &error });
        }
    });
}

/// Checks whether `client` signed this body. The client may be named by the body instead of a header.
pub(crate) async fn signer(
    context: &RequestContext,
    account_id: &AccountId,
    headers: &HeaderMap,
    client: PhoneNumber,
    body: &[u8],
) -> Result<Forwarder, ForwarderFault> {
    let signature = headers.get("x-signature").and_then(|value| value.to_str().ok());
    let Some((signature, keyring)) = signature.zip(context.settings.keyring.as_ref()) else {
        return Ok(Forwarder::Unknown);
    };
    let unavailable = |error: &dyn std::fmt::Display| {
        log::write(&RelayEvent::SignatureNotChecked { error });
        ForwarderFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(|error| unavailable(&error))?;
    let sealed = store.gateway_client_key(account_id, client.as_str()).await;
    let Some(sealed) = sealed.map_err(|error| unavailable(&error))? else {
        return Ok(Forwarder::Unknown);
    };
    let key = ForwarderKey::open(&sealed, keyring, account_id.as_str(), client.as_str());
    let key = key.map_err(|error| unavailable(&error))?;
    match key.verify(body, signature) {
        Ok(()) => Ok(Forwarder::Known(client)),
        Err(_) => Ok(Forwarder::Unknown),
    }
}

/// Returns the number of the client that the request names as its sender.
pub(crate) fn named(headers: &HeaderMap) -> Option<PhoneNumber> {
    let text = headers.get("x-gateway-client")?.to_str().ok()?;
    international(text)
}

/// Parses a number that includes its country code.
pub(crate) fn international(text: &str) -> Option<PhoneNumber> {
    PhoneNumber::parse_international(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsigned_body_is_refused_only_if_a_signature_is_required() {
        let known = Forwarder::Known(international("+237679466332").unwrap());
        let required = |found| apply_policy(ForwarderPolicy::Require, found);
        assert_eq!(required(Ok(known.clone())), Ok(known.clone()));
        assert_eq!(required(Ok(Forwarder::Unknown)), Err(ForwarderFault::Refused));
        // A signature that cannot be checked now must be retried: after a refusal the client would delete the SMS.
        let unavailable = ForwarderFault::Unavailable;
        assert_eq!(required(Err(unavailable)), Err(unavailable));
        for policy in [ForwarderPolicy::Off, ForwarderPolicy::Observe] {
            assert_eq!(apply_policy(policy, Ok(known.clone())), Ok(known.clone()));
            assert_eq!(apply_policy(policy, Err(unavailable)), Ok(Forwarder::Unknown));
        }
    }

    #[test]
    fn client_is_named_by_a_number_with_its_country_code() {
        let named = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-gateway-client", text.parse().unwrap());
            super::named(&headers).map(|number| number.as_str().to_owned())
        };
        assert_eq!(named(" +237 679 466 332"), Some("+237679466332".to_owned()));
        assert_eq!(named("00237679466332"), Some("+237679466332".to_owned()));
        for text in ["", "679466332", "237679466332", "+", "gateway"] {
            assert_eq!(named(text), None, "{text}");
        }
        assert_eq!(super::named(&HeaderMap::new()), None);
    }
}
