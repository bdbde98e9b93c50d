//! Consents that were begun and not finished: state, PKCE, and whose they are.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
