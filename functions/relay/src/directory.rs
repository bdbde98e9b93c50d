//! The directory of gateway clients and their reliability (contract 3.1, 3.5).

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
}
