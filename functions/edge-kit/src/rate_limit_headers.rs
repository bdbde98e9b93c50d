//! Headers that announce the limits under which a request was counted.

use http::{HeaderMap, HeaderValue};
use request_limits::LimitLedger;

/// Adds headers with the policies that the request was counted under, and the remaining quota if known.
pub fn announce_limits(ledger: &LimitLedger, headers: &mut HeaderMap) {
    for (name, text) in
        [("ratelimit-policy", ledger.policy_header()), ("ratelimit", ledger.state_header())]
    {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use request_limits::{Counted, RateLimitPolicy, Remaining};

    use super::*;

    #[test]
    fn counts_recorded_by_a_clone_appear_in_the_headers() {
        let ledger = LimitLedger::default();
        let mut headers = HeaderMap::new();
        announce_limits(&ledger, &mut headers);
        assert!(headers.is_empty());
        let policy = RateLimitPolicy { name: "hour", quota: 10, window_secs: 3_600 };
        let remaining = Some(Remaining { requests: 9, reset_secs: 60 });
        ledger.clone().note(Counted { policy, remaining });
        announce_limits(&ledger, &mut headers);
        assert_eq!(headers["ratelimit-policy"], r#""hour";q=10;w=3600"#);
        assert_eq!(headers["ratelimit"], r#""hour";r=9;t=60"#);
    }
}
