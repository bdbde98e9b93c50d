//! Description of the handshake for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{ErrorFormat, Operation},
    route_table::Method,
};

const TEXT: ErrorFormat =
    ErrorFormat { content_type: Some("text/plain; charset=utf-8"), schema: None };
const EMPTY: ErrorFormat = ErrorFormat { content_type: None, schema: None };

pub(crate) fn all() -> Vec<Operation> {
    let connect = Operation::new(Method::Get, "/cable", "connectGateway", "Open a gateway's socket")
        .tag("Gateways")
        .describe(
            "Upgrades to a WebSocket that speaks the Action Cable protocol, with the channel `GatewayChannel`. A refused \
             key is answered after the upgrade, by a `disconnect` frame and a close. Attempts are counted per network, \
             under the limit `requests`.",
        )
        .security(vec!["gatewayKeyInQuery", "gatewayKey"])
        .takes(|request| {
            request.header::<String>("Upgrade", true, "`websocket`.");
            request.header::<String>(
                "Sec-WebSocket-Protocol",
                false,
                "Subprotocols, of which the first known one is selected: `actioncable-v1-json` or \
                 `actioncable-unsupported`. With `actioncable-ext-pong`, the client echoes pings.",
            );
            request.header::<String>(
                "Origin",
                false,
                "Origin of a page, which must be the deployment's own or an allowed one.",
            );
        })
        .answers(|answers| answers.empty(101))
        .header("Sec-WebSocket-Protocol", "The selected subprotocol, if one is known.")
        .fails_as(
            TEXT,
            404,
            &[ErrorCode::RouteNotFound],
            "The request asks for no WebSocket, or its origin is not allowed.",
        )
        .fails(429, &[ErrorCode::RateLimited], "Too many attempts from this network.")
        .fails(503, &[ErrorCode::Unavailable], "Too many refused sockets are open.")
        .fails_as(
            EMPTY,
            503,
            &[ErrorCode::Unavailable],
            "The socket's object has no room or is not reachable. Then the body is empty or `busy`, and without \
             `Retry-After`.",
        );
    vec![connect]
}
