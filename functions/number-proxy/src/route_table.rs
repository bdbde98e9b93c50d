//! Access rules of this face's routes: the access column of its table.

use edge_kit::{
    AnyOf,
    route_table::{self, Argument, Demand},
};
use identity::Permission;
use serde_json::{Value, json};

use crate::access::{Client, SmsReporter};

/// Required credential of a route. With `NUMBER_PROXY_OPEN` none is required, and callers use the default account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A client key with one of these permissions.
    Client(&'static [Permission]),
    /// A provider, by the token of its endpoint; or a client key with one of these permissions.
    Callback(&'static [Permission]),
}

impl route_table::Access for Access {
    fn describe(self) -> Vec<(&'static str, Value)> {
        let (access, any_of) = match self {
            Self::Client(any_of) => ("client", any_of),
            Self::Callback(any_of) => ("endpoint", any_of),
        };
        let names: Vec<&str> = any_of.iter().map(|it| it.as_str()).collect();
        vec![("access", json!(access)), ("permissions", json!(names))]
    }

    #[cfg(feature = "openapi")]
    fn security(self) -> Vec<&'static str> {
        match self {
            Self::Client(_) => vec!["clientKey", "clientKeyHeader", "personSession"],
            Self::Callback(_) => {
                vec!["endpointToken", "clientKey", "clientKeyHeader", "personSession"]
            }
        }
    }
}

impl<P: AnyOf> Argument<Access> for Client<P> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Client(P::PERMISSIONS)), limit: Some(P::LIMIT) };
}

/// Not rate limited: a provider calls from few networks, with as many messages as its customers have.
impl Argument<Access> for SmsReporter {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Callback(Self::PERMISSIONS)), limit: None };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;

    const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/routes.json");

    #[test]
    fn routes_json_matches_the_table_that_builds_the_router() {
        route_table::assert_copy("number-proxy", COPY, routes());
    }

    #[test]
    fn every_route_requires_a_credential() {
        assert!(routes().iter().all(|route| route.access.is_some()));
        // Building the router panics if two lines conflict in axum.
        drop(crate::router());
    }
}
