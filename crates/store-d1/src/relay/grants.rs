//! Relay users' stored tokens for online platforms, sealed.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
