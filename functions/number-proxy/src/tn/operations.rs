//! Descriptions of the pool's routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::openapi::FAILED;

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, id, summary| Operation::new(method, "/tn", id, summary).tag("Pool");
    vec![
        operation(Method::Post, "addNumber", "Add a number to the pool")
            .describe(
                "The number belongs to a provider, whose number is added to the account if it is unknown, or to one \
                 of the account's phones (`gateway_id`).",
            )
            .fails(
                400,
                &[
                    ErrorCode::MissingParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidPhoneNumber,
                    ErrorCode::GatewayNotFound,
                    ErrorCode::NumberExists,
                ],
                "An argument is missing or not acceptable, the route cannot mask, or the pool has the number.",
            )
            .fails_as(
                FAILED,
                400,
                &[ErrorCode::ResourceLimitReached],
                "The pool is full, or the account has too many numbers.",
            ),
        operation(Method::Get, "listNumbers", "List the pool").describe(
            "The whole pool. A number with sessions may still be available to people who do not use it yet.",
        ),
        operation(Method::Delete, "removeNumber", "Remove a number from the pool")
            .fails(400, &[ErrorCode::MissingParameter], "The number is missing or too long.")
            .fails_as(FAILED, 400, &[ErrorCode::NumberInUse], "A session uses the number.")
            .fails(404, &[ErrorCode::NumberNotFound], "The pool has no such number."),
    ]
}
