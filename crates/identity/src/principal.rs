//! The authenticated caller.

use crate::{AccountId, GatewayPass, Permissions};

/// Who is calling, and on whose behalf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub account_id: AccountId,
    pub credential: Credential,
}

/// What the caller proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    Client { key_id: String, permissions: Permissions },
    Gateway { key_id: String, pass: GatewayPass },
    Registration { key_id: String },
}
