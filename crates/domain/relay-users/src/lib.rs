//! Rules for relay users: allowed passwords, limits on guesses and codes, names and ids (contract `relaysms`, section
//! 2.1).
//!
//! Pure rules. The statements of `store-d1` decide races, with the numbers defined here.

mod breached;
mod captcha;
mod code_waits;
mod generated_password;
mod imported_hash;
mod name;
mod password_policy;
mod throttle;
mod user_id;

pub use breached::{RANGE_CHARS, RangeQuery};
pub use captcha::is_passed;
pub use code_waits::{CodeWaits, CodeWaitsError};
pub use generated_password::generate_password;
pub use imported_hash::ImportedHash;
pub use name::Name;
pub use password_policy::{PasswordFault, check_password};
pub use throttle::{
    BLOCK_MS, FAILURES, FORGET_AFTER_MS, LONG_BLOCK, LONG_BLOCK_MS, retry_after_secs,
};
pub use user_id::RelayUserId;
