//! Failures that no change of the request prevents.

use crate::{ErrorCode, Explanation};

pub(super) const ALL: &[Explanation] = &[
    Explanation {
        code: ErrorCode::ProviderFailed,
        meaning: "The SMS provider refused the SMS or gave no usable answer.",
        causes: &[
            "The credentials of the provider are wrong, or its account has no funds.",
            "The sender's number may not be used.",
            "The recipient's number does not exist.",
        ],
        remedies: &[
            "Read the provider's answer in `strerr`, if it is there.",
            "Check the credentials and the numbers of the provider.",
        ],
    },
    Explanation {
        code: ErrorCode::NotConfigured,
        meaning: "The feature needs a setting that the operator has not set.",
        causes: &[
            "Codes, webhooks and the credentials of providers need `SEALING_KEYS`, SMSGate's tokens need `JWT_SECRET`, the URL of a callback may need `PUBLIC_URL`, and sync needs `RELAY_SERVER_KEYS`.",
            "A setting switches the feature off.",
        ],
        remedies: &[
            "Set it; the text names it where it can, and docs/OPERATIONS.md explains each setting.",
        ],
    },
    Explanation {
        code: ErrorCode::DeploymentNotConfigured,
        meaning: "The deployment's settings are missing or contradict each other, so that no request is served.",
        causes: &["A required secret is missing.", "The value of a setting is not valid."],
        remedies: &["Read the log: it names the setting. docs/OPERATIONS.md explains each one."],
    },
    Explanation {
        code: ErrorCode::Unavailable,
        meaning: "A database or an object did not answer in time. The request may have had its effect.",
        causes: &[
            "The platform is overloaded, or is moving an object.",
            "A connection between two parts broke.",
            "Too many requests of one phone are being processed, or too many event streams are open.",
            "In the SMSGate API also: the phone is switched off, and keeps its upload for later.",
            "In the Relay API also: an account or a key that the route needs is not set up. The log names it.",
        ],
        remedies: &[
            "Repeat the request after `Retry-After`, but only if a second effect does no harm: send an `Idempotency-Key`, or a message id of your own.",
            "Look at the operator's log under the `Request-Id` if it keeps happening.",
        ],
    },
    Explanation {
        code: ErrorCode::InternalError,
        meaning: "The server did not expect what happened.",
        causes: &[
            "A fault of the server, or data that an older version stored.",
            "In old formats of the Relay API also: the body is not JSON, or the password does not decrypt.",
        ],
        remedies: &[
            "Report it to the operator with the `Request-Id`.",
            "A repetition may help if the answer has `Retry-After`.",
        ],
    },
];
