//! Descriptions of the routes about people for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::session::operations::NOT_CONFIGURED;

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("People");
    let (all, one) = ("/api/v1/admin/people", "/api/v1/admin/people/{id}");
    let nobody = "There is no such person.";
    vec![
        operation(Method::Get, all, "listPeople", "List people").describe(
            "All people of the account, of whom there can be 100. With a credential of the deployment and without \
             `Wireroom-Account`, those of the deployment; the same holds for the other routes about people.",
        ),
        operation(Method::Post, all, "createPerson", "Create a person")
            .describe("Creates a person, who signs in by a link at first. Nobody grants a role with permissions that they lack.")
            .fails(409, &[ErrorCode::PersonExists], "There is a person of this name.")
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::ResourceLimitReached],
                "A parameter is not acceptable, or there are 100 people.",
            ),
        operation(Method::Patch, one, "changePerson", "Change a person")
            .describe("Changes name and role. The last owner stays an owner.")
            .fails(404, &[ErrorCode::PersonNotFound], nobody)
            .fails(
                409,
                &[ErrorCode::PersonExists, ErrorCode::PersonChanged, ErrorCode::LastOwner],
                "There is another person of this name, the person was changed meanwhile, or is the last owner.",
            )
            .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
        operation(Method::Delete, one, "removePerson", "Remove a person")
            .describe(
                "Removes the person with passkeys and link, and ends the sessions, everywhere within ten seconds. The \
                 last owner stays.",
            )
            .fails(404, &[ErrorCode::PersonNotFound], nobody)
            .fails(
                409,
                &[ErrorCode::PersonChanged, ErrorCode::LastOwner],
                "The person was changed meanwhile, or is the last owner.",
            ),
        operation(
            Method::Post,
            "/api/v1/admin/people/{id}/sign-in-link",
            "createSignInLinkOfPerson",
            "Let a person sign in again",
        )
        .describe("Makes a link that signs the person in once within 30 minutes, and ends a former one.")
        .fails(404, &[ErrorCode::PersonNotFound], nobody)
        .fails(501, NOT_CONFIGURED.0, NOT_CONFIGURED.1),
        operation(
            Method::Get,
            "/api/v1/admin/people/{id}/sessions",
            "listSessions",
            "List the sessions of a person",
        )
        .describe("The person's sessions that have not ended, of which there can be 20.")
        .fails(404, &[ErrorCode::PersonNotFound], nobody),
        operation(
            Method::Delete,
            "/api/v1/admin/people/{id}/sessions/{session_id}",
            "endSession",
            "End a session of a person",
        )
        .describe("Ends the session, everywhere within ten seconds.")
        .fails(
            404,
            &[ErrorCode::PersonNotFound, ErrorCode::PersonSessionNotFound],
            "There is no such person, or the person has no such session.",
        ),
    ]
}
