//! What one request was counted under.

use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderValue};
use request_limits::{Counted, policy_header, state_header};

/// The counts of one request. Copies share them: what a handler notes, the way out reads.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<Mutex<Vec<Counted>>>);

impl Ledger {
    pub fn note(&self, counted: Counted) {
        if let Ok(mut all) = self.0.lock() {
            all.push(counted);
        }
    }

    /// Tells the client which policies its request was counted under, and what is left where that is known.
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
    fn what_a_copy_notes_is_described() {
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
