//! A limit as it is announced, and how a request stands with it.

/// So many requests in a window of so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Lowercase letters and dashes: it goes into a header as it is.
    pub name: &'static str,
    pub quota: u32,
    pub window_secs: u32,
}

/// What is left of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    pub requests: u32,
    /// Until the quota is whole again, or there is some of it again.
    pub reset_secs: u32,
}

/// A request was counted under the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub policy: Policy,
    /// `None` where whoever counts does not say what is left.
    pub remaining: Option<Remaining>,
}
