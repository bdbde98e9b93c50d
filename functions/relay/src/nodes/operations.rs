//! Descriptions of the families of nodes for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{Operation, RequestShape},
    route_table::Method,
};

use crate::openapi::{EMPTY_ERROR, TEXT_ERROR};

const LIMITED: &str = "Too many requests came from the caller's network.";
const TOO_LONG: &str = "The body is too long, or has too many JSON values.";
const BROKEN: &str = "The nodes could not be read or stored.";

pub(crate) fn all() -> Vec<Operation> {
    let pings = [
        ping("/seeds/ping", "pingSeed"),
        ping_by_header("/seeds/ping", "pingSeedByHeader"),
        ping("/ping", "ping"),
        ping_by_header("/ping", "pingByHeader"),
    ];
    pings.into_iter().chain(lists()).chain(administration()).collect()
}

fn ping(path: &'static str, id: &'static str) -> Operation {
    Operation::new(Method::Post, path, id, "Announce the node")
        .tag("Nodes")
        .describe(
            "Marks the node as live. Its first ping fixes its number and type. The answer is the time of the ping in \
             Unix seconds, always with a fraction. The key of the gateway client with the node's number may sign the \
             body in `X-Signature`. A node that the deployment does not list gets the same answer.",
        )
        .security(vec!["", "forwarderSignature"])
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter, ErrorCode::InvalidParameter],
            "A member is missing or unacceptable, or an SMS to the number costs extra.",
        )
        .never(413)
        .fails_as(EMPTY_ERROR, 413, &[ErrorCode::BodyTooLarge], TOO_LONG)
        .fails(429, &[ErrorCode::RateLimited], LIMITED)
        .fails_as(
            TEXT_ERROR,
            429,
            &[ErrorCode::ResourceLimitReached],
            "Too many new nodes came from the caller's network, or the store is full.",
        )
        .fails_as(
            EMPTY_ERROR,
            500,
            &[ErrorCode::InternalError],
            "The body is not JSON or not declared as JSON, or the node could not be stored.",
        )
}

fn ping_by_header(path: &'static str, id: &'static str) -> Operation {
    Operation::new(Method::Get, path, id, "Announce a known node")
        .tag("Nodes")
        .describe("Marks a node that is already known as live. An unknown SIM stays unknown.")
        .takes(sim_data)
        .answers(|answers| answers.empty(200))
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter],
            "The header `sim_data` is missing or unacceptable.",
        )
        .fails(429, &[ErrorCode::RateLimited], LIMITED)
        .fails_as(EMPTY_ERROR, 500, &[ErrorCode::InternalError], BROKEN)
}

fn sim_data(request: &mut RequestShape<'_>) {
    let description = "IMSI of the node's SIM, of at most 32 characters; anything from the first dot on is ignored.";
    request.header::<String>("sim_data", true, description);
}

fn lists() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary)
            .tag("Nodes")
            .fails(429, &[ErrorCode::RateLimited], LIMITED)
            .fails_as(EMPTY_ERROR, 500, &[ErrorCode::InternalError], BROKEN)
    };
    vec![
        operation(Method::Get, "/seeds", "listSeeds", "List live nodes").describe(
            "Nodes that pinged recently, in no particular order. If there are none, the gateway clients of the \
             directory stand for them.",
        ),
        operation(Method::Post, "/seeds", "reportSeed", "Report the number of a SIM")
            .describe(
                "Another node received an SMS from the SIM and announces its number. The node's own statement takes \
                 precedence, and the report is no sign of life.",
            )
            .security(vec!["", "forwarderSignature"])
            .answers(|answers| answers.empty(200))
            .fails_as(
                TEXT_ERROR,
                400,
                &[
                    ErrorCode::MalformedRequest,
                    ErrorCode::MissingParameter,
                    ErrorCode::InvalidParameter,
                ],
                "The body is not JSON or not declared as JSON, a member is missing or unacceptable, or an SMS to the \
                 number costs extra.",
            )
            .never(413)
            .fails_as(EMPTY_ERROR, 413, &[ErrorCode::BodyTooLarge], TOO_LONG)
            .fails_as(
                TEXT_ERROR,
                429,
                &[ErrorCode::ResourceLimitReached],
                "Too many new nodes came from the caller's network.",
            ),
        operation(Method::Get, "/seeds/{imsi}", "findSeed", "Get the number of a SIM")
            .describe("The number as a text, which is empty if the node is unknown, hidden or not live."),
        operation(Method::Get, "/seeders", "listSeeders", "List live seeders")
            .describe("Live nodes that answer an SMS which asks for the sender's own number."),
    ]
}

fn administration() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary).tag("Node administration")
    };
    vec![
        operation(Method::Get, "/relay/nodes", "listNodes", "List stored nodes")
            .describe("All stored nodes, live or not, in the order of their arrival.")
            .fails(
                400,
                &[ErrorCode::UnreadableParameter, ErrorCode::MalformedRequest],
                "A parameter is not a number, or the query is not UTF-8.",
            ),
        operation(Method::Delete, "/relay/nodes", "deleteStrangers", "Delete unknown nodes")
            .describe(
                "Deletes nodes that neither sign nor were approved or refused, the stalest first and at most 1,000. \
                 Repeat while `more` is true.",
            )
            .fails(
                400,
                &[ErrorCode::InvalidParameter, ErrorCode::MalformedRequest],
                "`strangers` is not `true`, or the query is not UTF-8.",
            ),
        operation(Method::Patch, "/relay/nodes/{imsi}", "changeNode", "Approve, refuse or locate a node")
            .fails(
                400,
                &[
                    ErrorCode::MalformedRequest,
                    ErrorCode::UnreadableParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::MissingParameter,
                ],
                "The body is not JSON or not declared as JSON, changes nothing, or has an unacceptable member.",
            )
            .fails(404, &[ErrorCode::NodeNotFound], "There is no such node."),
        operation(Method::Delete, "/relay/nodes/{imsi}", "deleteNode", "Delete a node")
            .describe(
                "The node returns with its next ping like any new node. To keep a node hidden, refuse it instead.",
            )
            .fails(404, &[ErrorCode::NodeNotFound], "There is no such node."),
    ]
}
