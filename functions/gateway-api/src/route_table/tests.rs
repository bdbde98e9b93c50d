//! Tests of the route table, and of the copy of it that the tests of the whole system use.

use std::collections::BTreeSet;

use edge_kit::{
    NoContent,
    route_table::{Route, RouteTable},
};
use http::HeaderMap;

use super::*;
use crate::routes;

const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/routes.json");

#[test]
fn the_system_tests_go_by_the_table_that_the_router_is_built_from() {
    route_table::assert_copy("gateway-api", COPY, routes());
}

#[test]
fn nothing_is_open_but_what_authenticates_in_its_own_way_and_what_is_public() {
    let open: BTreeSet<&str> =
        routes().into_iter().filter(|it| it.access.is_none()).map(|it| it.path).collect();
    let sign_in =
        ["/api/v1/session/link", "/api/v1/session/passkey", "/api/v1/session/passkey/options"];
    let others = [
        "/api/v1/gateway/register",
        "/api/v1/pairings/redeem",
        "/api/v1/webhooks/public-key/{account_id}",
        "/cable",
        "/up",
    ];
    assert_eq!(open, sign_in.into_iter().chain(others).collect());
}

#[test]
fn every_administrators_route_wants_a_permission_to_manage() {
    let manage: [&[Permission]; 2] = [&[Permission::ManageGateways], &[Permission::ManageAccount]];
    let administers = |it: &Route<Access>| it.path.starts_with("/api/v1/admin/");
    for route in routes().into_iter().filter(administers) {
        let Some(Access::Client(any_of)) = route.access else { panic!("{route:?}") };
        assert!(manage.contains(&any_of), "{route:?}");
    }
}

#[test]
fn a_route_stands_once_and_has_a_limit_unless_it_is_open() {
    let mut seen = BTreeSet::new();
    for route in routes() {
        assert!(seen.insert((route.path, route.method)), "{route:?}");
        assert_eq!(route.limit.is_none(), route.access.is_none(), "{route:?}");
    }
}

#[test]
fn the_lines_make_a_router() {
    // Two lines that axum cannot tell apart would panic here.
    drop(crate::router());
    drop(RouteTable::<Access>::default().delete("/x/{id}", nothing).into_router());
}

async fn nothing(_headers: HeaderMap) -> NoContent {
    NoContent
}
