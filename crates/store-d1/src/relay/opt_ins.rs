//! Accounts whose inbound SMS may be requests.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
