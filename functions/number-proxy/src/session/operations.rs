//! Descriptions of the session routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::openapi::{FAILED, PROVIDER_ERROR};

const ONE: &str = "/session/{session_id}";
const INTERACTIONS: &str = "/session/{session_id}/interactions";

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Sessions");
    vec![
        operation(Method::Post, "/session", "createSession", "Open a session")
            .describe(
                "Opens a session on a number that neither participant has in use, and tells both by SMS. If one \
                 cannot be told, the session is rolled back.",
            )
            .fails(
                400,
                &[
                    ErrorCode::MissingParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidPhoneNumber,
                ],
                "An argument is missing or not acceptable.",
            )
            .fails_as(
                FAILED,
                400,
                &[ErrorCode::NoNumberAvailable],
                "No number of the pool is suitable.",
            )
            .fails_as(
                FAILED,
                500,
                &[ErrorCode::NumberReservedTwice],
                "Another session took the number at the same time; try again.",
            )
            .fails_as(
                PROVIDER_ERROR,
                500,
                &[ErrorCode::ProviderFailed],
                "The provider refused to tell a participant.",
            ),
        operation(Method::Get, "/session", "listSessions", "List open sessions")
            .describe("Oldest first. An expired session is listed until it is swept.")
            .fails(
                400,
                &[ErrorCode::MalformedRequest, ErrorCode::InvalidParameter],
                "`limit` is out of range, or the query is not UTF-8.",
            )
            .fails(
                404,
                &[ErrorCode::ProxySessionNotFound],
                "The account has no session with the id `after`.",
            ),
        operation(Method::Delete, "/session", "endSession", "End a session")
            .describe(
                "Ends a session and tells both participants by SMS. It ends even if they cannot be told; ending it \
                 again is 404.",
            )
            .fails(400, &[ErrorCode::MissingParameter], "The session's id is missing.")
            .fails(404, &[ErrorCode::ProxySessionNotFound], "The account has no such open session.")
            .fails_as(
                PROVIDER_ERROR,
                500,
                &[ErrorCode::ProviderFailed],
                "The session has ended, but the provider refused to tell a participant.",
            ),
        operation(Method::Get, ONE, "getSession", "Show a session, open or closed")
            .fails(404, &[ErrorCode::ProxySessionNotFound], "The account has no such session."),
        operation(Method::Get, INTERACTIONS, "listInteractions", "List the messages of a session")
            .describe("Messages that were sent for the session, with their states, in the order of sending.")
            .fails(400, &[ErrorCode::MalformedRequest], "The query is not UTF-8.")
            .fails(404, &[ErrorCode::ProxySessionNotFound], "The account has no such session."),
    ]
}
