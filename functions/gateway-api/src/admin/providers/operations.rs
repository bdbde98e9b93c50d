//! Descriptions of the providers' routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use super::numbers::out::NumberChangedOut;

const PROVIDERS: &str = "/api/v1/admin/providers";
const PROVIDER: &str = "/api/v1/admin/providers/{provider}";
const ENDPOINT: &str = "/api/v1/admin/providers/{provider}/endpoint";
const NUMBERS: &str = "/api/v1/admin/providers/{provider}/numbers";
const NUMBER: &str = "/api/v1/admin/providers/{provider}/numbers/{id}";

const UNKNOWN_PROVIDER: &str = "There is no such provider.";
const UNKNOWN_NUMBER: &str =
    "There is no such provider, or the account has no such number with it.";
const NO_SEALING_KEYS: &str = "The deployment has no keys to seal credentials with.";

pub(crate) fn all() -> Vec<Operation> {
    let mut all = providers();
    all.extend(endpoint());
    all.extend(numbers());
    all
}

fn operation(
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    Operation::new(method, path, id, summary).tag("Providers")
}

fn providers() -> Vec<Operation> {
    vec![
        operation(Method::Get, PROVIDERS, "listProviders", "List providers")
            .describe("Every supported provider, with the account's configuration of it. Secrets are never shown."),
        operation(Method::Get, PROVIDER, "getProvider", "Show a provider")
            .fails(404, &[ErrorCode::ProviderNotFound], UNKNOWN_PROVIDER),
        operation(Method::Put, PROVIDER, "setProvider", "Set a provider's credentials")
            .describe(
                "Replaces the account's credentials as a whole. Their names depend on the provider. Values are trimmed, \
                 have at most 2,048 bytes, and count as absent if they are blank. Unlike elsewhere, an unknown \
                 parameter is refused, also one in the query or with the value `null`.",
            )
            .fails(404, &[ErrorCode::ProviderNotFound], UNKNOWN_PROVIDER)
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::MissingParameter],
                "A credential is missing or malformed, or the provider has none of that name.",
            )
            .fails(501, &[ErrorCode::NotConfigured], NO_SEALING_KEYS),
        operation(Method::Delete, PROVIDER, "deleteProvider", "Delete a provider's credentials")
            .describe(
                "Deletes the account's credentials and ends its endpoints, because callbacks that the credentials \
                 verified must not be believed without them.",
            )
            .fails(
                404,
                &[ErrorCode::ProviderNotFound],
                "There is no such provider, or the account has no credentials with it.",
            ),
    ]
}

fn endpoint() -> Vec<Operation> {
    vec![
        operation(
            Method::Post,
            ENDPOINT,
            "createProviderEndpoint",
            "Create a URL for a provider's callbacks",
        )
        .describe(
            "Creates an endpoint and shows its URL once. Older endpoints of the account for this provider stay valid \
             for a day, so that the provider's settings can be changed meanwhile. There are at most ten.",
        )
        .fails(404, &[ErrorCode::ProviderNotFound], UNKNOWN_PROVIDER)
        .fails(
            501, &[ErrorCode::NotConfigured],
            "The deployment has no keys to seal the URL with, or does not know its own public URL.",
        ),
        operation(
            Method::Delete,
            ENDPOINT,
            "revokeProviderEndpoints",
            "End all URLs for a provider's callbacks",
        )
        .describe(
            "Ends all endpoints of the account for this provider, everywhere within ten seconds. It is no failure if \
             there are none.",
        )
        .fails(404, &[ErrorCode::ProviderNotFound], UNKNOWN_PROVIDER),
    ]
}

fn numbers() -> Vec<Operation> {
    vec![
        operation(Method::Get, NUMBERS, "listProviderNumbers", "List a provider's numbers")
            .describe(
                "The account's numbers with this provider, sorted by number. A page may be short, or even empty, and \
                 have a cursor.",
            )
            .fails(404, &[ErrorCode::ProviderNotFound], UNKNOWN_PROVIDER),
        operation(Method::Post, NUMBERS, "createProviderNumber", "Add a number of a provider")
            .describe(
                "Adds a number. If the account already has it with this provider, perhaps because an SMS arrived \
                 there, those of `active`, `priority` and `general` that are given are set, and the status is 200.",
            )
            .answers_json::<NumberChangedOut, 200>()
            .answers_json::<NumberChangedOut, 201>()
            .fails(404, &[ErrorCode::ProviderNotFound], UNKNOWN_PROVIDER)
            .fails(
                409,
                &[ErrorCode::NumberExists],
                "The account has this number with another provider.",
            )
            .fails(
                422,
                &[
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidPhoneNumber,
                    ErrorCode::ResourceLimitReached,
                ],
                "A parameter is not acceptable, or the account has 5,000 numbers.",
            ),
        operation(Method::Patch, NUMBER, "updateProviderNumber", "Change a number of a provider")
            .describe("Sets those of `active`, `priority` and `general` that are given.")
            .fails(404, &[ErrorCode::NumberNotFound], UNKNOWN_NUMBER)
            .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
        operation(Method::Delete, NUMBER, "deleteProviderNumber", "Delete a number of a provider")
            .describe("Stops sending through the number.")
            .fails(404, &[ErrorCode::NumberNotFound], UNKNOWN_NUMBER)
            .fails(
                409,
                &[ErrorCode::NumberInUse],
                "The number is in the masking pool, and has to be removed from it first.",
            ),
    ]
}
