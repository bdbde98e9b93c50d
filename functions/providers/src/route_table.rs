//! What this face's routes demand of whoever calls them: the access column of its table.

use edge_kit::route_table::{self, Argument, Demand};
use serde_json::{Value, json};

use crate::endpoint::Endpoint;

/// Who may call a route.
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
}

/// Nothing is counted: a provider comes from few networks with as many messages as its customers have.
impl Argument<Access> for Endpoint {
    const DEMAND: Demand<Access> = Demand { access: Some(Access::Endpoint), limit: None };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;

    const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/routes.json");

    #[test]
    fn the_system_tests_go_by_the_table_that_the_router_is_built_from() {
        let table = route_table::to_json(routes());
        if std::env::var_os("WRITE_ROUTES").is_some() {
            std::fs::write(COPY, &table).unwrap();
        }
        let copy = std::fs::read_to_string(COPY).unwrap_or_default();
        let remedy = "routes.json is not the table: WRITE_ROUTES=1 cargo test -p providers";
        assert_eq!(copy, table, "{remedy}");
    }

    #[test]
    fn nothing_runs_without_a_token() {
        assert!(routes().iter().all(|route| route.access == Some(Access::Endpoint)));
        // Two lines that axum cannot tell apart would panic here.
        drop(crate::router());
    }
}
