//! Standard Webhooks 1.0.0: `{"type","timestamp","data"}`, with every kind of event.

use ids::GatewayId;
use masking::ProxySessionId;
use serde::Serialize;
use unix_time::UnixMillis;

use crate::{
    ConversionFacts, EndpointFacts, Event, EventKind, Fact, GatewayFacts, HeldFacts, InboundFacts,
    MaskedFacts, MessageFacts, OptOutFacts, PublicationFacts, SessionFacts, StoppedFacts,
    timestamp::milliseconds,
};

/// An event of any kind.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "StandardWebhook"))]
pub(super) struct Envelope<'a> {
    r#type: EventKind,
    /// Time of the event.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    timestamp: String,
    data: Data<'a>,
}

/// Contents of the event, which depend on its type.
#[derive(Serialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "StandardWebhookData")
)]
#[serde(untagged)]
pub(super) enum Data<'a> {
    /// Contents of `message.sent`, `message.delivered`, `message.failed`, `message.cancelled`.
    Message {
        message_id: &'a str,
        /// The integrator's own id of the message; `null` if it has none.
        client_id: Option<&'a str>,
        to: &'a str,
        /// Wireroom's own id of the gateway, which is not the `gateway_id` of the API; `null` if no gateway is known.
        #[cfg_attr(feature = "openapi", schemars(with = "Option<&'static str>"))]
        gateway_id: Option<&'a GatewayId>,
        /// The gateway's own device id; `null` if no gateway is known.
        device_id: Option<&'a str>,
        /// SIM slot; `null` if it is not known.
        #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 3)))]
        sim_number: Option<u8>,
        /// Number of recipients of the message, each of which has its own events.
        recipient_count: u32,
        /// Number of SMS segments of the text.
        part_count: u32,
        /// Attempts beyond the first.
        retry_count: u32,
        /// Reason of the failure; `null` if the SMS has not failed.
        error: Option<&'a str>,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        sent_at: Option<String>,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        delivered_at: Option<String>,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        failed_at: Option<String>,
        /// Head of the message's timeline after this event: the HMAC of its last entry. `null` if the message is older
        /// than the chain.
        timeline_head: Option<&'a str>,
    },
    /// Contents of `message.held`.
    Held {
        message_id: &'a str,
        /// The integrator's own id of the message; `null` if it has none.
        client_id: Option<&'a str>,
        recipient_count: u32,
        /// `pacing`: every gateway has used up its SMS of the window. `send_window`: no gateway may send at this hour.
        /// `no_gateway`: no gateway that can send it is connected.
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["pacing", "send_window", "no_gateway"])))]
        reason: &'a str,
        /// Earliest time at which the message may leave; `null` if that is not known.
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        eta: Option<String>,
        /// Head of the message's timeline: the HMAC of its last entry. `null` if the message is older than the chain.
        timeline_head: Option<&'a str>,
    },
    /// Contents of `inbound.received`.
    Inbound {
        message_id: &'a str,
        from: &'a str,
        /// Number at which the SMS arrived; `null` if it is not known.
        to: Option<&'a str>,
        text: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        received_at: String,
        /// Wireroom's own id of the gateway, which is not the `gateway_id` of the API; `null` if no gateway is known.
        #[cfg_attr(feature = "openapi", schemars(with = "Option<&'static str>"))]
        gateway_id: Option<&'a GatewayId>,
        /// The gateway's own device id; `null` if no gateway is known.
        device_id: Option<&'a str>,
        /// SIM slot; `null` if it is not known.
        #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 3)))]
        sim_number: Option<u8>,
    },
    /// Contents of `proxy.out_of_session`, `proxy.intercept`.
    Masked {
        /// Id of the inbound message.
        message_id: &'a str,
        /// Session in which the SMS would be relayed, or else the sender's last one; `null` if there is none.
        #[cfg_attr(feature = "openapi", schemars(with = "Option<&'static str>"))]
        session_id: Option<&'a ProxySessionId>,
        /// The masking number, as it was given.
        number: &'a str,
        from: &'a str,
        /// Recipient of the relayed SMS; `null` if it is not relayed.
        to: Option<&'a str>,
        text: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        received_at: String,
    },
    /// Contents of `proxy.session_closed`.
    Session {
        #[cfg_attr(feature = "openapi", schemars(with = "&'static str"))]
        session_id: &'a ProxySessionId,
        /// The masking number, as it was given.
        number: &'a str,
        participant_a: &'a str,
        participant_b: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["ended", "expired"])))]
        reason: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        created_at: String,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        closed_at: String,
    },
    /// Contents of `opt_out.changed`.
    OptOut {
        /// Phone number, short code or name that opted out or in.
        number: &'a str,
        /// `out`: the number gets no more ordinary SMS. `in`: it gets them again.
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["out", "in"])))]
        change: &'a str,
        /// `keyword`: the person sent a keyword. `api`: a caller of the API changed the number.
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["keyword", "api"])))]
        by: &'a str,
        /// The keyword in lower case; `null` if none was sent.
        keyword: Option<&'a str>,
        /// Id of the SMS with the keyword; `null` if none was sent.
        message_id: Option<&'a str>,
        /// Wireroom's own id of the gateway at which it arrived; `null` if none was sent.
        #[cfg_attr(feature = "openapi", schemars(with = "Option<&'static str>"))]
        gateway_id: Option<&'a GatewayId>,
        /// That gateway's own device id; `null` if none was sent.
        device_id: Option<&'a str>,
    },
    /// Contents of `spending.stopped`.
    Stopped {
        /// Purpose of the paused SMS.
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["codes", "sign_up_codes", "recovery_codes", "masking_answers"])))]
        purpose: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["account_hour", "account_day", "number_block_hour", "conversion_alarm", "low_conversion"])))]
        reason: &'a str,
        /// Number of SMS that the ceiling allows; `null` for an alarm.
        limit: Option<u32>,
        /// First characters of the affected numbers; `null` if all are affected.
        number_block: Option<&'a str>,
        /// Time at which sending resumes by itself.
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        until: String,
    },
    /// Contents of `otp.conversion_alarm`.
    Conversion {
        /// Purpose of the codes that are refused.
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["codes", "sign_up_codes", "recovery_codes"])))]
        purpose: &'a str,
        /// First characters of the numbers that get no codes; `null` if none does.
        number_block: Option<&'a str>,
        /// Time at which codes are sent again.
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        until: String,
    },
    /// Contents of `relay.request_received`, `relay.published`, `relay.publication_failed`.
    Publication {
        /// Id of the publication, as in its log.
        publication_id: &'a str,
        /// Id of the relay user.
        user_id: &'a str,
        /// Name of the online platform.
        platform: &'a str,
        /// `refused`: it was not published. `unknown`: it may have been. `null` if it did not fail.
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["refused", "unknown", null])))]
        reason: Option<&'a str>,
    },
    /// Contents of `gateway.online`, `gateway.offline`, `gateway.low_battery`.
    Gateway {
        /// Wireroom's own id of the gateway, which is not the `gateway_id` of the API.
        gateway_id: &'a str,
        /// The gateway's own device id.
        device_id: &'a str,
        /// Percent; `null` if it was never reported.
        #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 100)))]
        battery_level: Option<u8>,
        /// Time of the last sign of life.
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        last_seen_at: String,
    },
    /// Contents of `endpoint.failing`, `endpoint.disabled`, `endpoint.test`.
    Endpoint {
        endpoint_id: &'a str,
        /// Why the endpoint was disabled; `null` otherwise.
        reason: Option<&'a str>,
    },
}

pub(super) fn body(event: &Event) -> Envelope<'_> {
    let data = match &event.fact {
        Fact::MessageSent(message)
        | Fact::MessageDelivered(message)
        | Fact::MessageFailed(message)
        | Fact::MessageCancelled(message) => outbound(event, message),
        Fact::MessageHeld(facts) => held(facts),
        Fact::InboundReceived(inbound) => received(event, inbound),
        Fact::ProxyOutOfSession(facts) | Fact::ProxyIntercept(facts) => masked(facts),
        Fact::ProxySessionClosed(facts) => session(facts),
        Fact::OptOutChanged(facts) => opt_out(event, facts),
        Fact::SpendingStopped(facts) => stopped(facts),
        Fact::ConversionAlarm(facts) => conversion(facts),
        Fact::RelayRequestReceived(facts)
        | Fact::RelayPublished(facts)
        | Fact::RelayPublicationFailed(facts) => publication(facts),
        Fact::GatewayOnline(facts)
        | Fact::GatewayOffline(facts)
        | Fact::GatewayLowBattery(facts) => of_gateway(facts),
        Fact::EndpointFailing(endpoint)
        | Fact::EndpointDisabled(endpoint)
        | Fact::EndpointTest(endpoint) => about(endpoint),
    };
    Envelope { r#type: event.kind(), timestamp: milliseconds(event.occurred_at_ms), data }
}

fn outbound<'a>(event: &'a Event, message: &'a MessageFacts) -> Data<'a> {
    let at = |kind: EventKind, own_ms: Option<UnixMillis>| {
        let own_event = (event.kind() == kind).then_some(event.occurred_at_ms);
        own_ms.or(own_event).map(milliseconds)
    };
    Data::Message {
        message_id: &message.message_id,
        client_id: message.client_id.as_deref(),
        to: message.to.as_str(),
        gateway_id: event.gateway.as_ref().map(|gateway| &gateway.id),
        device_id: event.gateway.as_ref().map(|gateway| gateway.device_id.as_str()),
        sim_number: message.sim_number,
        recipient_count: message.recipient_count,
        part_count: message.part_count,
        retry_count: message.retry_count,
        error: message.error.as_deref(),
        sent_at: at(EventKind::MessageSent, message.sent_at_ms),
        delivered_at: at(EventKind::MessageDelivered, message.delivered_at_ms),
        failed_at: at(EventKind::MessageFailed, message.failed_at_ms),
        timeline_head: message.timeline_head.as_deref(),
    }
}

fn held(facts: &HeldFacts) -> Data<'_> {
    Data::Held {
        message_id: &facts.message_id,
        client_id: facts.client_id.as_deref(),
        recipient_count: facts.recipient_count,
        reason: &facts.reason,
        eta: facts.eta_ms.map(milliseconds),
        timeline_head: facts.timeline_head.as_deref(),
    }
}

fn received<'a>(event: &'a Event, inbound: &'a InboundFacts) -> Data<'a> {
    Data::Inbound {
        message_id: &inbound.message_id,
        from: inbound.from.as_str(),
        to: inbound.to.as_ref().map(telephony::Address::as_str),
        text: inbound.text.as_str(),
        received_at: milliseconds(inbound.received_at_ms),
        gateway_id: event.gateway.as_ref().map(|gateway| &gateway.id),
        device_id: event.gateway.as_ref().map(|gateway| gateway.device_id.as_str()),
        sim_number: inbound.sim_number,
    }
}

fn masked(facts: &MaskedFacts) -> Data<'_> {
    Data::Masked {
        message_id: &facts.message_id,
        session_id: facts.session_id.as_ref(),
        number: &facts.number,
        from: facts.from.as_str(),
        to: facts.to.as_ref().map(telephony::Address::as_str),
        text: facts.text.as_str(),
        received_at: milliseconds(facts.received_at_ms),
    }
}

fn session(facts: &SessionFacts) -> Data<'_> {
    Data::Session {
        session_id: &facts.session_id,
        number: &facts.number,
        participant_a: &facts.participant_a,
        participant_b: &facts.participant_b,
        reason: &facts.reason,
        created_at: milliseconds(facts.created_at_ms),
        closed_at: milliseconds(facts.closed_at_ms),
    }
}

fn opt_out<'a>(event: &'a Event, facts: &'a OptOutFacts) -> Data<'a> {
    Data::OptOut {
        number: facts.number.as_str(),
        change: &facts.change,
        by: &facts.by,
        keyword: facts.keyword.as_deref(),
        message_id: facts.message_id.as_deref(),
        gateway_id: event.gateway.as_ref().map(|gateway| &gateway.id),
        device_id: event.gateway.as_ref().map(|gateway| gateway.device_id.as_str()),
    }
}

fn stopped(facts: &StoppedFacts) -> Data<'_> {
    Data::Stopped {
        purpose: &facts.purpose,
        reason: &facts.reason,
        limit: facts.limit,
        number_block: facts.number_block.as_deref(),
        until: milliseconds(facts.until_ms),
    }
}

fn conversion(facts: &ConversionFacts) -> Data<'_> {
    Data::Conversion {
        purpose: &facts.purpose,
        number_block: facts.number_block.as_deref(),
        until: milliseconds(facts.until_ms),
    }
}

fn publication(facts: &PublicationFacts) -> Data<'_> {
    Data::Publication {
        publication_id: &facts.publication_id,
        user_id: &facts.user_id,
        platform: &facts.platform,
        reason: facts.reason.as_deref(),
    }
}

fn of_gateway(facts: &GatewayFacts) -> Data<'_> {
    Data::Gateway {
        gateway_id: &facts.gateway_id,
        device_id: &facts.device_id,
        battery_level: facts.battery_level,
        last_seen_at: milliseconds(facts.last_seen_at_ms),
    }
}

fn about(endpoint: &EndpointFacts) -> Data<'_> {
    Data::Endpoint { endpoint_id: &endpoint.endpoint_id, reason: endpoint.reason.as_deref() }
}
