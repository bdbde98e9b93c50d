//! Relay users.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
