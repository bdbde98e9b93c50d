//! Descriptions of the users' pages for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use crate::openapi::{TEXT_ERROR, by_session};

pub(crate) fn all() -> Vec<Operation> {
    let all = [signing_up(), codes(), recovery(), sessions(), account()];
    all.into_iter().flatten().collect()
}

fn signing_up() -> Vec<Operation> {
    let begin = operation(Method::Post, "/v2/signup", "signUp", "Begin a sign-up")
        .describe(
            "Creates an account that is unusable until its number is verified, and sets the cookie of the sign-up. It \
             replaces another such account with the same number.",
        )
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MissingParameter,
                ErrorCode::InvalidPhoneNumber,
                ErrorCode::InvalidParameter,
            ],
            "A field is missing or invalid, or the password is not acceptable.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::SignUpClosed, ErrorCode::CaptchaFailed],
            "Sign-up is closed or by invitation, or the captcha was not passed.",
        )
        .fails_as(TEXT_ERROR, 409, &[ErrorCode::UserExists], "The number has an account already.");
    let finish = operation(Method::Put, "/v2/signup", "finishSignUp", "Complete a sign-up")
        .describe("Makes the account of a verified number usable. Repeating it succeeds too.")
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::NumberNotVerified],
            "The number is not verified, or the session is that of a recovery.",
        );
    vec![by_anybody(begin), by_session(finish)]
}

fn codes() -> Vec<Operation> {
    let send = operation(Method::Post, "/v2/users/{uid}/OTP", "sendUserCode", "Send a verification code")
        .describe(
            "Sends a code by SMS to the number of a user who is signing up or recovering. The waits between codes \
             grow: 2, 5 and 15 minutes, then a day, unless the deployment states others.",
        )
        .fails_as(
            TEXT_ERROR,
            400,
            &[
                ErrorCode::MissingParameter,
                ErrorCode::InvalidPhoneNumber,
                ErrorCode::CountryNotServed,
            ],
            "The number is missing or invalid, or codes are not sent to its country.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::Forbidden, ErrorCode::SignUpClosed],
            "It is another number, or sign-up is closed or by invitation.",
        )
        .fails_as(TEXT_ERROR, 409, &[ErrorCode::UserExists], "The number has an account already.")
        .fails_as(
            TEXT_ERROR,
            429,
            &[ErrorCode::CodeLimitReached],
            "The next code may not be requested yet, or a limit is reached.",
        );
    let verify = operation(Method::Put, "/v2/OTP", "verifyUserCode", "Verify a code")
        .describe(
            "Proves that a user who is signing up or recovering has the number. Repeating it in the same session \
             succeeds too.",
        )
        .fails_as(TEXT_ERROR, 400, &[ErrorCode::MissingParameter], "The code is missing.")
        .fails_as(TEXT_ERROR, 403, &[ErrorCode::WrongCode], "The code is wrong, or there is none.");
    vec![with_body(by_session(send)), with_body(by_session(verify))]
}

fn recovery() -> Vec<Operation> {
    let begin = operation(Method::Post, "/v2/recovery", "beginRecovery", "Begin a recovery")
        .describe("Sets the cookie of a recovery, which permits to verify the number and then to set a password.")
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter, ErrorCode::InvalidPhoneNumber],
            "The number or the captcha's token is missing or invalid.",
        )
        .fails_as(TEXT_ERROR, 401, &[ErrorCode::InvalidCredentials], "No user has the number.")
        .fails_as(TEXT_ERROR, 403, &[ErrorCode::CaptchaFailed], "The captcha was not passed.");
    let path = "/v2/users/{uid}/recovery";
    let finish = operation(Method::Put, path, "finishRecovery", "Set a password after a recovery")
        .describe("Sets the password, revokes all grants, and ends all sessions.")
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter, ErrorCode::InvalidParameter],
            "The password is missing or not acceptable.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::NumberNotVerified],
            "The number was not verified in this recovery.",
        );
    vec![by_anybody(begin), with_body(by_session(finish))]
}

fn sessions() -> Vec<Operation> {
    let log_in = operation(Method::Post, "/v2/login", "logIn", "Log in")
        .describe("Sets the cookie of a session of the user with this number and password.")
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter, ErrorCode::InvalidPhoneNumber],
            "A field or the captcha's token is missing, or the number is invalid.",
        )
        .fails_as(
            TEXT_ERROR,
            401,
            &[ErrorCode::WrongPassword],
            "The password is wrong, or no user has the number.",
        )
        .fails_as(TEXT_ERROR, 403, &[ErrorCode::CaptchaFailed], "The captcha was not passed.");
    let path = "/v2/users/{uid}/verify";
    let verify = operation(Method::Post, path, "logInById", "Log in by id")
        .describe("Sets the cookie of a session of the user with this id and password.")
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter, ErrorCode::MalformedRequest],
            "The password is missing, or the path is not UTF-8.",
        )
        .fails_as(
            TEXT_ERROR,
            403,
            &[ErrorCode::WrongPassword],
            "The password is wrong, or there is no such user.",
        );
    let path = "/v2/users/{uid}/logout";
    let log_out = operation(Method::Post, path, "logOut", "Log out")
        .describe("Ends all sessions of the user, also those of other browsers.");
    vec![by_anybody(log_in), by_anybody(verify), by_session(log_out)]
}

fn account() -> Vec<Operation> {
    let path = "/v2/users/{uid}/dashboard";
    let dashboard = operation(Method::Get, path, "getDashboard", "Show the account")
        .describe("Returns when the user was created and last updated.");
    let path = "/v2/users/{uid}/password";
    let change = operation(Method::Post, path, "changePassword", "Change the password")
        .describe("Changes the password, revokes all grants, and ends all sessions.")
        .fails_as(
            TEXT_ERROR,
            400,
            &[ErrorCode::MissingParameter, ErrorCode::InvalidParameter],
            "A password is missing, or the new one is not acceptable.",
        )
        .fails_as(TEXT_ERROR, 403, &[ErrorCode::WrongPassword], "The password is wrong.")
        .fails_as(
            TEXT_ERROR,
            409,
            &[ErrorCode::PasswordChanged],
            "The password was changed meanwhile.",
        )
        .fails_as(TEXT_ERROR, 429, &[ErrorCode::TooManyAttempts], BLOCKED);
    let delete = operation(Method::Delete, "/v2/users/{uid}", "deleteUser", "Delete the account")
        .describe("Revokes all grants, then deletes everything of the user.")
        .fails_as(TEXT_ERROR, 400, &[ErrorCode::MissingParameter], "The password is missing.")
        .fails_as(TEXT_ERROR, 403, &[ErrorCode::WrongPassword], "The password is wrong.")
        .fails_as(TEXT_ERROR, 429, &[ErrorCode::TooManyAttempts], BLOCKED);
    vec![by_session(dashboard), with_body(by_session(change)), with_body(by_session(delete))]
}

const BLOCKED: &str = "After too many wrong passwords, the password was not checked.";

fn operation(
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    Operation::new(method, path, id, summary).tag("Users")
}

/// Adds the failures of a route that whoever knows a number or an id may try.
fn by_anybody(operation: Operation) -> Operation {
    with_body(operation)
        .fails_as(
            TEXT_ERROR,
            429,
            &[ErrorCode::TooManyAttempts],
            "Too many attempts of the network, or too many wrong passwords.",
        )
        .header("Set-Cookie", "The cookie `SWOB` of the session, valid for 15 minutes.")
}

fn with_body(operation: Operation) -> Operation {
    operation.never(413).fails_as(
        TEXT_ERROR,
        413,
        &[ErrorCode::BodyTooLarge],
        "The body is too long, or has too many JSON values.",
    )
}
