//! Callers and their permissions: API keys, permissions, logins, tokens, people and their sessions.

mod api_key;
mod gateway_pass;
mod login;
mod operator_token;
mod passkey_challenge;
pub mod password;
mod permissions;
mod person;
mod principal;
mod registration_code;
mod role;
mod session;
mod ticket;
pub mod token;

pub use api_key::{ApiKey, IssuedKey, KeyKind, ServerSecrets, constant_time_equal, key_digest};
pub use gateway_pass::{GatewayAct, GatewayBarred, GatewayPass, GatewayStanding};
pub use login::Login;
pub use operator_token::OperatorToken;
pub use passkey_challenge::{
    CHALLENGE_LIFETIME_MS, ChallengePurpose, check_challenge, issue_challenge,
};
pub use permissions::{Permission, Permissions};
pub use person::{PersonId, PersonKey, PersonScope};
pub use principal::{Actor, Credential, Principal};
pub use registration_code::RegistrationCode;
pub use role::Role;
pub use session::{
    MAX_PASSKEYS_PER_PERSON, MAX_PEOPLE, MAX_SESSIONS_PER_PERSON, SESSION_IDLE_MS,
    SESSION_LIFETIME_MS, SESSION_TOUCH_INTERVAL_MS, SIGN_IN_LINK_LIFETIME_MS, SessionTimes,
};
pub use ticket::{IssuedTicket, Ticket, TicketKind, ticket_id};
