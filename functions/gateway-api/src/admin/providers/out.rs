//! Providers as shown to administrators: which credentials are set, and never the secret values. Fields stand in the
//! alphabetical order in which they are sent.

use edge_kit::TimeSecs;
use provider_access::AccessError;
use serde::Serialize;
use sms_providers::{CredentialName, Credentials, ProviderKind};
use store_d1::provider_accounts::ENDPOINT_OVERLAP_MS;
use unix_time::UnixMillis;

/// Answer of `GET /api/v1/admin/providers`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ProvidersOut {
    pub(crate) providers: Vec<ProviderOut>,
}

/// Answer of `GET /api/v1/admin/providers/{provider}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShowProviderOut {
    pub(crate) provider: ProviderOut,
}

/// Answer of `PUT /api/v1/admin/providers/{provider}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SetProviderOut {
    pub(crate) provider: ProviderOut,
    /// Always `true`.
    pub(crate) success: bool,
}

/// A provider with the account's configuration.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ProviderOut {
    /// Whether callbacks are verified by a signature or password, or only by the endpoint's secret path; `null` without
    /// readable credentials.
    callbacks: Option<ProviderCallbacks>,
    /// Whether all credentials that sending needs are set.
    can_send: bool,
    /// All credentials of the provider, also those that are not set.
    credentials: Vec<CredentialOut>,
    /// URLs for the provider's callbacks that are valid, the oldest first.
    endpoints: Vec<CallbackEndpointOut>,
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", extend("enum" = ProviderKind::ALL))
    )]
    provider: ProviderKind,
    /// Whether the credentials can be opened. If not, they are sealed under a key that is gone: store them again.
    readable: bool,
    /// Owner of the credentials; `null` if there are none.
    source: Option<CredentialsSource>,
    /// Time at which the account's configuration was last changed; `null` if it has none.
    updated_at: Option<TimeSecs>,
    /// Whether the credentials suffice to verify callbacks.
    verifies_signatures: bool,
}

/// Way in which a provider's callbacks are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum ProviderCallbacks {
    Verified,
    Unverified,
}

/// Owner of a provider's credentials: the account, or the deployment, which lends its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum CredentialsSource {
    Account,
    Deployment,
}

/// One of a provider's credentials.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CredentialOut {
    name: &'static str,
    /// Whether sending needs it.
    required: bool,
    set: bool,
    /// Value, if it is the account's own and not secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

/// An endpoint for a provider's callbacks.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CallbackEndpointOut {
    created_at: TimeSecs,
    /// Time at which the endpoint ends, because a newer one replaced it; `null` for the newest.
    ends_at: Option<TimeSecs>,
}

/// An account's configuration of a provider.
pub(super) struct ProviderConfig {
    pub(super) provider: ProviderKind,
    /// The credentials are the account's own, not the deployment's.
    pub(super) is_own: bool,
    pub(super) credentials: Result<Option<Credentials>, AccessError>,
    /// Times at which its endpoints were created, the oldest first.
    pub(super) endpoints_at_ms: Vec<UnixMillis>,
    pub(super) updated_at_ms: Option<UnixMillis>,
}

impl ProviderOut {
    pub(super) fn of(known: &ProviderConfig, now_ms: UnixMillis) -> Self {
        let codec = sms_providers::of(known.provider);
        let names = codec.credentials();
        let readable = known.credentials.as_ref().ok().and_then(Option::as_ref);
        let source = match &known.credentials {
            _ if known.is_own => Some(CredentialsSource::Account),
            Ok(Some(_)) => Some(CredentialsSource::Deployment),
            _ => None,
        };
        let callbacks = |credentials: &Credentials| {
            if codec.can_verify(credentials) {
                ProviderCallbacks::Verified
            } else {
                ProviderCallbacks::Unverified
            }
        };
        let credential = |name: &CredentialName| CredentialOut::of(*name, readable, known.is_own);
        Self {
            callbacks: readable.map(callbacks),
            can_send: readable.is_some_and(|it| is_complete(names, it)),
            credentials: names.iter().map(credential).collect(),
            endpoints: endpoints(&known.endpoints_at_ms, now_ms),
            provider: known.provider,
            readable: known.credentials.is_ok(),
            source,
            updated_at: known.updated_at_ms.map(TimeSecs),
            verifies_signatures: readable.is_some_and(|it| codec.can_verify(it)),
        }
    }
}

impl CredentialOut {
    fn of(name: CredentialName, of: Option<&Credentials>, is_own: bool) -> Self {
        let value = of.and_then(|it| it.get(name.name));
        // This account may not read the deployment's credentials.
        let shown = value.filter(|_| is_own && !name.secret).map(str::to_owned);
        Self { name: name.name, required: name.required, set: value.is_some(), value: shown }
    }
}

fn is_complete(names: &[CredentialName], credentials: &Credentials) -> bool {
    names.iter().all(|name| !name.required || credentials.get(name.name).is_some())
}

/// Returns the valid endpoints. The newest is valid until it is revoked, older ones until a fixed time after the newest
/// was created.
fn endpoints(created_at_ms: &[UnixMillis], now_ms: UnixMillis) -> Vec<CallbackEndpointOut> {
    let newest_ms = created_at_ms.iter().copied().max().unwrap_or(UnixMillis::EPOCH);
    let ends_ms = newest_ms.saturating_add(ENDPOINT_OVERLAP_MS);
    let going_on = created_at_ms.iter().filter(|at_ms| **at_ms >= newest_ms || ends_ms > now_ms);
    let shown = |at_ms: &UnixMillis| CallbackEndpointOut {
        created_at: TimeSecs(*at_ms),
        ends_at: (*at_ms < newest_ms).then_some(TimeSecs(ends_ms)),
    };
    going_on.map(shown).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn known(is_own: bool, values: &[(&str, &str)]) -> ProviderConfig {
        let text = |text: &&str| (*text).to_owned();
        let values: BTreeMap<String, String> =
            values.iter().map(|(name, value)| (text(name), text(value))).collect();
        ProviderConfig {
            provider: ProviderKind::Twilio,
            is_own,
            credentials: Ok(Some(Credentials::new(values))),
            endpoints_at_ms: vec![],
            updated_at_ms: None,
        }
    }

    #[test]
    fn secrets_are_not_shown_and_the_deployments_names_are_not_either() {
        let values = [("account_sid", "AC-public"), ("auth_token", "hush")];
        let shown =
            |is_own, values: &[_]| ProviderOut::of(&known(is_own, values), UnixMillis::EPOCH);
        let text_of = |shown: &ProviderOut| serde_json::to_string(shown).unwrap();
        let own = shown(true, &values);
        let text = text_of(&own);
        assert!(text.contains("AC-public") && !text.contains("hush"), "{text}");
        assert_eq!((own.source, own.can_send), (Some(CredentialsSource::Account), true));
        let lent = shown(false, &values);
        let text = text_of(&lent);
        assert!(!text.contains("AC-public") && !text.contains("hush"), "{text}");
        assert_eq!(lent.source, Some(CredentialsSource::Deployment));
        let half = shown(true, &values[..1]);
        assert!(!half.can_send);
        let callbacks = [&own, &half].map(|it| it.callbacks);
        let expected = [ProviderCallbacks::Verified, ProviderCallbacks::Unverified];
        assert_eq!(callbacks, expected.map(Some));
    }

    #[test]
    fn provider_is_sent_in_alphabetical_order() {
        let config = ProviderConfig {
            provider: ProviderKind::MessageBird,
            endpoints_at_ms: vec![UnixMillis::EPOCH],
            ..known(true, &[("access_key", "hush")])
        };
        let provider = ProviderOut::of(&config, UnixMillis::EPOCH);
        let shown = SetProviderOut { provider, success: true };
        let expected = concat!(
            r#"{"provider":{"callbacks":"unverified","can_send":true,"credentials":["#,
            r#"{"name":"access_key","required":true,"set":true},"#,
            r#"{"name":"signing_key","required":false,"set":false}],"#,
            r#""endpoints":[{"created_at":"1970-01-01T00:00:00Z","ends_at":null}],"provider":"messagebird","#,
            r#""readable":true,"source":"account","updated_at":null,"verifies_signatures":false},"success":true}"#,
        );
        assert_eq!(serde_json::to_string(&shown).unwrap(), expected);
    }

    #[test]
    fn older_endpoints_are_shown_with_their_end_until_then() {
        let day = ENDPOINT_OVERLAP_MS;
        let count = |at_ms: &[UnixMillis], now_ms| endpoints(at_ms, now_ms).len();
        assert_eq!(
            count(&[UnixMillis::EPOCH, UnixMillis::new(5_000)], UnixMillis::new(day + 4_999)),
            2
        );
        assert_eq!(
            count(&[UnixMillis::EPOCH, UnixMillis::new(5_000)], UnixMillis::new(day + 5_000)),
            1
        );
        let shown = endpoints(&[UnixMillis::EPOCH, UnixMillis::new(5_000)], UnixMillis::new(6_000));
        let expected = concat!(
            r#"[{"created_at":"1970-01-01T00:00:00Z","ends_at":"1970-01-02T00:00:05Z"},"#,
            r#"{"created_at":"1970-01-01T00:00:05Z","ends_at":null}]"#,
        );
        assert_eq!(serde_json::to_string(&shown).unwrap(), expected);
    }
}
