//! Tests of how reliably a gateway client forwards.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
