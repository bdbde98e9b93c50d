//! `POST /seeds/ping`, `POST /ping`, and the same by `GET` (contract 1.1).

use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode};
use ids::AccountId;
use relay_requests::imsi_of_sim_data;
use store_d1::{Store, relay::nodes::NewNode};
use throttling::Limit;
use unix_time::UnixMillis;

use super::{
    admission::{self, AdmissionOutcome},
    body::NodeBody,
    broken, count,
    input::PingIn,
    node_location::NodeLocation,
    server_error, shown,
};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
    forwarder::{self, Forwarder, ForwarderFault},
};

/// `POST /seeds/ping`: marks a node as live. The first ping stores its number and type permanently. Returns the time in
/// seconds.
#[worker::send]
pub(crate) async fn ping(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    body: NodeBody<PingIn>,
) -> RelayResult<String> {
    count(&context, Limit::Requests, &headers).await?;
    let ping = PingIn::read(&body)?;
    let signed = is_signed(&context, &account_id, &headers, &ping.msisdn, &body.bytes).await?;
    let store = Store::open(&context.env).map_err(broken)?;
    let shown = shown(&context.settings.relay.nodes);
    let mut node = NewNode {
        imsi: &ping.imsi,
        msisdn: &ping.msisdn,
        seed_type: &ping.seed_type,
        country: "",
        operator_name: "",
        operator_id: None,
        signed,
    };
    // A known node costs this call alone; only an unknown one is admitted and located.
    let pinging = store.ping_node(&account_id, &node, shown, context.now_ms);
    if !pinging.await.map_err(broken)? {
        let arrival = admission::admit(&context, &headers, &ping.msisdn, signed).await?;
        if arrival == AdmissionOutcome::Unlisted {
            return Ok(float_secs_text(context.now_ms));
        }
        let place = NodeLocation::of(&ping.imsi, &ping.msisdn);
        node.country = place.country;
        node.operator_name = place.operator_name;
        node.operator_id = place.operator_id.as_deref();
        let room = admission::room(&context.settings.relay.nodes);
        let inserting = store.insert_node(&account_id, &node, shown, room, context.now_ms);
        if !inserting.await.map_err(broken)? {
            return Err(admission::too_many());
        }
    }
    Ok(float_secs_text(context.now_ms))
}

/// `GET /seeds/ping` with the header `sim_data: IMSI[.SimID]`: marks a known node as live.
#[worker::send]
pub(crate) async fn ping_by_header(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
) -> RelayResult<StatusCode> {
    count(&context, Limit::Requests, &headers).await?;
    let sim_data = headers.get("sim_data").and_then(|value| value.to_str().ok());
    let imsi = sim_data.and_then(imsi_of_sim_data);
    let imsi = imsi.ok_or_else(|| {
        let code = ErrorCode::MissingParameter;
        RelayError::text(code, StatusCode::BAD_REQUEST, "no sim data found")
    })?;
    let store = Store::open(&context.env).map_err(broken)?;
    let shown = shown(&context.settings.relay.nodes);
    store.ping_node_barely(&account_id, imsi, shown, context.now_ms).await.map_err(broken)?;
    Ok(StatusCode::OK)
}

/// Whether the gateway client with this number signed the body.
pub(super) async fn is_signed(
    context: &RequestContext,
    account_id: &AccountId,
    headers: &HeaderMap,
    msisdn: &str,
    body: &[u8],
) -> RelayResult<bool> {
    let Some(client) = forwarder::international(msisdn) else { return Ok(false) };
    match forwarder::signer(context, account_id, headers, client, body).await {
        Ok(Forwarder::Known(_)) => Ok(true),
        Ok(Forwarder::Unknown) | Err(ForwarderFault::Refused) => Ok(false),
        Err(ForwarderFault::Unavailable) => Err(server_error()),
    }
}

/// Converts a time to the clients' format: seconds with a fraction.
#[expect(clippy::cast_precision_loss, reason = "a time in milliseconds is far below 2^53")]
pub(super) fn float_secs(at_ms: UnixMillis) -> f64 {
    at_ms.as_i64() as f64 / 1_000.0
}

fn float_secs_text(at_ms: UnixMillis) -> String {
    // Whole seconds have a fraction, too, since clients expect a float.
    format!("{:?}", float_secs(at_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_a_decimal_number_of_seconds() {
        assert_eq!(float_secs_text(UnixMillis::new(1_648_206_122_814)), "1648206122.814");
        assert_eq!(float_secs_text(UnixMillis::new(1_648_206_122_000)), "1648206122.0");
    }
}
