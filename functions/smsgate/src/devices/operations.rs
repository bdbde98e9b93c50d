//! Descriptions of the routes of this family for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Devices");
    vec![
        operation(Method::Get, "/3rdparty/v1/devices", "listDevices", "List devices")
            .describe("All of the account's phones, the oldest first, whichever API they registered through."),
        operation(Method::Delete, "/3rdparty/v1/devices/{id}", "deleteDevice", "Delete a device")
            .describe(
                "Deletes the device and its token. Messages that it has not sent go to another device.",
            )
            .fails(404, &[ErrorCode::GatewayNotFound], "The account has no such device."),
    ]
}
