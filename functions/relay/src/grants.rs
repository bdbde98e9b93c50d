//! Grants: what relay users allow us on online platforms (contract 2.1, 3.4).

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
}
