//! Access rules of this face's routes: the access column of its table.

use edge_kit::{
    AnyOf,
    route_table::{self, Argument, Demand},
};
use identity::Permission;
use serde_json::{Value, json};

use crate::{access::Client, account::RelayAccount};

/// Required credential of a route. Routes without one are rate limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A client key with one of these permissions.
    Client(&'static [Permission]),
    /// A logged-in relay user.
    RelayUser,
    /// A user who is signing up or recovering an account.
    Verification,
}

impl route_table::Access for Access {
    fn describe(self) -> Vec<(&'static str, Value)> {
        let any_of = match self {
            Self::Client(any_of) => any_of,
            Self::RelayUser => return vec![("access", json!("relay user"))],
            Self::Verification => return vec![("access", json!("verification"))],
        };
        let names: Vec<&str> = any_of.iter().map(|it| it.as_str()).collect();
        vec![("access", json!("client")), ("permissions", json!(names))]
    }

    #[cfg(feature = "openapi")]
    fn security(self) -> Vec<&'static str> {
        match self {
            Self::Client(any_of) if edge_kit::people::are_for_people(any_of) => {
                vec!["clientKey", "clientKeyBearer", "personSession"]
            }
            Self::Client(_) => vec!["clientKey", "clientKeyBearer"],
            Self::RelayUser => vec!["userSession"],
            Self::Verification => vec!["verificationSession"],
        }
    }
}

impl Argument<Access> for RelayAccount {}

impl<P: AnyOf> Argument<Access> for Client<P> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Client(P::PERMISSIONS)), limit: Some(P::LIMIT) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;

    const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/routes.json");

    #[test]
    fn routes_json_matches_the_table_that_builds_the_router() {
        route_table::assert_copy("relay", COPY, routes());
        // Building the router panics if two lines conflict in axum.
        drop(crate::router());
    }
}
