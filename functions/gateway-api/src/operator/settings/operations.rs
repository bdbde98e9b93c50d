//! Description of the route of settings for the document of the API.

use edge_kit::{openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let id = "listSettings";
    vec![
        Operation::new(Method::Get, "/api/v1/operator/settings", id, "List settings")
            .tag("Deployment")
            .describe(
                "Every setting of the deployment with its value, its meaning, and whether it is set or a default. \
                 Secrets show only whether they are set. Settings change with a deployment, not by the API.",
            ),
    ]
}
