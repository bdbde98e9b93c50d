//! Log lines for operators. Only a Worker can write them; in native tests these functions do nothing.

#[cfg(target_arch = "wasm32")]
pub(crate) use runtime::log::{error, warn};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn warn(_message: &str, _fields: &[(&str, &str)]) {}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn error(_message: &str, _fields: &[(&str, &str)]) {}
