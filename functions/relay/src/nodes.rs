//! Nodes: `/seeds`, `/seeders`, `/ping` (contract 1.1).

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
}
