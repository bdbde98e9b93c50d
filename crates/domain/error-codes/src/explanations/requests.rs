//! Requests that cannot be carried out as they are.

use crate::{ErrorCode, Explanation};

pub(super) const ALL: &[Explanation] = &[
    Explanation {
        code: ErrorCode::MalformedRequest,
        meaning: "The path, the query or the body cannot be read at all.",
        causes: &[
            "The body is not JSON, although its `Content-Type` says so.",
            "The body is not an object.",
            "A member of the body has another type than its schema, in the SMSGate API.",
            "The body came without `Content-Type: application/json`, in the SMSGate API.",
            "A text has bytes that are not UTF-8.",
            "The JSON is nested too deeply.",
            "An id in the path is too long.",
        ],
        remedies: &[
            "Send the body as JSON with `Content-Type: application/json`.",
            "Look at the bytes that were sent: shells and templates often change quotation marks.",
        ],
    },
    Explanation {
        code: ErrorCode::MissingParameter,
        meaning: "A parameter that the route needs is absent or empty.",
        causes: &[
            "The name is misspelled; unknown names are ignored.",
            "The body has a content type that is not read.",
            "The parameter is `null`, which counts as absent.",
            "The text names a maximum length, and the parameter is longer or has another type, which counts as absent.",
            "In the one-step sync also: the public key is not usable, or the session is over.",
        ],
        remedies: &["Send the parameter that the text names.", "Check `Content-Type`."],
    },
    Explanation {
        code: ErrorCode::UnreadableParameter,
        meaning: "A parameter is there and is not of its type.",
        causes: &[
            "A number has letters, or a time is not in ISO 8601.",
            "A list or an object stands where a text is expected.",
            "A parameter of the query is empty.",
        ],
        remedies: &["Look the type up in the reference, and send the parameter in that form."],
    },
    Explanation {
        code: ErrorCode::InvalidParameter,
        meaning: "A parameter can be read, and its value is not acceptable.",
        causes: &[
            "It is too long, too small or too large.",
            "It is not one of the permitted words.",
            "Two parameters contradict each other.",
            "In the first step of a sync also: the key is not usable, or the session is over.",
        ],
        remedies: &[
            "The text says what is acceptable.",
            "The reference has the bounds of every parameter.",
        ],
    },
    Explanation {
        code: ErrorCode::InvalidPhoneNumber,
        meaning: "A text is not a phone number to which an SMS can be sent.",
        causes: &[
            "The country code is missing, and the number does not exist in the account's default country.",
            "It has too few or too many digits.",
            "It is a landline's, where only mobile numbers are taken.",
            "A field that has to be a number is a short code or a name.",
        ],
        remedies: &[
            "Send the number in E.164: `+`, the country code and the number, such as `+14155550123`.",
            "Set the account's default country if its numbers are written without a country code.",
        ],
    },
    Explanation {
        code: ErrorCode::InvalidUrl,
        meaning: "The URL cannot be called from here.",
        causes: &[
            "It does not begin with `https://`.",
            "Its host is an IP address that is not public, a local name, or the service itself.",
            "It has a user name, or a port that is not permitted.",
            "It is too long, or is not a URL.",
        ],
        remedies: &["Use an HTTPS URL with a public host name."],
    },
    Explanation {
        code: ErrorCode::BodyTooLarge,
        meaning: "The body is longer than the route admits, and nothing of it was stored.",
        causes: &[
            "There are too many messages in one request.",
            "The JSON has too many values.",
            "The attachments of an upload are too large.",
        ],
        remedies: &[
            "Send less at a time; the reference has the limit of each route as `x-max-body-bytes`.",
        ],
    },
    Explanation {
        code: ErrorCode::WebsocketExpected,
        meaning: "The route speaks WebSocket only.",
        causes: &["It was called by an ordinary `GET`.", "A proxy removed the header `Upgrade`."],
        remedies: &[
            "Open it with a WebSocket client.",
            "Let the proxy pass `Upgrade` and `Connection` on.",
        ],
    },
    Explanation {
        code: ErrorCode::IdempotencyKeyReused,
        meaning: "The same `Idempotency-Key` came with another request before.",
        causes: &[
            "A key was made of something that two requests share.",
            "A request was changed and repeated under its old key.",
        ],
        remedies: &[
            "Make a new key for every message, and keep it only for repetitions of the same request.",
        ],
    },
    Explanation {
        code: ErrorCode::NotSupported,
        meaning: "This server does not do what was asked, and no setting changes that.",
        causes: &[
            "The original system has the feature, and it makes no sense here or would harm someone.",
        ],
        remedies: &["The text of the answer or the reference says what to use instead."],
    },
];
