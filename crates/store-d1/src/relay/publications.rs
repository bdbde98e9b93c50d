//! Requests to publish, each claimed once, and how they fared.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
