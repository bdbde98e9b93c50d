//! Types of the ids that every part of the system passes on, so that one id is never taken for another.

mod account_id;
mod nanoid;

pub use account_id::AccountId;
pub use nanoid::nanoid21;
