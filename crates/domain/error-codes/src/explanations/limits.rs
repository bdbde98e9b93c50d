//! Limits, and what is left of them.

use crate::{ErrorCode, Explanation};

pub(super) const ALL: &[Explanation] = &[
    Explanation {
        code: ErrorCode::RateLimited,
        meaning: "A limit on requests is reached. Nothing was done.",
        causes: &[
            "The key, the account or the network sent more requests than the limit admits.",
            "In the SMSGate API also: too many wrong passwords, registrations or new accounts.",
            "Several exports of the account's messages are under way.",
        ],
        remedies: &[
            "Wait as long as `Retry-After` says, then repeat the request.",
            "`RateLimit-Policy` and `RateLimit` say which limit it was and what is left, except for a few limits on codes and the limit on exports.",
            "An operator can raise limits; docs/OPERATIONS.md names them.",
        ],
    },
    Explanation {
        code: ErrorCode::TooManyAttempts,
        meaning: "There were too many wrong passwords or codes, or attempts of one network. Right ones are refused, too, for a while.",
        causes: &[
            "Somebody guesses, or a client repeats a wrong password.",
            "Many people behind one address log in, sign up or recover their accounts.",
        ],
        remedies: &[
            "Wait as long as `Retry-After` says.",
            "Do not repeat a refused password automatically.",
        ],
    },
    Explanation {
        code: ErrorCode::CodeLimitReached,
        meaning: "The recipient got as many codes as are admitted. No SMS was sent.",
        causes: &[
            "Codes were requested again and again.",
            "For relay users also: the account or the network got too many.",
            "Somebody uses the form to have SMS sent to others.",
        ],
        remedies: &[
            "Wait as long as `Retry-After` says.",
            "Let people verify the code they have before they request another one.",
        ],
    },
    Explanation {
        code: ErrorCode::NumberBlockBlocked,
        meaning: "Numbers that share their first six digits get no codes. No SMS was sent; other numbers are not affected.",
        causes: &[
            "Too few of the codes sent to these numbers were verified, as when somebody has codes sent to numbers that earn money for each SMS.",
            "An administrator blocked the numbers.",
        ],
        remedies: &[
            "Wait as long as `Retry-After` says. Without it, the block has no end.",
            "See the reason by `GET /api/v1/admin/otp/blocks`, and lift the block by `DELETE` if it is a mistake.",
            "Protect the form that sends codes against programs.",
        ],
    },
    Explanation {
        code: ErrorCode::RegistrationLimitReached,
        meaning: "As many gateways await approval as the account may have.",
        causes: &["Phones were registered without a token, and nobody approved or deleted them."],
        remedies: &[
            "Approve or delete the pending gateways, or wait: a registration lapses after a day.",
            "Register with a token, which needs no approval.",
        ],
    },
    Explanation {
        code: ErrorCode::ResourceLimitReached,
        meaning: "There are as many of these as there may be.",
        causes: &[
            "Webhooks, numbers, nodes or entries were added and never removed.",
            "Too many came at once from one network.",
        ],
        remedies: &[
            "Remove what is not needed.",
            "Wait as long as `Retry-After` says, if the answer has it.",
        ],
    },
    Explanation {
        code: ErrorCode::QueueFull,
        meaning: "Too many messages wait for a phone, or the last ones did not get through, so that no more are admitted. Nothing was stored.",
        causes: &[
            "The phone is offline, or sends more slowly than messages come.",
            "The oldest message has waited too long, or the last ones all failed.",
        ],
        remedies: &[
            "Check that the phone is connected.",
            "Repeat the request later, or add another phone.",
            "An operator can raise the limits of the queue.",
        ],
    },
    Explanation {
        code: ErrorCode::NoNumberAvailable,
        meaning: "No number of the pool can be given to these two participants.",
        causes: &[
            "Each number is in use by one of the two, was until just now, or is one of theirs.",
            "The pool is empty, or does not have the number that the request names.",
        ],
        remedies: &["Add numbers by `POST /tn`, or end sessions."],
    },
];
