//! Descriptions of sync for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::openapi::{EMPTY_ERROR, TEXT_ERROR};

const BAD_PATH: &str =
    "An id in the path is longer than 64 bytes or is not UTF-8. Then there is no body.";
const KEY_ID: (&str, &str) = ("X-Relay-Key-Id", "Id of the server key that the app got or used.");
const KEY_FINGERPRINT: (&str, &str) =
    ("X-Relay-Key-Fingerprint", "SHA-256 of that key in hexadecimal, for apps that pin it.");

pub(crate) fn all() -> Vec<Operation> {
    vec![open(), one_step_socket(), socket(), step_one(), step_two(), verify(), delete(), keys()]
}

fn open() -> Operation {
    let path = "/v2/sync/users/{user_id}";
    limited(operation(Method::Get, path, "openSync", "Open a sync session"))
        .describe(
            "Returns the URL of the WebSocket that shows the URLs of the handshake to a browser, for its QR code. Does \
             not check whether the user exists.",
        )
        .fails_as(EMPTY_ERROR, 400, &[ErrorCode::MalformedRequest], BAD_PATH)
        .fails_as(EMPTY_ERROR, 500, &[ErrorCode::InternalError], INTERNAL)
}

fn one_step_socket() -> Operation {
    let path = "/v2/sync/init/{user_id}";
    socket_of(operation(Method::Get, path, "getOneStepSync", "Show URLs of the one-step handshake"))
        .describe(
            "Upgrades to a WebSocket that sends frames `{\"qr_url\": …, \"mobile_url\": …}`, whose URLs end in a \
             slash. Then `201- pause` as the app begins and `200- ack` once it is done.",
        )
}

fn socket() -> Operation {
    let path = "/v2/sync/init/{user_id}/{session_id}";
    socket_of(operation(Method::Get, path, "getSync", "Show URLs of the handshake"))
        .describe(
            "Upgrades to a WebSocket that sends the handshake's URL, as a text or as `{\"qr_url\": …, \"mobile_url\": \
             …}`, even if the session was not opened before. Then `201- pause` as the app begins and `200- ack` once \
             it is done.",
        )
}

fn step_one() -> Operation {
    let path = "/v2/sync/users/{user_id}/sessions/{session_id}/handshake";
    keyed(operation(Method::Post, path, "beginSync", "Exchange public keys"))
        .describe("Stores the app's public key and returns the server's. The browser is told to wait.")
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::InvalidParameter,
            ],
            "The body is not JSON or too long, the public key is missing or unusable, or the session is unknown.",
        )
        .fails_as(EMPTY_ERROR, 400, &[ErrorCode::MalformedRequest], BAD_PATH)
        .fails_as(
            TEXT_ERROR,
            500,
            &[ErrorCode::InternalError],
            "The session did not answer, and the key was not stored.",
        )
        .fails_as(TEXT_ERROR, 501, &[ErrorCode::NotConfigured], NOT_SET_UP)
}

fn step_two() -> Operation {
    let path = "/v2/sync/users/{user_id}/sessions/{session_id}";
    keyed(operation(Method::Post, path, "finishSync", "Get the shared key for the user's password"))
        .describe(
            "Checks the password and creates the user's shared key: the newest key replaces the one before. A session \
             is used once, and five wrong passwords end it.\n\nWith a `public_key` in the body this is the one-step \
             handshake, whose URL ends in a slash; it ignores the session.",
        )
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::SyncSessionNotFound,
                ErrorCode::DecryptionFailed,
            ],
            "The body is not JSON or too long, a member is missing, the session is unknown or used, or (in one step) \
             the key is unusable or the password does not decrypt.",
        )
        .fails_as(EMPTY_ERROR, 400, &[ErrorCode::MalformedRequest], BAD_PATH)
        .fails_as(
            TEXT_ERROR,
            401,
            &[ErrorCode::WrongPassword],
            "In two steps: the password is wrong, or, with `Retry-After`, is not checked after too many wrong ones.",
        )
        .fails_as(
            EMPTY_ERROR,
            403,
            &[ErrorCode::WrongPassword],
            "In one step: the password is wrong, or, with `Retry-After`, is not checked after too many wrong ones.",
        )
        .fails_as(
            EMPTY_ERROR,
            500,
            &[ErrorCode::InternalError],
            "In two steps: the password does not decrypt, or the server's key is gone. With `Retry-After`: the request \
             may be repeated.",
        )
        .fails_as(TEXT_ERROR, 501, &[ErrorCode::NotConfigured], NOT_SET_UP)
}

fn verify() -> Operation {
    let path = "/v2/sync/users/verification";
    keyed(operation(Method::Post, path, "recoverSharedKey", "Get the shared key again"))
        .describe("Encrypts the user's shared key again for the app that signs with the key of the last sync.")
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::DecryptionFailed,
            ],
            "The body is not JSON or too long, a member is missing, or the hash does not decrypt.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::SharedKeyNotFound, ErrorCode::InvalidSignature],
            "There is no key for this hash, or the signature is wrong.",
        )
        .fails_as(
            EMPTY_ERROR,
            500,
            &[ErrorCode::InternalError],
            "The stored key cannot be opened any more. With `Retry-After`: the request may be repeated.",
        )
        .fails_as(TEXT_ERROR, 501, &[ErrorCode::NotConfigured], NOT_SET_UP)
}

fn delete() -> Operation {
    let path = "/v2/sync/users";
    limited(operation(Method::Delete, path, "deleteSharedKey", "Delete a shared key"))
        .describe(
            "For a service that has the service key. The answer is the same whether or not there was such a key.",
        )
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter],
            "The hash is missing, or the body is not JSON or too long.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::DecryptionFailed],
            "The deployment has no service key.",
        )
        .fails_as(EMPTY_ERROR, 500, &[ErrorCode::InternalError], INTERNAL)
}

fn keys() -> Operation {
    limited(operation(Method::Get, "/v2/sync/keys", "listServerKeys", "List the server's keys"))
        .describe("Returns the key that apps get now, for apps that pin it.")
        .fails_as(TEXT_ERROR, 501, &[ErrorCode::NotConfigured], NOT_SET_UP)
}

const INTERNAL: &str = "A part of the platform did not answer.";
const NOT_SET_UP: &str = "The operator has not set the keys that sync needs.";

fn operation(
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    // A body that is too long counts as one that is not JSON.
    Operation::new(method, path, id, summary).tag("Sync").never(413)
}

fn limited(operation: Operation) -> Operation {
    operation.fails_as(
        TEXT_ERROR,
        429,
        &[ErrorCode::RateLimited],
        "Too many requests of the network, or sessions of the user.",
    )
}

fn keyed(operation: Operation) -> Operation {
    limited(operation).header(KEY_ID.0, KEY_ID.1).header(KEY_FINGERPRINT.0, KEY_FINGERPRINT.1)
}

fn socket_of(operation: Operation) -> Operation {
    limited(operation)
        .answers(|answers| answers.empty(101))
        .takes(|request| {
            let description = "`websocket`, in any case.";
            request.header::<String>("Upgrade", true, description);
        })
        .fails_as(
            EMPTY_ERROR,
            400,
            &[ErrorCode::MalformedRequest],
            "An id in the path is longer than 64 bytes or is not UTF-8.",
        )
        .fails_as(
            TEXT_ERROR,
            426,
            &[ErrorCode::WebsocketExpected],
            "The request is no upgrade to a WebSocket.",
        )
        .fails_as(EMPTY_ERROR, 500, &[ErrorCode::InternalError], INTERNAL)
        .fails_as(
            EMPTY_ERROR,
            503,
            &[ErrorCode::Unavailable],
            "The session has no room for another socket.",
        )
}
