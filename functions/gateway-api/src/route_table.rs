//! Access column of this face's route table: the credentials that each route demands.

use edge_kit::{
    AnyOf,
    auth::Act,
    route_table::{self, Argument, Demand, Described},
};
use identity::{GatewayAct, Permission};
use serde_json::{Value, json};
use throttling::Limit;

use crate::{
    access::{Administrator, Client, Gateway, MayManageAccount, Operator, Person},
    gateway::register::Registrant,
    input::In,
    pairings::Redeemer,
};

/// Permitted callers of a route that is not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A gateway whose standing permits this act.
    Gateway(GatewayAct),
    /// A client key with one of these permissions.
    Client(&'static [Permission]),
    /// The operator of the deployment, or a person of it.
    Operator,
    /// A person, by a session.
    Person,
}

impl route_table::Access for Access {
    fn describe(self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Gateway(act) => vec![("access", json!("gateway")), ("act", json!(act.as_str()))],
            Self::Client(any_of) => {
                let names: Vec<&str> = any_of.iter().map(|it| it.as_str()).collect();
                vec![("access", json!("client")), ("permissions", json!(names))]
            }
            Self::Operator => vec![("access", json!("operator"))],
            Self::Person => vec![("access", json!("person"))],
        }
    }

    #[cfg(feature = "openapi")]
    fn security(self) -> Vec<&'static str> {
        match self {
            Self::Gateway(_) => vec!["gatewayKey"],
            Self::Client(any_of) if edge_kit::people::are_for_people(any_of) => {
                vec!["clientKey", "operatorToken", "personSession"]
            }
            Self::Client(_) => vec!["clientKey", "operatorToken"],
            Self::Operator => vec!["operatorToken", "personSession"],
            Self::Person => vec!["personSession"],
        }
    }
}

impl<T: Described, const MAX_BYTES: usize> Argument<Access> for In<T, MAX_BYTES> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.members::<T>();
    }
}
// The deployment decides which gateways are admitted, so the table shows this route as public.
impl Argument<Access> for Registrant {}
// The token in the body is the credential.
impl Argument<Access> for Redeemer {}

impl<A: Act> Argument<Access> for Gateway<A> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Gateway(A::ACT)), limit: Some(Limit::Requests) };
}

impl<P: AnyOf> Argument<Access> for Client<P> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Client(P::PERMISSIONS)), limit: Some(P::LIMIT) };
}

impl Argument<Access> for Operator {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Operator), limit: Some(Limit::Requests) };
}

impl Argument<Access> for Administrator {
    const DEMAND: Demand<Access> = Demand {
        access: Some(Access::Client(MayManageAccount::PERMISSIONS)),
        limit: Some(Limit::Requests),
    };
}

impl Argument<Access> for Person {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Person), limit: Some(Limit::Requests) };
}

#[cfg(test)]
mod tests;
