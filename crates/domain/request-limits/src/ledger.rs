//! Limits that one request was counted under.

use std::sync::{Arc, Mutex};

use crate::{Counted, policy_header, state_header};

/// The counts of one request. Clones share them, so that the response layer reads what a handler recorded.
#[derive(Clone, Debug, Default)]
pub struct LimitLedger(Arc<Mutex<Vec<Counted>>>);

impl LimitLedger {
    pub fn note(&self, counted: Counted) {
        // A panic ends the whole Wasm instance, so no request meets a poisoned lock. It would cost only headers.
        if let Ok(mut all) = self.0.lock() {
            all.push(counted);
        }
    }

    /// Returns the value of `RateLimit-Policy`: the policies that the request was counted under. `None` if there are
    /// none.
    pub fn policy_header(&self) -> Option<String> {
        policy_header(&self.0.lock().ok()?)
    }

    /// Returns the value of `RateLimit`: the remaining quotas. `None` if none is known.
    pub fn state_header(&self) -> Option<String> {
        state_header(&self.0.lock().ok()?)
    }
}
