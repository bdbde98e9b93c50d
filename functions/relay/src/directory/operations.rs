//! Descriptions of the directory for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{Operation, RequestShape},
    route_table::Method,
};

const LIMITED: &str = "Too many requests came from the caller's network.";

pub(crate) fn all() -> Vec<Operation> {
    lists().into_iter().chain(tests()).chain(administration()).collect()
}

/// Returns the description of a list with a tag.
fn tagged(path: &'static str, id: &'static str, summary: &'static str) -> Operation {
    Operation::new(Method::Get, path, id, summary)
        .tag("Directory")
        .takes(known_tag)
        .header("ETag", "Tag of the content.")
        .fails(429, &[ErrorCode::RateLimited], LIMITED)
}

fn known_tag(request: &mut RequestShape<'_>) {
    let description =
        "Tags of the contents that the caller has. With the current one, the answer is 304.";
    request.header::<String>("If-None-Match", false, description);
}

/// Adds the headers of a page.
fn paged(operation: Operation) -> Operation {
    operation
        .header("X-Total-Count", "Number of entries on all pages.")
        .header("X-Page", "Number of the page.")
        .header("X-Per-Page", "Entries per page.")
        .header(
            "Link",
            "URLs of the pages `first`, `prev`, `self`, `last` and `next`, as far as they exist.",
        )
}

fn lists() -> Vec<Operation> {
    vec![
        paged(tagged("/v3/clients", "listGatewayClients", "List gateway clients"))
            .describe("Gateway clients sorted by number: one page, or all if no page is requested.")
            .fails(
                400,
                &[
                    ErrorCode::InvalidParameter,
                    ErrorCode::UnreadableParameter,
                    ErrorCode::MalformedRequest,
                ],
                "A parameter is unacceptable, or the query is not UTF-8.",
            ),
        tagged(
            "/v3/clients/countries",
            "listGatewayClientCountries",
            "List countries with gateway clients",
        )
        .describe("Names of the countries, each once."),
        tagged(
            "/v3/clients/{client}/operators",
            "listGatewayClientOperators",
            "List operators of a country's gateway clients",
        )
        .describe("Names of the operators, each once; none for an unknown country. `client` is the country's name."),
    ]
}

fn tests() -> Vec<Operation> {
    let path = "/v3/clients/{client}/tests";
    let list = tagged(path, "listReliabilityTests", "List reliability tests of a gateway client");
    vec![
        paged(list)
            .tag("Reliability")
            .describe(
                "A page of the client's tests, newest first. An unknown client has none. `client` is its number.",
            )
            .fails(
                400,
                &[
                    ErrorCode::InvalidParameter,
                    ErrorCode::UnreadableParameter,
                    ErrorCode::MalformedRequest,
                ],
                "A parameter is unacceptable, or the query is not UTF-8.",
            ),
        Operation::new(Method::Post, path, "startReliabilityTest", "Start a reliability test")
            .tag("Reliability")
            .describe(
                "Creates a pending test. The caller then has an SMS with the test's id sent to the client's number, \
                 `client`, within 15 minutes. An unknown client is answered with the status 200 and an error, as in \
                 the original.",
            )
            .fails(
                429,
                &[ErrorCode::RateLimited, ErrorCode::ResourceLimitReached],
                "Too many requests or tests came from the caller's network, or five tests of the client are pending.",
            ),
    ]
}

fn administration() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary).tag("Directory administration").fails(
            400,
            &[ErrorCode::InvalidPhoneNumber],
            "The number in the path is not an international phone number.",
        )
    };
    let (entry, key) = ("/relay/clients/{msisdn}", "/relay/clients/{msisdn}/key");
    vec![
        operation(Method::Put, entry, "putGatewayClient", "Add or change a gateway client")
            .describe("Adds the client to the directory, or replaces its entry.")
            .fails(
                400,
                &[ErrorCode::MalformedRequest, ErrorCode::InvalidParameter],
                "The body is not a JSON object, or a member is unacceptable.",
            )
            .fails(
                409,
                &[ErrorCode::ResourceLimitReached],
                "The directory is full: it has 1,000 clients.",
            ),
        operation(Method::Delete, entry, "deleteGatewayClient", "Delete a gateway client")
            .describe("Removes the client from the directory, with its tests and its key.")
            .fails(404, &[ErrorCode::GatewayClientNotFound], "The directory has no such client."),
        operation(Method::Post, key, "issueGatewayClientKey", "Issue a signing key")
            .describe(
                "Issues a new key with which the client signs what it forwards, and shows it once. The previous key \
                 becomes invalid.",
            )
            .fails(404, &[ErrorCode::GatewayClientNotFound], "The directory has no such client.")
            .fails(
                501,
                &[ErrorCode::NotConfigured],
                "The deployment lacks the setting `SEALING_KEYS`.",
            ),
        operation(Method::Delete, key, "deleteGatewayClientKey", "Delete a signing key")
            .fails(404, &[ErrorCode::GatewayClientNotFound], "The directory has no such client."),
    ]
}
