//! Callers and their permissions: accounts, API keys, permissions, logins, tokens.

mod account_id;
mod api_key;
mod gateway_pass;
mod login;
mod nanoid;
pub mod password;
mod permissions;
mod principal;
mod registration_code;
pub mod token;

pub use account_id::AccountId;
pub use api_key::{ApiKey, IssuedKey, KeyKind, ServerSecrets, constant_time_equal, key_digest};
pub use gateway_pass::{GatewayAct, GatewayBarred, GatewayPass, GatewayStanding};
pub use login::Login;
pub use nanoid::nanoid21;
pub use permissions::{Permission, Permissions};
pub use principal::{Credential, Principal};
pub use registration_code::RegistrationCode;
