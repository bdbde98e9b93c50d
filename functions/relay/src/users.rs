//! Relay users: sign-up, login, recovery, deletion (contract 2.1).

pub(crate) mod password;
pub(crate) mod session;

use edge_kit::route_table::{Argument, Demand, RouteTable};

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
}

impl Argument<Access> for session::LoggedIn {
    const DEMAND: Demand<Access> = Demand { access: Some(Access::RelayUser), limit: None };
}

impl Argument<Access> for session::Verifying {
    const DEMAND: Demand<Access> = Demand { access: Some(Access::Verification), limit: None };
}
