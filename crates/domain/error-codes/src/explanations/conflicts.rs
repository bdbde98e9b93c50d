//! Conflicts with things that exist already, or that changed meanwhile.

use crate::{ErrorCode, Explanation};

pub(super) const ALL: &[Explanation] = &[
    Explanation {
        code: ErrorCode::AccountBeingDeleted,
        meaning: "The account's deletion has begun, and it cannot be enabled again.",
        causes: &["An operator deleted the account."],
        remedies: &[
            "Look at the receipt by `GET /api/v1/operator/account-deletions`.",
            "Create another account. The name is free when the deletion is finished.",
        ],
    },
    Explanation {
        code: ErrorCode::AccountExists,
        meaning: "Another account of the deployment has this name, or is the default one.",
        causes: &["The request was repeated.", "Two people chose the same name."],
        remedies: &[
            "List the accounts: if it is the one you wanted, use it.",
            "Choose another name.",
        ],
    },
    Explanation {
        code: ErrorCode::LoginExists,
        meaning: "Another account of the deployment has this user name.",
        causes: &["User names are unique in a deployment, and case does not count."],
        remedies: &["Choose another name, or leave it out so that one is generated."],
    },
    Explanation {
        code: ErrorCode::MessageExists,
        meaning: "Another message of the account has this id.",
        causes: &["A request was repeated.", "Two clients chose the same id."],
        remedies: &[
            "If the request was a repetition, the message is there: read it.",
            "Choose another id for another message.",
        ],
    },
    Explanation {
        code: ErrorCode::MessageNotPending,
        meaning: "The message was handed over, has ended, or was canceled before.",
        causes: &["It is on its way to the phone, or was sent."],
        remedies: &["Read its state. An SMS that a phone has sent cannot be called back."],
    },
    Explanation {
        code: ErrorCode::PersonExists,
        meaning: "The account, or the deployment, has a person of this name.",
        causes: &["A request was repeated.", "Two people have the same name."],
        remedies: &["List the people.", "Give one of the two another name."],
    },
    Explanation {
        code: ErrorCode::PersonChanged,
        meaning: "Another request changed or removed the person at the same time, and nothing was done.",
        causes: &["Two owners changed the same person."],
        remedies: &["Read the person and repeat the change if it is still wanted."],
    },
    Explanation {
        code: ErrorCode::LastOwner,
        meaning: "The person is the last owner, and without an owner nobody could manage the people.",
        causes: &["The last owner was to be removed, or to get another role."],
        remedies: &["Make another person an owner first."],
    },
    Explanation {
        code: ErrorCode::PasskeyExists,
        meaning: "The passkey is registered already.",
        causes: &["A registration was repeated."],
        remedies: &["List your passkeys: it is among them."],
    },
    Explanation {
        code: ErrorCode::LastPasskey,
        meaning: "The passkey is the last one, and without it you could not sign in again.",
        causes: &["The only passkey was to be deleted."],
        remedies: &["Register another passkey first."],
    },
    Explanation {
        code: ErrorCode::MessageUnderWay,
        meaning: "A recipient of the message may still be sent to, so it is not sent again.",
        causes: &[
            "It waits for a gateway or for a retry.",
            "Its gateway has not reported the outcome.",
        ],
        remedies: &["Wait until the message has ended, or cancel it first."],
    },
    Explanation {
        code: ErrorCode::ContentUnreadable,
        meaning: "The content of the message is not stored in a readable form, so it cannot be sent again.",
        causes: &[
            "The message was a one-time code, which is sealed and then forgotten.",
            "It was sent through the SMSGate API, where content is hashed once the message has ended.",
        ],
        remedies: &["Send a new message with the content.", "Request another one-time code."],
    },
    Explanation {
        code: ErrorCode::NothingToResend,
        meaning: "No recipient of the message failed or was canceled.",
        causes: &["All recipients were sent to."],
        remedies: &["Set `all` if every recipient is to get the message again."],
    },
    Explanation {
        code: ErrorCode::DeviceExists,
        meaning: "A gateway with this device id is registered already.",
        causes: &["The app was installed again, with the same device id."],
        remedies: &[
            "Use the key that the gateway got when it registered.",
            "Register under another device id.",
        ],
    },
    Explanation {
        code: ErrorCode::NumberExists,
        meaning: "The number is there already, for this account or with another provider.",
        causes: &["The request was repeated.", "It was entered with another provider before."],
        remedies: &["List the numbers.", "Delete the number there before adding it here."],
    },
    Explanation {
        code: ErrorCode::NumberInUse,
        meaning: "The number cannot be removed while something uses it.",
        causes: &["A session reserves it.", "It is in the masking pool."],
        remedies: &["End the sessions, or take the number out of the pool first."],
    },
    Explanation {
        code: ErrorCode::UserExists,
        meaning: "A user with this phone number has an account.",
        causes: &["The user signed up before."],
        remedies: &["Log in, or recover the password."],
    },
    Explanation {
        code: ErrorCode::GrantExists,
        meaning: "The user has an account of this platform stored, or another user has this one.",
        causes: &["The consent was given twice."],
        remedies: &["Revoke the stored one first."],
    },
    Explanation {
        code: ErrorCode::PasswordChanged,
        meaning: "The password changed between the check and the change.",
        causes: &["Two devices changed it at once."],
        remedies: &["Log in with the new password and repeat the request."],
    },
    Explanation {
        code: ErrorCode::NumberReservedTwice,
        meaning: "Two sessions were created at once and chose the same number. Nothing was stored.",
        causes: &["Requests ran at the same moment."],
        remedies: &["Repeat the request; another number will be chosen."],
    },
    Explanation {
        code: ErrorCode::RecipientOptedOut,
        meaning: "A recipient asked for no more SMS of the account, so nothing was accepted or sent.",
        causes: &[
            "The person sent a keyword such as STOP.",
            "An administrator added the number to the list, or imported it.",
        ],
        remedies: &[
            "Take the number off your own list. Of several recipients, the failure names the affected ones; send to the \
             others without them.",
            "Read the evidence by `GET /api/v1/admin/opt-outs/{number}`. Only the person should lift the opt-out, by the \
             keyword START.",
        ],
    },
    Explanation {
        code: ErrorCode::NoCapableGateway,
        meaning: "The account has gateways at most that cannot do what the parameter asks for. Nothing was accepted.",
        causes: &[
            "A SIM is chosen, and no phone of the account fetches its messages with the choice of SIM.",
            "The chosen gateway is a provider's number, which has no SIM.",
        ],
        remedies: &["Leave the parameter out, or register a phone with the SMSGate app."],
    },
    Explanation {
        code: ErrorCode::WebhookInactive,
        meaning: "The webhook is switched off, so no test is sent to it.",
        causes: &[
            "An administrator switched it off.",
            "It failed for so long that it was switched off.",
        ],
        remedies: &["Switch it on by `PATCH`, then repeat the request."],
    },
];
