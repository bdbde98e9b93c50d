//! Limits that one request was counted under.

use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderValue};
use request_limits::{Counted, policy_header, state_header};

/// The counts of one request. Clones share them, so that the response layer reads what a handler recorded.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<Mutex<Vec<Counted>>>);

impl Ledger {
    pub fn note(&self, counted: Counted) {
        if let Ok(mut all) = self.0.lock() {
            all.push(counted);
        }
    }

    /// Adds headers with the policies that the request was counted under, and the remaining quota if known.
    pub fn describe(&self, headers: &mut HeaderMap) {
        let Ok(all) = self.0.lock() else { return };
        for (name, text) in
            [("ratelimit-policy", policy_header(&all)), ("ratelimit", state_header(&all))]
        {
            if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use request_limits::{Policy, Remaining};

    use super::*;

    #[test]
    fn counts_recorded_by_a_clone_appear_in_the_headers() {
        let ledger = Ledger::default();
        let mut headers = HeaderMap::new();
        ledger.describe(&mut headers);
        assert!(headers.is_empty());
        let policy = Policy { name: "hour", quota: 10, window_secs: 3_600 };
        let remaining = Some(Remaining { requests: 9, reset_secs: 60 });
        ledger.clone().note(Counted { policy, remaining });
        ledger.describe(&mut headers);
        assert_eq!(headers["ratelimit-policy"], r#""hour";q=10;w=3600"#);
        assert_eq!(headers["ratelimit"], r#""hour";r=9;t=60"#);
    }
}
