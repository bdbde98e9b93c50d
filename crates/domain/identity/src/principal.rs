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

impl Actor {
    /// Returns the kind and the id under which an audit log records the author; `None` without a credential.
    pub fn recorded(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Key { key_id } => Some(("key", key_id)),
            Self::Operator { token_id } => Some(("operator", token_id)),
            Self::Person { person_id, .. } => Some(("person", person_id.as_str())),
            Self::Anonymous => None,
        }
    }

    /// Returns the name under which an account knows the author. The operator's tokens share one, since accounts are
    /// not told them apart.
    pub fn known_as(&self) -> &str {
        match self {
            Self::Key { key_id } => key_id,
            Self::Operator { .. } => "operator",
            Self::Person { person_id, .. } => person_id.as_str(),
            Self::Anonymous => "anonymous",
        }
    }

    /// Returns the name of a person.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Person { name, .. } => Some(name),
            Self::Key { .. } | Self::Operator { .. } | Self::Anonymous => None,
        }
    }
}
