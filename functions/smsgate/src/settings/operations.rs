//! Descriptions of the routes of this family for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, id, summary| {
        Operation::new(method, "/3rdparty/v1/settings", id, summary).tag("Settings")
    };
    let refused = "The settings are not an object, or break a rule.";
    vec![
        operation(Method::Get, "getSettings", "Show the settings").describe(
            "Settings of all of the account's phones; an empty object if nothing was ever set.",
        ),
        operation(Method::Patch, "updateSettings", "Change settings")
            .describe("Sets the named settings and keeps the others. Phones are notified.")
            .fails(400, &[ErrorCode::InvalidParameter], refused),
        operation(Method::Put, "replaceSettings", "Replace all settings")
            .describe("Replaces all settings by the named ones. Phones are notified.")
            .fails(400, &[ErrorCode::InvalidParameter], refused),
    ]
}
