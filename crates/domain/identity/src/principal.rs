//! The authenticated caller.

use crate::{GatewayPass, Permissions, PersonId};
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

/// Author of a request to an account or to the deployment, as an audit log names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A client key.
    Key { key_id: String },
    /// The operator, by a token.
    Operator { token_id: String },
    /// A person, by a session.
    Person { person_id: PersonId, name: String },
    /// A caller without a credential, in a deployment that admits those.
    Anonymous,
}
