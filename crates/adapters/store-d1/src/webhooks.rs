//! Webhook endpoints, and the attempts at delivering to them.

pub mod attempts;
pub mod callbacks;
pub mod endpoints;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] =
    &[attempts::STATEMENTS, callbacks::STATEMENTS, endpoints::STATEMENTS];
