//! What this face's routes demand of whoever calls them: the access column of its table.

use edge_kit::{
    Limit,
    auth::Act,
    route_table::{self, Argument, Demand},
};
use identity::{GatewayAct, Permission};
use serde_json::{Value, json};

use crate::{
    access::{AnyOf, Client, Gateway},
    fields::Fields,
    gateway::register::Registrant,
};

/// Who may call a route that is not open to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A gateway, as far as its standing lets it do that.
    Gateway(GatewayAct),
    /// A client key with one of these permissions.
    Client(&'static [Permission]),
}

impl route_table::Access for Access {
    fn describe(self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Gateway(act) => vec![("access", json!("gateway")), ("act", json!(act.as_str()))],
            Self::Client(any_of) => {
                let names: Vec<&str> = any_of.iter().map(|it| it.as_str()).collect();
                vec![("access", json!("client")), ("permissions", json!(names))]
            }
        }
    }
}

impl<const MAX_BYTES: usize> Argument<Access> for Fields<MAX_BYTES> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BYTES);
}
// The deployment decides who is admitted, so its line says that anybody may call.
impl Argument<Access> for Registrant {}

impl<A: Act> Argument<Access> for Gateway<A> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Gateway(A::ACT)), limit: Some(Limit::Requests) };
}

impl<P: AnyOf> Argument<Access> for Client<P> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Client(P::PERMISSIONS)), limit: Some(P::LIMIT) };
}

#[cfg(test)]
mod tests;
