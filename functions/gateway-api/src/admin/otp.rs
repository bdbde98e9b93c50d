//! `/api/v1/admin/otp`: the protection of one-time codes.

pub(crate) mod blocks;
pub(crate) mod conversions;
mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;
pub(crate) mod policy;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;
