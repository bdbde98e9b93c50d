//! Requests by SMS and what becomes of them (contract 1.6, 2.2, 3.1).

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
}
