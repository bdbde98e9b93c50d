//! Things that do not exist for this caller. What belongs to another account does not exist either.

use crate::{ErrorCode, Explanation};

pub(super) const ALL: &[Explanation] = &[
    Explanation {
        code: ErrorCode::RouteNotFound,
        meaning: "No route has this path and method.",
        causes: &[
            "The path is misspelled, or lacks a prefix such as `/api/v1`.",
            "The deployment does not have the route switched on.",
            "`GET /cable` came without `Upgrade: websocket`, or from an origin that is not permitted.",
            "A proxy changed the path.",
        ],
        remedies: &["Compare it with the reference at `/reference/`."],
    },
    Explanation {
        code: ErrorCode::MethodNotAllowed,
        meaning: "The path exists, but not with this method.",
        causes: &["A redirect turned a `POST` into a `GET`.", "The route has another method."],
        remedies: &["The reference names the methods of each path."],
    },
    Explanation {
        code: ErrorCode::AccountDeletionNotFound,
        meaning: "The deployment has no deletion of an account with this id.",
        causes: &["The id is of an account and not of its deletion.", "The id is misspelled."],
        remedies: &["List the deletions by `GET /api/v1/operator/account-deletions`."],
    },
    Explanation {
        code: ErrorCode::AccountNotFound,
        meaning: "The deployment has no account of this id.",
        causes: &["The id is misspelled, or of another deployment."],
        remedies: &["List the accounts by `GET /api/v1/operator/accounts`."],
    },
    Explanation {
        code: ErrorCode::MessageNotFound,
        meaning: "The account has no message of this id, or the gateway was never given it.",
        causes: &[
            "The id is of another account or another deployment.",
            "The message is older than the deployment keeps messages.",
        ],
        remedies: &["Use the id that the answer to sending had.", "List the messages to find it."],
    },
    Explanation {
        code: ErrorCode::LabelNotFound,
        meaning: "No message of the account was sent under this label.",
        causes: &["The label is misspelled, or differs in upper and lower case."],
        remedies: &["List the labels by `GET /api/v1/admin/labels`."],
    },
    Explanation {
        code: ErrorCode::ConversationNotFound,
        meaning: "The account exchanged no message with this number.",
        causes: &[
            "The number is misspelled, or was read by another country's rules because it does not state its own.",
            "The messages are older than the deployment keeps messages.",
        ],
        remedies: &["List the conversations by `GET /api/v1/admin/conversations`."],
    },
    Explanation {
        code: ErrorCode::GatewayNotFound,
        meaning: "The account has no gateway that fits.",
        causes: &[
            "The id is misspelled, or of another account.",
            "The gateway was deleted, or no gateway is registered yet.",
        ],
        remedies: &[
            "List the gateways by `GET /api/v1/admin/gateways`.",
            "Register a phone, or leave the gateway out so that any is chosen.",
        ],
    },
    Explanation {
        code: ErrorCode::PairingNotFound,
        meaning: "The pairing does not exist, or can no longer be used.",
        causes: &[
            "A gateway has used it, or it has expired: a pairing lives for ten minutes.",
            "The token or the id is misspelled, or of another account.",
            "The pairing was deleted.",
        ],
        remedies: &["Make a new one by `POST /api/v1/admin/pairings`."],
    },
    Explanation {
        code: ErrorCode::KeyNotFound,
        meaning: "The account has no key of this id.",
        causes: &["The id is misspelled, or of another account."],
        remedies: &["List the keys by `GET /api/v1/admin/keys`."],
    },
    Explanation {
        code: ErrorCode::WebhookNotFound,
        meaning: "The account has no webhook of this id.",
        causes: &["The id is misspelled, or of another account.", "The webhook was deleted."],
        remedies: &["List the webhooks by `GET /api/v1/admin/webhooks`."],
    },
    Explanation {
        code: ErrorCode::EventNotFound,
        meaning: "The webhook has no such event that is finished.",
        causes: &[
            "The id is of another webhook.",
            "The event is still being delivered, or is older than events are kept.",
        ],
        remedies: &["List the webhook's attempts, and use an id from there."],
    },
    Explanation {
        code: ErrorCode::AttemptNotFound,
        meaning: "The webhook has no such attempt.",
        causes: &[
            "The id is of another webhook.",
            "The attempt is older than attempts are kept.",
            "The id has been altered.",
        ],
        remedies: &["List the webhook's attempts, and use an id from there."],
    },
    Explanation {
        code: ErrorCode::ProviderNotFound,
        meaning: "The account has no credentials for this provider, or the provider is not a known one.",
        causes: &["The name is misspelled.", "The credentials were deleted."],
        remedies: &[
            "The reference has the names.",
            "Set the credentials by `PUT /api/v1/admin/providers/{provider}`.",
        ],
    },
    Explanation {
        code: ErrorCode::EndpointNotFound,
        meaning: "The URL of this callback is not valid.",
        causes: &[
            "The token in the path was revoked, or cut off when it was copied.",
            "The name of the provider in the path is wrong.",
        ],
        remedies: &[
            "Create a new endpoint by `POST /api/v1/admin/providers/{provider}/endpoint`, and enter its URL at the provider.",
        ],
    },
    Explanation {
        code: ErrorCode::NumberBlockNotFound,
        meaning: "The account does not block these numbers now.",
        causes: &[
            "The block ended, or was lifted before.",
            "The path has another form than `+` and six digits.",
        ],
        remedies: &["List the blocks by `GET /api/v1/admin/otp/blocks`."],
    },
    Explanation {
        code: ErrorCode::NumberNotFound,
        meaning: "The account does not have this number.",
        causes: &[
            "It was removed before.",
            "It was written in another form and is read as another number.",
        ],
        remedies: &["List the numbers, and use E.164."],
    },
    Explanation {
        code: ErrorCode::ProxySessionNotFound,
        meaning: "The account has no proxy session of this id.",
        causes: &[
            "The session has ended, or was removed.",
            "The id is misspelled, or of another account.",
        ],
        remedies: &["List the sessions by `GET /session`."],
    },
    Explanation {
        code: ErrorCode::OptOutNotFound,
        meaning: "The participant has not opted out of this number, or the person not of the account's SMS.",
        causes: &["The opt-out was lifted before, by a route or by a keyword."],
        remedies: &[
            "List the opt-outs by `GET /api/v1/admin/opt-outs`, or those of masking by `GET /proxy/opt-outs`.",
        ],
    },
    Explanation {
        code: ErrorCode::AttachmentNotFound,
        meaning: "The message has no such part, or it was never uploaded.",
        causes: &[
            "The number of the part is wrong.",
            "The phone has not uploaded the message's parts yet.",
        ],
        remedies: &["Read the message again, which lists its parts."],
    },
    Explanation {
        code: ErrorCode::PlatformNotFound,
        meaning: "The platform is unknown, or the deployment has no access to it.",
        causes: &[
            "The name is misspelled.",
            "The operator has not set the platform's client up.",
            "The protocol or the step in the path is not the platform's.",
        ],
        remedies: &[
            "List the platforms by `GET /v1/platforms`.",
            "The settings of each platform are in docs/relay/platforms.md.",
        ],
    },
    Explanation {
        code: ErrorCode::GrantNotFound,
        meaning: "Nothing is stored for this platform and user.",
        causes: &["It was revoked before.", "The platform ended it."],
        remedies: &["Grant it again."],
    },
    Explanation {
        code: ErrorCode::LoginNotFound,
        meaning: "The account has no login of this name.",
        causes: &["The name is misspelled, or of another account.", "The login was removed."],
        remedies: &["List the logins by `GET /api/v1/admin/logins`."],
    },
    Explanation {
        code: ErrorCode::TokenNotFound,
        meaning: "The account has no pair of tokens of this id.",
        causes: &[
            "The id is misspelled, or of another account.",
            "The pair has expired and was deleted.",
        ],
        remedies: &["List the tokens by `GET /api/v1/admin/tokens`."],
    },
    Explanation {
        code: ErrorCode::RelayUserNotFound,
        meaning: "The account has no relay user of this id.",
        causes: &["The id is misspelled, or of another account.", "The user was deleted."],
        remedies: &["List the relay users by `GET /api/v1/admin/relay/users`."],
    },
    Explanation {
        code: ErrorCode::InvitationNotFound,
        meaning: "The number has no invitation.",
        causes: &["It was used, withdrawn, or has expired and was deleted."],
        remedies: &["List the invitations by `GET /api/v1/admin/relay/invitations`."],
    },
    Explanation {
        code: ErrorCode::PersonNotFound,
        meaning: "There is no person with this id in the account, or in the deployment.",
        causes: &["The person was removed.", "The person belongs to another account."],
        remedies: &["List the people and use an id from the list."],
    },
    Explanation {
        code: ErrorCode::PasskeyNotFound,
        meaning: "You have no passkey with this id.",
        causes: &["It was deleted.", "It belongs to another person."],
        remedies: &["List your passkeys and use an id from the list."],
    },
    Explanation {
        code: ErrorCode::PersonSessionNotFound,
        meaning: "The person has no session with this id.",
        causes: &["It has ended.", "It belongs to another person."],
        remedies: &["List the sessions. One that is not listed has ended."],
    },
    Explanation {
        code: ErrorCode::NodeNotFound,
        meaning: "There is no node with this SIM.",
        causes: &[
            "The node never reported, was deleted, or made room for newer ones.",
            "The IMSI is misspelled.",
        ],
        remedies: &["List the nodes by `GET /relay/nodes`."],
    },
    Explanation {
        code: ErrorCode::GatewayClientNotFound,
        meaning: "The directory has no gateway client with this number.",
        causes: &["It was deleted.", "The number is written in another form."],
        remedies: &["List the clients by `GET /v3/clients`, and use E.164."],
    },
    Explanation {
        code: ErrorCode::SharedKeyNotFound,
        meaning: "No app of this user has synced with a key that can be used.",
        causes: &[
            "The app was never synced, or its key was deleted.",
            "The number is another one than that of the account.",
        ],
        remedies: &["Sync the app again."],
    },
    Explanation {
        code: ErrorCode::SyncSessionNotFound,
        meaning: "The session of the handshake does not exist or is over.",
        causes: &[
            "It has expired; a session lives for minutes.",
            "It was used before, or the first step was left out.",
            "There were too many wrong passwords.",
        ],
        remedies: &["Begin again by showing a new code."],
    },
];
