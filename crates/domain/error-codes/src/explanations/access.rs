//! Failures of callers who are not admitted.

use crate::{ErrorCode, Explanation};

pub(super) const ALL: &[Explanation] = &[
    Explanation {
        code: ErrorCode::MissingCredentials,
        meaning: "The route needs a credential, and the request has none.",
        causes: &[
            "The header `Authorization` is missing, or has another scheme than the route takes.",
            "A proxy removed the header.",
        ],
        remedies: &[
            "Send `Authorization: Bearer <key>`, or the scheme that the reference names for the route.",
            "Create a key by `npm run keys` or by `POST /api/v1/admin/keys`.",
        ],
    },
    Explanation {
        code: ErrorCode::InvalidCredentials,
        meaning: "The credential of the request is missing, unknown, revoked or expired.",
        causes: &[
            "The key, token or login is misspelled or cut off.",
            "It was revoked, has expired, or belongs to another deployment.",
            "It is of another kind: a gateway's key does not send SMS, and a client key does not act for a phone.",
            "The phone awaits its approval.",
            "The request has none: some formats answer both in the same way.",
            "No relay user has the number by which an account is to be recovered.",
        ],
        remedies: &[
            "Compare the key with the one that was shown when it was created.",
            "List the account's keys, and create a new one if this one is revoked or expired.",
            "A phone that keeps getting this has to be registered again.",
        ],
    },
    Explanation {
        code: ErrorCode::InsufficientPermissions,
        meaning: "The credential is valid, but lacks the permission or the scope that the route needs.",
        causes: &[
            "The key was created with fewer permissions.",
            "The token was issued for other scopes.",
            "The key would grant a permission that it does not have itself.",
            "The key is of another kind, such as a phone's.",
        ],
        remedies: &[
            "Use a key with the permission that the reference names for the route.",
            "Create a key with it; the permissions of an existing key do not change.",
        ],
    },
    Explanation {
        code: ErrorCode::AccountRequired,
        meaning: "The credential holds for the whole deployment, and the request does not say for which account it acts.",
        causes: &["The header `Wireroom-Account` is missing, or is no account id."],
        remedies: &[
            "Send `Wireroom-Account` with the id of the account: 16 hexadecimal digits in lower case.",
            "List the accounts by `GET /api/v1/operator/accounts` or by `npm run accounts -- list`.",
        ],
    },
    Explanation {
        code: ErrorCode::AccountUnavailable,
        meaning: "The account that `Wireroom-Account` names cannot be acted on.",
        causes: &["No account has this id.", "The account is disabled."],
        remedies: &[
            "List the accounts by `GET /api/v1/operator/accounts` or by `npm run accounts -- list`.",
            "Enable the account first.",
        ],
    },
    Explanation {
        code: ErrorCode::GatewayPending,
        meaning: "The gateway is registered, and an administrator has not approved it yet.",
        causes: &["The phone registered without a token, and `OPEN_REGISTRATION` is `pending`."],
        remedies: &[
            "Approve it by `POST /api/v1/admin/gateways/{id}/approve`.",
            "The phone may repeat the request afterwards with the same key.",
            "A registration that nobody approves lapses after a day; then the phone registers again.",
        ],
    },
    Explanation {
        code: ErrorCode::GatewayInactive,
        meaning: "An administrator has switched the gateway off.",
        causes: &[
            "It was paused by `POST /api/v1/admin/gateways/{id}/toggle`, or by `PATCH /api/v1/admin/gateways/{id}`.",
        ],
        remedies: &["Switch it on by either route."],
    },
    Explanation {
        code: ErrorCode::RegistrationTokenRequired,
        meaning: "The deployment admits new gateways only with a token.",
        causes: &[
            "The request has no token, or one that is neither the deployment's nor an account's.",
        ],
        remedies: &[
            "Send the deployment's `GATEWAY_PRIVATE_TOKEN` or an account's registration token, `reg_live_…`, as `Authorization: Bearer`.",
            "Create a registration token by `POST /api/v1/admin/keys`.",
        ],
    },
    Explanation {
        code: ErrorCode::RegistrationClosed,
        meaning: "No account takes new gateways in this way.",
        causes: &[
            "The deployment has no default account, and the token of the request names none.",
        ],
        remedies: &["Register with the registration token of an account."],
    },
    Explanation {
        code: ErrorCode::WrongPassword,
        meaning: "The user name or the password is wrong.",
        causes: &[
            "The password is misspelled, or was changed.",
            "There is no such user. The answer is the same, so that nobody can find out who has an account.",
            "There were too many attempts; then even the right password is refused for a while.",
        ],
        remedies: &[
            "Check both, and wait as long as `Retry-After` says if the answer has it.",
            "Set a new one: a relay user by recovery, an operator for an account by `npm run accounts -- set-login`.",
        ],
    },
    Explanation {
        code: ErrorCode::InvalidSession,
        meaning: "The cookie names no session that is still valid.",
        causes: &[
            "The user has not logged in, or has logged out.",
            "The session has expired, or a new password ended it.",
            "A person's session was not used for twelve hours, is a week old, or was ended by its person or an owner.",
            "The session is of another stage: one for recovery does not open the account.",
            "The path names another user, or the request has another `User-Agent` than the login.",
        ],
        remedies: &[
            "Log in, or begin the sign-up or the recovery, again.",
            "In the console, sign in again by passkey or link.",
        ],
    },
    Explanation {
        code: ErrorCode::CrossSiteRequest,
        meaning: "A request that changes something, or signs in, is taken with a session's cookie only from the deployment's own pages.",
        causes: &[
            "A page of another origin made the request, or a program that sends no `Origin`.",
            "The body is not JSON, or its content type is missing.",
            "`PUBLIC_URL` is not the origin under which the page was opened.",
        ],
        remedies: &[
            "Open the console under the deployment's public URL.",
            "Programs use a key or the operator's token instead of a session.",
        ],
    },
    Explanation {
        code: ErrorCode::SignInRefused,
        meaning: "The sign-in link or the passkey does not sign anybody in.",
        causes: &[
            "The link was used, is older than 30 minutes, or was replaced by a newer one.",
            "The passkey was removed, or its person was.",
            "The passkey's answer is older than five minutes, was used before, or was made for another site.",
            "The passkey's counter did not grow, which is a sign of a copied authenticator.",
            "The account is disabled.",
        ],
        remedies: &[
            "Try again with the passkey.",
            "Ask an owner, or whoever runs the deployment, for a new sign-in link.",
        ],
    },
    Explanation {
        code: ErrorCode::InvalidSignature,
        meaning: "The request is not signed as it has to be.",
        causes: &[
            "The signature is missing, or was made with another secret.",
            "The body or the URL was changed after it was signed, for example by a proxy.",
            "The signature is too old; the clocks may differ.",
            "The sender is not known, or has no key.",
        ],
        remedies: &[
            "Compare the secret on both sides.",
            "Set `PUBLIC_URL` if a proxy changes the host or the path, because the URL is part of some signatures.",
            "Check the clock of the sender.",
        ],
    },
    Explanation {
        code: ErrorCode::WrongProvider,
        meaning: "The token in the URL was made for callbacks of another provider.",
        causes: &["The URL of one provider was entered at another."],
        remedies: &[
            "Create an endpoint for this provider by `POST /api/v1/admin/providers/{provider}/endpoint`, and enter its URL.",
        ],
    },
    Explanation {
        code: ErrorCode::Forbidden,
        meaning: "The request is understood, and is not permitted whatever the credential.",
        causes: &[
            "The phone or the user may not do this here.",
            "The phone is switched off.",
            "A phone names another phone's id as its own.",
            "The number is not the one that the session is about.",
        ],
        remedies: &["The text of the answer has the reason if it may be told."],
    },
];
