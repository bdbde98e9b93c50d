//! Access rules of this face's routes: the access column of its table.

use edge_kit::route_table::{self, Argument, Demand};
use serde_json::{Value, json};

use crate::endpoint::Endpoint;

/// Required credential of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The provider, by the token in the path.
    Endpoint,
}

impl route_table::Access for Access {
    fn describe(self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Endpoint => vec![("access", json!("endpoint"))],
        }
    }

    /// The token is a parameter of the path, which no security scheme can state.
    #[cfg(feature = "openapi")]
    fn security(self) -> Vec<&'static str> {
        match self {
            Self::Endpoint => vec![""],
        }
    }
}

/// Not rate limited: a provider calls from few networks, with as many messages as its customers have.
impl Argument<Access> for Endpoint {
    const DEMAND: Demand<Access> = Demand { access: Some(Access::Endpoint), limit: None };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;

    const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/routes.json");

    #[test]
    fn routes_json_matches_the_table_that_builds_the_router() {
        route_table::assert_copy("providers", COPY, routes());
    }

    #[test]
    fn every_route_requires_a_token() {
        assert!(routes().iter().all(|route| route.access == Some(Access::Endpoint)));
        // Building the router panics if two lines conflict in axum.
        drop(crate::router());
    }
}
