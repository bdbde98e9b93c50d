//! Tests of the route table, and of the copy of it that the tests of the whole system use.

use std::collections::BTreeSet;

use crate::routes;

use super::*;

const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/routes.json");

#[test]
fn the_system_tests_go_by_the_table_that_the_router_is_built_from() {
    route_table::assert_copy("smsgate", COPY, routes());
}

#[test]
fn every_route_of_integrators_wants_a_scope_but_the_health_checks() {
    for route in routes().into_iter().filter(|it| it.path.starts_with("/3rdparty/")) {
        let open = route.path.starts_with("/3rdparty/v1/health");
        assert_eq!(matches!(route.access, Some(Access::Scope(_))), !open, "{route:?}");
    }
}

#[test]
fn a_route_stands_once_and_has_a_limit_unless_it_is_open() {
    let mut seen = BTreeSet::new();
    for route in routes() {
        assert!(seen.insert((route.path, route.method)), "{route:?}");
        // A phone's fetches and reports have a bound in flight instead.
        let attends = route.path == "/mobile/v1/messages";
        assert_eq!(route.limit.is_none(), route.access.is_none() || attends, "{route:?}");
    }
}

#[test]
fn the_lines_make_a_router() {
    // Two lines that axum cannot tell apart would panic here.
    drop(crate::router());
}
