//! Descriptions of grants and platforms for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::openapi::{DETAIL_ERROR, TEXT_ERROR, by_session};

const GRANT: &str = "/v2/users/{uid}/platforms/{platform}/protocols/{protocol}";
const STEP: &str = "/v2/users/{uid}/platforms/{platform}/protocols/{protocol}/{action}";

pub(crate) fn all() -> Vec<Operation> {
    let mut all = vec![wallet(), start()];
    all.extend(finishing());
    all.extend(revoking());
    all.extend(redirects());
    all.extend(catalog());
    all
}

fn wallet() -> Operation {
    let path = "/v2/users/{uid}/platforms";
    by_session(grants(Method::Get, path, "listGrants", "List the user's platforms")).describe(
        "Platforms for which the user has stored a grant, and those for which they could.",
    )
}

fn start() -> Operation {
    let operation = grants(Method::Post, GRANT, "startGrant", "Start a grant");
    asking(operation)
        .describe(
            "Returns the URL of the consent page. At Telegram, has a code sent instead. Parts of the answer that a \
             platform does not have are empty texts.",
        )
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MissingParameter,
                ErrorCode::InvalidParameter,
                ErrorCode::InvalidPhoneNumber,
                ErrorCode::MalformedRequest,
            ],
            "A field is missing or invalid, or the body is not readable.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::PlatformRefused, ErrorCode::ConsentNotFound],
            "The platform refused; its code may follow. At Telegram also: all grants were revoked meanwhile.",
        )
        .fails_as(
            TEXT_ERROR,
            409,
            &[ErrorCode::GrantExists],
            "The user has a grant of the platform already.",
        )
        .fails(429, &[ErrorCode::RateLimited], "More than 20 starts of the user in 15 minutes.")
}

fn finishing() -> [Operation; 2] {
    let consent = grants(Method::Put, GRANT, "finishGrant", "Finish a grant");
    let consent = asking(consent).describe(
        "Exchanges the code for tokens and stores them. At Telegram, checks the code; 202 in the answer asks for the \
         account's password. If the answer is empty, the grant is stored.",
    );
    let password = grants(Method::Put, STEP, "finishGrantByPassword", "Finish a grant by password");
    let password = asking(password).describe(
        "Telegram's second step, for accounts with a password. Nothing else has an action.",
    );
    [consent, password].map(|operation| {
        operation
            .fails_as(
                TEXT_ERROR,
                400,
                &[
                    ErrorCode::MissingParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidPhoneNumber,
                    ErrorCode::MalformedRequest,
                ],
                "A field is missing or invalid, or the body is not readable.",
            )
            .fails_as(
                TEXT_ERROR,
                403,
                &[ErrorCode::ConsentNotFound, ErrorCode::PlatformRefused],
                "No such consent was started, or the platform refused; its code may follow.",
            )
            .fails_as(
                TEXT_ERROR,
                409,
                &[ErrorCode::GrantExists],
                "The user has a grant of the platform already, or another user has one of this account.",
            )
            .fails_as(TEXT_ERROR, 422, &[ErrorCode::ScopeMismatch], "A scope was not granted.")
    })
}

fn revoking() -> [Operation; 2] {
    let all = [(GRANT, "revokeGrant"), (STEP, "revokeGrantOfAction")];
    all.map(|(path, id)| {
        with_fields(by_session(grants(Method::Delete, path, id, "Revoke a grant")))
            .describe(
                "The grant is deleted here whatever its platform answers; if needed, the platform is asked again for a \
                 day.",
            )
            .fails_as(
                TEXT_ERROR,
                400,
                &[
                    ErrorCode::MissingParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::MalformedRequest,
                ],
                "The password is missing, or the body is not readable.",
            )
            .fails_as(TEXT_ERROR, 403, &[ErrorCode::WrongPassword], "The password is wrong.")
            .fails_as(
                TEXT_ERROR,
                404,
                &[ErrorCode::PlatformNotFound, ErrorCode::GrantNotFound],
                "There is no such platform, protocol or action, or no grant.",
            )
            .fails_as(
                TEXT_ERROR,
                429,
                &[ErrorCode::TooManyAttempts],
                "After too many wrong passwords, the password was not checked.",
            )
    })
}

fn redirects() -> [Operation; 2] {
    let path = "/platforms/{platform}/protocols/{protocol}/redirect_codes";
    let any = grants(Method::Get, path, "receiveRedirect", "Receive a consent page's redirect");
    let any = asking(any);
    let path = "/v1/platforms/{platform}/oauth/callback";
    let bluesky = grants(Method::Get, path, "receiveBlueskyRedirect", "Receive Bluesky's redirect");
    let bluesky = asking(bluesky).fails_as(
        DETAIL_ERROR,
        404,
        &[ErrorCode::PlatformNotFound],
        "It is not Bluesky, or Bluesky is not offered.",
    );
    [any, bluesky].map(|operation| {
        operation
            .describe(
                "The page for browsers whose consent no app receives. It stores the grant that the user logged in to \
                 this browser started.",
            )
            .fails_as(
                TEXT_ERROR,
                400,
                &[
                    ErrorCode::MissingParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::MalformedRequest,
                ],
                "A parameter is missing or invalid.",
            )
            .fails_as(
                TEXT_ERROR,
                403,
                &[ErrorCode::ConsentNotFound, ErrorCode::PlatformRefused],
                "The user did not consent, no such consent was started, or the platform refused; its code may follow.",
            )
            .fails_as(
                TEXT_ERROR,
                409,
                &[ErrorCode::GrantExists],
                "The user has a grant of the platform already, or another user has one of this account.",
            )
            .fails_as(TEXT_ERROR, 422, &[ErrorCode::ScopeMismatch], "A scope was not granted.")
    })
}

fn catalog() -> Vec<Operation> {
    let path = "/v1/platforms/{platform}/oauth/client-metadata.json";
    vec![
        platforms("/logos/{file}", "getLogo", "Show an icon")
            .describe("There is no limit: an app requests all icons at once.")
            .answers(|answers| {
                answers.text(200, "image/svg+xml");
                answers.text(200, "image/png");
            })
            .fails_as(DETAIL_ERROR, 404, &[ErrorCode::PlatformNotFound], "There is no such icon."),
        counted(platforms("/v1/platforms", "listPlatforms", "List the platforms"))
            .describe("The offered platforms, and the reliability test."),
        counted(platforms("/v1/platforms/{platform}", "getPlatform", "Show a platform")).fails_as(
            DETAIL_ERROR,
            404,
            &[ErrorCode::PlatformNotFound],
            "There is no such platform.",
        ),
        counted(platforms(path, "getClientMetadata", "Show the OAuth client metadata"))
            .describe("For Bluesky's servers. The setting `BLUESKY_CLIENT_ID` must be this URL.")
            .fails_as(
                DETAIL_ERROR,
                404,
                &[ErrorCode::PlatformNotFound],
                "It is not Bluesky, or Bluesky is not offered.",
            )
            .fails_as(TEXT_ERROR, 404, &[ErrorCode::PlatformNotFound], "A setting is missing.")
            .fails_as(TEXT_ERROR, 403, &[ErrorCode::NotConfigured], "The client key is unusable."),
    ]
}

fn grants(
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    Operation::new(method, path, id, summary).tag("Grants")
}

fn platforms(path: &'static str, id: &'static str, summary: &'static str) -> Operation {
    Operation::new(Method::Get, path, id, summary).tag("Platforms")
}

fn counted(operation: Operation) -> Operation {
    operation.fails(429, &[ErrorCode::RateLimited], "Too many requests of the network.")
}

/// Adds the failures of a step that asks the platform.
fn asking(operation: Operation) -> Operation {
    with_fields(by_session(operation))
        .fails_as(
            TEXT_ERROR,
            404,
            &[ErrorCode::PlatformNotFound],
            "There is no such platform, protocol or action, or it is not offered.",
        )
        .fails_as(
            TEXT_ERROR,
            502,
            &[ErrorCode::PlatformUnavailable],
            "The platform did not answer as expected; the step may be repeated.",
        )
        .fails_as(
            TEXT_ERROR,
            503,
            &[ErrorCode::PlatformBusy],
            "The platform has too many requests; the step may be repeated.",
        )
}

fn with_fields(operation: Operation) -> Operation {
    operation.never(413).fails_as(
        TEXT_ERROR,
        413,
        &[ErrorCode::BodyTooLarge],
        "The body is too long, or has too many JSON values.",
    )
}
