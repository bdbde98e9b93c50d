//! Bodies of each format as types with a JSON Schema, for the document of the API.

use schemars::JsonSchema;

use super::{gateway_api, smsgate, standard, test};
use crate::EventKind;

/// Body of the format `gateway-api`. `event` tells which.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(private_interfaces, reason = "only the schema is used")]
pub enum GatewayApiEvent {
    Event(gateway_api::Body<'static>),
    Test(test::GatewayApiTest<'static>),
}

/// Body of the format `smsgate`. `event` tells which.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(private_interfaces, reason = "only the schema is used")]
pub enum SmsgateEvent {
    Event(smsgate::Envelope<'static>),
    Test(test::SmsgateTest<'static>),
}

/// Body of the format `standard`.
#[derive(JsonSchema)]
#[expect(private_interfaces, reason = "only the schema is used")]
pub struct StandardEvent(pub standard::Envelope<'static>);

/// An event as those get it who follow an account: that of the format `standard`, with its id.
#[derive(JsonSchema)]
#[expect(private_interfaces, reason = "only the schema is used")]
pub struct FollowedEvent {
    /// Id of the event, the same as in webhooks.
    pub id: String,
    pub r#type: EventKind,
    /// Time of the event.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    pub data: standard::Data<'static>,
}
