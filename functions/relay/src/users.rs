//! Relay users: sign-up, login, recovery, deletion (contract 2.1).

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
}
