//! Requests by SMS and their publication (contract 1.6, 2.2, 3.1, 3.4).

mod forwarded_request;
mod forwarded_sms;
mod input;
mod log_pages;
mod log_query;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod plaintext_requests;
mod publication_log;
mod settings;
mod sms_answer;
mod twilio;

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .post("/sms/platform/{platform}", forwarded_sms::receive)
        // Path of the very first builds.
        .post("/sms/platform/{platform}/incoming/protocol/verification", forwarded_sms::receive)
        .post("/v3/publish", forwarded_sms::publish)
        .post("/publish", plaintext_requests::publish)
        .get("/v1/metrics/publications", publication_log::list)
        .own(|table| {
            table.get("/relay/settings", settings::show).put("/relay/settings", settings::update)
        })
}
