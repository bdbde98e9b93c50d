//! Log lines for operators. Only a Worker can write them; in native tests [`write()`] does nothing.

#[cfg(target_arch = "wasm32")]
pub(crate) use runtime::log::write;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn write(_event: &dyn runtime::log::LogEvent) {}
