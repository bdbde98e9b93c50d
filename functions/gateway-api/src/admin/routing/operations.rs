//! Descriptions of the routing policy for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Routing");
    vec![
        operation(
            Method::Get,
            "/api/v1/admin/routing",
            "getRoutingPolicy",
            "Show the routing policy",
        )
        .describe("Returns the kind of route that is preferred for messages that name none."),
        operation(
            Method::Patch,
            "/api/v1/admin/routing",
            "updateRoutingPolicy",
            "Set the routing policy",
        )
        .describe("Sets the policy. Messages that are waiting may find a route by it.")
        .fails(422, &[ErrorCode::InvalidParameter], "There is no such policy."),
    ]
}
