//! Types of the ids that every part of the system passes on, so that one id is never taken for another,
//! and the generator of random ones.

mod account_id;
mod gateway_id;
mod nanoid;

pub use account_id::AccountId;
pub use gateway_id::GatewayId;
pub use nanoid::nanoid21;
