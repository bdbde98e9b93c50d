//! Relay users: sign-up, login, recovery, deletion (contract 2.1).

mod codes;
mod external_checks;
mod fields;
mod grants;
mod input;
mod login;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
pub(crate) mod password;
mod profile;
mod recovery;
pub(crate) mod session;
mod sign_up;
pub(crate) mod throttle;

use edge_kit::route_table::{Argument, Demand, Described, RouteTable};

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .post("/v2/signup", sign_up::sign_up)
        .put("/v2/signup", sign_up::finish)
        .post("/v2/users/{uid}/OTP", codes::send)
        .put("/v2/OTP", codes::verify)
        .post("/v2/recovery", recovery::begin)
        .put("/v2/users/{uid}/recovery", recovery::finish)
        .post("/v2/login", login::log_in)
        .post("/v2/users/{uid}/verify", login::verify)
        .post("/v2/users/{uid}/logout", login::log_out)
        .get("/v2/users/{uid}/dashboard", profile::dashboard)
        .post("/v2/users/{uid}/password", profile::change_password)
        .delete("/v2/users/{uid}", profile::delete)
}

impl<T: Described> Argument<Access> for fields::Body<T> {
    const MAX_BODY_BYTES: Option<usize> = Some(fields::MAX_BODY_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.members::<T>();
    }
}

impl Argument<Access> for session::LoggedInUser {
    const DEMAND: Demand<Access> = Demand { access: Some(Access::RelayUser), limit: None };
}

impl Argument<Access> for session::VerifyingUser {
    const DEMAND: Demand<Access> = Demand { access: Some(Access::Verification), limit: None };
}
