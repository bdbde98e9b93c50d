//! Nodes: modems and phones that say every few seconds that they are there.

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[];
