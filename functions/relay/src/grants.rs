//! Grants: what relay users allow us on online platforms (contract 2.1, 3.4).

pub(crate) mod origin;
pub(crate) mod platforms;
mod registry;

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table.get("/v1/platforms", registry::list).get("/v1/platforms/{platform}", registry::show)
}
