//! Codes, relay users and their platforms.

use crate::{ErrorCode, Explanation};

pub(super) const ALL: &[Explanation] = &[
    Explanation {
        code: ErrorCode::WrongCode,
        meaning: "The code is not the one that was sent.",
        causes: &[
            "It is misspelled, has expired, or was used before.",
            "A newer code replaced it, or none was requested.",
            "There were too many wrong codes; then even the right one is refused for a while.",
        ],
        remedies: &["Enter the newest code, or request another one."],
    },
    Explanation {
        code: ErrorCode::NumberNotVerified,
        meaning: "The step needs a phone number that was verified before, in the same session.",
        causes: &["The code was not confirmed, or in another session.", "The session has expired."],
        remedies: &["Request a code, confirm it, and repeat the step."],
    },
    Explanation {
        code: ErrorCode::CaptchaFailed,
        meaning: "The captcha was not passed.",
        causes: &["The token has expired or was used before.", "The request came from a program."],
        remedies: &["Solve the captcha again."],
    },
    Explanation {
        code: ErrorCode::SignUpClosed,
        meaning: "The deployment does not admit this number.",
        causes: &[
            "Sign-up is switched off.",
            "Sign-up is by invitation, and the number was not invited or the invitation has expired.",
        ],
        remedies: &["Ask the operator for an invitation, which `npm run relay-users` makes."],
    },
    Explanation {
        code: ErrorCode::CountryNotServed,
        meaning: "The deployment or the account sends no codes to the number's country.",
        causes: &[
            "`OTP_COUNTRIES` does not list the country, which protects against SMS fraud.",
            "The account's policy of codes does not allow the country, or denies it.",
        ],
        remedies: &[
            "Check the number.",
            "An operator adds the country to `OTP_COUNTRIES`.",
            "An administrator changes the policy by `PATCH /api/v1/admin/otp/policy`.",
        ],
    },
    Explanation {
        code: ErrorCode::DecryptionFailed,
        meaning: "An encrypted value cannot be decrypted with the server's keys.",
        causes: &[
            "The app has an old key of the server.",
            "The value was encrypted in another way, or was cut off.",
            "The server lacks the key for it.",
        ],
        remedies: &[
            "Get the server's keys from `GET /v2/sync/keys` and encrypt again.",
            "Update the app.",
        ],
    },
    Explanation {
        code: ErrorCode::RequestRefused,
        meaning: "A request that came by SMS is not carried out.",
        causes: &[
            "It cannot be decrypted, or its sender is unknown.",
            "The user has no grant for the platform.",
            "It was carried out before.",
        ],
        remedies: &[
            "Sync the app again, and check the grants.",
            "The text names no cause where that would help a stranger; the log of publications does.",
        ],
    },
    Explanation {
        code: ErrorCode::ConsentNotFound,
        meaning: "The platform returned from a consent that was not begun here, or has expired.",
        causes: &[
            "The consent took too long, or everything was revoked meanwhile.",
            "It was begun in another browser or by another user.",
        ],
        remedies: &["Begin the consent again."],
    },
    Explanation {
        code: ErrorCode::PlatformRefused,
        meaning: "The platform did not accept the consent or the credential.",
        causes: &[
            "The user declined.",
            "The code or the password is wrong, was used before, or has expired.",
            "The platform ended the grant.",
        ],
        remedies: &[
            "Begin the consent again.",
            "Check the client of the platform in the settings.",
        ],
    },
    Explanation {
        code: ErrorCode::ScopeMismatch,
        meaning: "The user's consent lacks a scope that publishing needs.",
        causes: &["The user unchecked a permission at the platform."],
        remedies: &["Begin the consent again, and accept all permissions."],
    },
    Explanation {
        code: ErrorCode::PlatformBusy,
        meaning: "The platform asks for fewer requests.",
        causes: &["The deployment's client is over the platform's limit."],
        remedies: &["Repeat the request after `Retry-After`."],
    },
    Explanation {
        code: ErrorCode::PlatformUnavailable,
        meaning: "The platform gave no answer that can be used.",
        causes: &["It is down, or the network between is.", "Its interface changed."],
        remedies: &[
            "Repeat the request later.",
            "The operator finds the platform's answer in the log under the `Request-Id`.",
        ],
    },
];
