//! A provider as shown to administrators: which credentials are set, and never the secret values.

use provider_access::AccessError;
use runtime::timestamp;
use serde_json::{Map, Value, json};
use sms_providers::{CredentialName, Credentials, ProviderKind};
use store_d1::provider_accounts::ENDPOINT_OVERLAP_MS;
use unix_time::UnixMillis;

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

pub(super) fn provider(known: &ProviderConfig, now_ms: UnixMillis) -> Value {
    let codec = sms_providers::of(known.provider);
    let readable = known.credentials.as_ref().ok().and_then(Option::as_ref);
    let source = match &known.credentials {
        _ if known.is_own => Some("account"),
        Ok(Some(_)) => Some("deployment"),
        _ => None,
    };
    let names: Vec<Value> =
        codec.credentials().iter().map(|name| credential(*name, readable, known.is_own)).collect();
    json!({
        "provider": known.provider.as_str(),
        "source": source,
        "readable": known.credentials.is_ok(),
        "credentials": names,
        "can_send": readable.is_some_and(|it| is_complete(codec.credentials(), it)),
        "verifies_signatures": readable.is_some_and(|it| codec.can_verify(it)),
        "callbacks": readable.map(|it| callbacks(codec.can_verify(it))),
        "endpoints": endpoints(&known.endpoints_at_ms, now_ms),
        "updated_at": known.updated_at_ms.map(timestamp::format_secs),
    })
}

/// Whether callbacks are verified by a signature or password, or only by the endpoint's secret path.
fn callbacks(can_verify: bool) -> &'static str {
    if can_verify { "verified" } else { "unverified" }
}

fn credential(name: CredentialName, of: Option<&Credentials>, is_own: bool) -> Value {
    let value = of.and_then(|it| it.get(name.name));
    let mut shown = Map::new();
    shown.insert("name".to_owned(), name.name.into());
    shown.insert("required".to_owned(), name.required.into());
    shown.insert("set".to_owned(), value.is_some().into());
    // This account may not read the deployment's credentials.
    if let Some(value) = value.filter(|_| is_own && !name.secret) {
        shown.insert("value".to_owned(), value.into());
    }
    Value::Object(shown)
}

fn is_complete(names: &[CredentialName], credentials: &Credentials) -> bool {
    names.iter().all(|name| !name.required || credentials.get(name.name).is_some())
}

/// Renders the endpoints. The newest is valid until it is revoked, older ones until a fixed time after the newest was
/// created.
fn endpoints(created_at_ms: &[UnixMillis], now_ms: UnixMillis) -> Vec<Value> {
    let newest_ms = created_at_ms.iter().copied().max().unwrap_or(UnixMillis::EPOCH);
    let ends_ms = newest_ms.saturating_add(ENDPOINT_OVERLAP_MS);
    let going_on = created_at_ms.iter().filter(|at_ms| **at_ms >= newest_ms || ends_ms > now_ms);
    let shown = |at_ms: &UnixMillis| {
        let ends = (*at_ms < newest_ms).then(|| timestamp::format_secs(ends_ms));
        json!({ "created_at": timestamp::format_secs(*at_ms), "ends_at": ends })
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
        let own = provider(&known(true, &values), UnixMillis::EPOCH);
        let text = own.to_string();
        assert!(text.contains("AC-public") && !text.contains("hush"), "{text}");
        assert_eq!((&own["source"], &own["can_send"]), (&json!("account"), &json!(true)));
        let lent = provider(&known(false, &values), UnixMillis::EPOCH);
        let text = lent.to_string();
        assert!(!text.contains("AC-public") && !text.contains("hush"), "{text}");
        assert_eq!(lent["source"], "deployment");
        let half = provider(&known(true, &values[..1]), UnixMillis::EPOCH);
        assert_eq!(half["can_send"], false);
        let callbacks = [&own, &half].map(|it| it["callbacks"].clone());
        assert_eq!(callbacks, [json!("verified"), json!("unverified")]);
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
        assert_eq!(
            shown.first().map(|it| it["ends_at"].clone()),
            Some(json!("1970-01-02T00:00:05Z"))
        );
        assert_eq!(shown.last().map(|it| it["ends_at"].clone()), Some(Value::Null));
    }
}
