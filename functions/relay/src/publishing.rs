//! Requests by SMS and their publication (contract 1.6, 2.2, 3.1, 3.4).

mod answer;
mod forwarded;
mod incoming;
mod log;
mod log_pages;
mod log_query;
mod plain;
mod settings;
mod twilio;

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .post("/sms/platform/{platform}", incoming::receive)
        // Path of the very first builds.
        .post("/sms/platform/{platform}/incoming/protocol/verification", incoming::receive)
        .post("/v3/publish", incoming::publish)
        .post("/publish", plain::publish)
        .get("/v1/metrics/publications", log::list)
        .get("/relay/settings", settings::show)
        .put("/relay/settings", settings::update)
}
