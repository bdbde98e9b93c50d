//! Parameters that do not count beside another one. A fault of them is reported only if they count.

#![expect(clippy::unnecessary_wraps, reason = "serde demands functions that can fail")]

use edge_kit::params::{WrongType, read};
use serde::Deserializer;

use super::super::checks::MAX_RETRIES;

/// A parameter, or the fact that it has a fault.
pub(crate) type IfUsed<T> = Result<Option<T>, WrongType>;

pub(super) fn search_text<'de, D: Deserializer<'de>>(from: D) -> Result<IfUsed<String>, D::Error> {
    Ok(read::search_text(from).map_err(|_| WrongType))
}

pub(super) fn retry_count<'de, D: Deserializer<'de>>(from: D) -> Result<IfUsed<i64>, D::Error> {
    Ok(read::integer::<0, MAX_RETRIES, _>(from).map_err(|_| WrongType))
}

pub(super) fn boolean<'de, D: Deserializer<'de>>(from: D) -> Result<IfUsed<bool>, D::Error> {
    Ok(read::boolean(from).map_err(|_| WrongType))
}
