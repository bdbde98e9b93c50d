//! Relay users' data keys, wrapped by the deployment's keyring.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
