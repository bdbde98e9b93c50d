//! Who is calling, and what they may do: accounts, API keys, permissions.

mod account_id;
mod api_key;
mod nanoid;
mod permissions;
mod principal;

pub use account_id::AccountId;
pub use api_key::{ApiKey, IssuedKey, KeyKind, ServerSecrets, constant_time_equal, key_digest};
pub use nanoid::nanoid21;
pub use permissions::{Permission, Permissions};
pub use principal::{Credential, Principal};
