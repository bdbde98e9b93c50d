//! Notes for operators, which only a Worker can write: the rest of this crate runs natively, too.

#[cfg(target_arch = "wasm32")]
pub(crate) use runtime::log::{error, warn};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn warn(_message: &str, _fields: &[(&str, &str)]) {}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn error(_message: &str, _fields: &[(&str, &str)]) {}
