//! `/tn`: the pool of numbers.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;

use crate::{
    body::Body,
    error::{ProxyError, ProxyResult},
};

/// The number that a request is about.
fn value(body: &Body) -> ProxyResult<String> {
    let missing = || ProxyError::invalid("Required argument: 'value' (str, length <= 18)");
    body.number("value").ok_or_else(missing)
}
