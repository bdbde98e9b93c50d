//! The directory of gateway clients, to which people send their requests.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
