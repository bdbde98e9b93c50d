//! The keys that relay users share with the server; the newest sync wins.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
