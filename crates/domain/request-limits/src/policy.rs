//! A limit as it is announced, and a request's standing under it.

/// A quota of requests in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitPolicy {
    /// Name in lowercase letters and dashes, because it goes into a header as it is.
    pub name: &'static str,
    pub quota: u32,
    pub window_secs: u32,
}

/// The rest of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    pub requests: u32,
    /// Seconds until the quota is full again, or until at least some of it is available again.
    pub reset_secs: u32,
}

/// A request's count under a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub policy: RateLimitPolicy,
    /// `None` when the counter does not state the rest of the quota.
    pub remaining: Option<Remaining>,
}
