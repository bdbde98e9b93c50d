//! The authenticated caller.

use crate::{GatewayPass, Permissions};
use ids::AccountId;

/// The caller, and the account on whose behalf it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub account_id: AccountId,
    pub credential: Credential,
}

/// The credential that the caller presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    Client { key_id: String, permissions: Permissions },
    Gateway { key_id: String, pass: GatewayPass },
    Registration { key_id: String },
}
