//! Request of `POST /`, in both of Flowroute's versions.

use sms_providers::{Callback, CallbackEvent, InboundSms};

use super::PROVIDER;
use crate::{
    error::{ProxyError, ProxyResult},
    input::FromBody,
    json_object::{JsonObject, MAX_NUMBER_CHARS},
};

/// Body of `POST /`.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CallbackIn(
    #[cfg_attr(feature = "openapi", schemars(with = "described::CallbackBody"))]
    pub(super)  Vec<CallbackEvent>,
);

impl FromBody for CallbackIn {
    /// Reads the events. The flat form is read here, as leniently as by the original; the other form by the codec.
    fn read(body: &JsonObject) -> ProxyResult<Self> {
        let events = if body.members().contains_key("data") {
            nested(body)
        } else {
            flat(body).map(|sms| vec![CallbackEvent::Inbound(sms)])
        };
        events.map(Self).ok_or_else(ProxyError::unreadable_callback)
    }
}

fn flat(body: &JsonObject) -> Option<InboundSms> {
    Some(InboundSms {
        reference: body.text("id").filter(|id| !id.is_empty()),
        from: body.number("from")?,
        to: body.number("to")?,
        text: body.text("body")?,
        received_at_ms: None,
    })
}

fn nested(body: &JsonObject) -> Option<Vec<CallbackEvent>> {
    let callback = Callback { method: "POST", url: "", headers: &[], body: &body.bytes };
    let events = sms_providers::of(PROVIDER).parse(&callback).ok()?;
    let fits = |event: &CallbackEvent| match event {
        CallbackEvent::Inbound(sms) => [&sms.from, &sms.to]
            .iter()
            .all(|it| (1..=MAX_NUMBER_CHARS).contains(&it.chars().count())),
        CallbackEvent::Report(_) => true,
    };
    events.iter().all(fits).then_some(events)
}

/// Both forms as the document describes them.
#[cfg(feature = "openapi")]
mod described {
    use schemars::JsonSchema;

    /// A callback in one of the forms that Flowroute sends.
    #[derive(JsonSchema)]
    #[schemars(untagged)]
    #[expect(dead_code, reason = "only its schema is used")]
    pub(super) enum CallbackBody {
        Flat(FlatCallback),
        Nested(NestedCallback),
    }

    /// An inbound SMS as Flowroute's version 2 sends it.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    pub(super) struct FlatCallback {
        /// Number at which the SMS arrived.
        #[schemars(length(min = 1, max = 18), example = "12065550001")]
        to: String,
        /// Phone number of the sender.
        #[schemars(length(min = 1, max = 18), example = "12065550101")]
        from: String,
        /// Text of the SMS.
        body: String,
        /// Flowroute's id of the SMS. An SMS whose id was handled before is not relayed again.
        id: Option<String>,
    }

    /// An inbound SMS or a delivery report as Flowroute's version 2.1 sends them.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    pub(super) struct NestedCallback {
        data: CallbackData,
        /// Media of an MMS.
        included: Option<Vec<serde_json::Map<String, serde_json::Value>>>,
    }

    /// The SMS or the report.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct CallbackData {
        /// Flowroute's id of the SMS.
        id: Option<String>,
        /// `message` for an SMS, `delivery_receipt` for a report. Others are ignored.
        #[schemars(extend("default" = "message"))]
        r#type: Option<String>,
        attributes: CallbackAttributes,
    }

    /// Contents of the SMS or of the report.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct CallbackAttributes {
        /// Number at which the SMS arrived.
        to: Option<String>,
        /// Phone number of the sender.
        from: Option<String>,
        /// Text of the SMS.
        body: Option<String>,
        /// Time at which the SMS arrived.
        timestamp: Option<String>,
        /// A copy of an `outbound` SMS is ignored.
        direction: Option<String>,
        /// State that a report announces.
        status: Option<String>,
        /// Flowroute's code for that state.
        status_code: Option<String>,
    }
}
