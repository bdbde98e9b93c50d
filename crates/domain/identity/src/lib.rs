//! Callers and their permissions: API keys, permissions, logins, tokens.

mod account_name;
mod api_key;
mod gateway_pass;
mod login;
mod operator_token;
pub mod password;
mod permissions;
mod principal;
mod registration_code;
pub mod token;

pub use account_name::AccountName;
pub use api_key::{ApiKey, IssuedKey, KeyKind, ServerSecrets, constant_time_equal, key_digest};
pub use gateway_pass::{GatewayAct, GatewayBarred, GatewayPass, GatewayStanding};
pub use login::Login;
pub use operator_token::OperatorToken;
pub use permissions::{Permission, Permissions};
pub use principal::{Actor, Credential, Principal};
pub use registration_code::RegistrationCode;
