//! Sync: how an app gets its shared key (contract 1.2 to 1.5).

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
}
