//! `POST /tn` (contract C.4).

use axum::Json;
use dispatcher_records::GatewaySettings;
use edge_kit::{ErrorCode, RequestContext};
use ids::{AccountId, GatewayId};
use masking::NumberKey;
use messaging::Protocol;
use runtime::OsRng;
use serde::Serialize;
use sms_providers::ProviderKind;
use store_d1::{
    Store,
    masking::numbers::NumberAdded,
    provider_numbers::{NewProviderNumber, NumberInserted},
};
use telephony::Address;

use super::value;
use crate::{
    access::{Client, MayManage},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    input::{Body, FromBody},
    json_object::JsonObject,
};

/// Body of `POST /tn`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AddNumberIn {
    /// Phone number with its country code, a short code, or a provider's name for a number.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 18), example = "12062992129"))]
    value: String,
    /// Gateway or device id of the phone or number that masks. Without it, a provider's number does.
    gateway_id: Option<String>,
    /// Provider of a number that the account does not know yet, Flowroute by default. Not read with `gateway_id`.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            extend("enum" = [
                "flowroute", "twilio", "telnyx", "vonage", "plivo", "bandwidth", "sinch", "messagebird", null
            ])
        )
    )]
    provider: Option<ProviderKind>,
}

/// Answer of `POST /tn`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AddNumberOut {
    /// Always `Successfully added TN to pool`.
    message: &'static str,
    /// The number as it was given.
    value: String,
}

/// `POST /tn`: adds a number to the pool. It belongs to a provider (`provider`, Flowroute by default), whose number is
/// added to the account if it is unknown, or to one of the account's phones (`gateway_id`).
#[worker::send]
pub(crate) async fn add(
    context: RequestContext,
    client: Client<MayManage>,
    Body(AddNumberIn { value, gateway_id, provider }): Body<AddNumberIn>,
) -> ProxyResult<Json<AddNumberOut>> {
    let key = super::key(&value, client.default_region)?;
    let store = Store::open(&context.env)?;
    let route_id = match gateway_id {
        Some(gateway_id) => own_route(&store, &client.account_id, &gateway_id, &key).await?,
        None => provider_number(&context, &store, &client, &value, provider).await?,
    };
    let added =
        store.add_proxy_number(&client.account_id, &key, &value, &route_id, context.now_ms).await?;
    match added {
        NumberAdded::Added => {}
        NumberAdded::Taken => return Err(ProxyError::duplicate_number()),
        NumberAdded::Full => {
            return Err(ProxyError::refused(ErrorCode::ResourceLimitReached, "The pool is full"));
        }
    }
    dispatcher_calls::route_changed(&context, &client.account_id, route_id).await;
    Ok(Json(AddNumberOut::of(value)))
}

impl FromBody for AddNumberIn {
    fn read(body: &JsonObject) -> ProxyResult<Self> {
        let value = value(body)?;
        let gateway_id = body.text("gateway_id");
        let words = ProviderKind::ALL.map(|kind| (kind.as_str(), kind));
        let provider = if gateway_id.is_none() { body.word("provider", &words)? } else { None };
        Ok(Self { value, gateway_id, provider })
    }
}

impl AddNumberOut {
    fn of(value: String) -> Self {
        Self { message: "Successfully added TN to pool", value }
    }
}

/// Returns one of the account's own routes, by its id or its device's id.
async fn own_route(
    store: &Store,
    account_id: &AccountId,
    gateway: &str,
    key: &NumberKey,
) -> ProxyResult<GatewayId> {
    let by_device = store.gateway_of_device(account_id, gateway).await?;
    let found = match by_device {
        Some(found) => Some(found),
        None => store.gateway_settings(account_id, &GatewayId::from_text(gateway)).await?,
    };
    let found = found.ok_or_else(|| {
        let message = "Argument 'gateway_id': there is no such gateway";
        ProxyError::bad_request(ErrorCode::GatewayNotFound, message)
    })?;
    match masking_obstacle(&found, key) {
        None => Ok(found.id),
        Some(why) => Err(ProxyError::invalid(format!("Argument 'gateway_id': {why}"))),
    }
}

/// Returns why the route cannot mask people who write to the number. A phone's own number is unknown, so it is not
/// compared.
fn masking_obstacle(gateway: &GatewaySettings, key: &NumberKey) -> Option<&'static str> {
    match (gateway.protocol, &gateway.number) {
        (Protocol::Cable, _) => None,
        (Protocol::Provider, Some(number)) => {
            let is_it = NumberKey::of(number.address.as_str()) == *key;
            (!is_it).then_some("this is another number")
        }
        _ => {
            Some("this phone reports received SMS encrypted, so nothing can be relayed through it")
        }
    }
}

async fn provider_number(
    context: &RequestContext,
    store: &Store,
    client: &Client<MayManage>,
    value: &str,
    provider: Option<ProviderKind>,
) -> ProxyResult<GatewayId> {
    let id = GatewayId::generate(&mut OsRng);
    let address = Address::international(value, client.default_region);
    let number = NewProviderNumber {
        id: &id,
        provider: provider.unwrap_or(ProviderKind::Flowroute).as_str(),
        address: &address,
        active: true,
        priority: 1,
        general: false,
    };
    match store.insert_provider_number(&client.account_id, &number, context.now_ms).await? {
        NumberInserted::Inserted(record) => Ok(record.id),
        // Flowroute is only the default for a new number: without `provider`, a known number of any provider fits.
        NumberInserted::Found(record)
            if provider.is_none_or(|provider| provider.as_str() == record.provider) =>
        {
            Ok(record.id)
        }
        NumberInserted::Found(record) => {
            let message =
                format!("Argument 'provider': the number is known as {}'s", record.provider);
            Err(ProxyError::bad_request(ErrorCode::NumberExists, message))
        }
        NumberInserted::Full => {
            let message = "The account has too many numbers";
            Err(ProxyError::refused(ErrorCode::ResourceLimitReached, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use dispatcher_records::ProviderNumber;
    use messaging::{GatewayKind, RouteUse};
    use unix_time::UnixMillis;

    use super::*;

    fn route(protocol: Protocol, number: Option<&str>) -> GatewaySettings {
        let number = number.map(|text| ProviderNumber {
            provider: "twilio".to_owned(),
            address: Address::Literal(text.to_owned()),
        });
        GatewaySettings {
            id: GatewayId::from_text("g"),
            device_id: "d".to_owned(),
            priority: 1,
            active: true,
            protocol,
            push_token: None,
            usage: RouteUse::Usual,
            number,
            is_masking: false,
            seen_at_ms: UnixMillis::EPOCH,
            kind: GatewayKind::Ordinary,
            pacing: None,
            send_window: None,
        }
    }

    #[test]
    fn phone_that_reports_inbound_sms_can_mask_and_provider_number_masks_only_itself() {
        let key = NumberKey::of("12065550001");
        let masks = |route: &GatewaySettings| masking_obstacle(route, &key).is_none();
        assert!(masks(&route(Protocol::Cable, None)));
        let poll = Protocol::Poll { keeps_schedules: true, multimedia: true };
        assert!(!masks(&route(poll, None)));
        assert!(masks(&route(Protocol::Provider, Some("+12065550001"))));
        assert!(!masks(&route(Protocol::Provider, Some("+12065550002"))));
    }

    #[test]
    fn provider_is_not_read_beside_a_gateway() {
        let read = |text: &str| AddNumberIn::read(&JsonObject::read(text.as_bytes().to_vec()));
        let provider = |text: &str| read(text).map(|it| it.provider).map_err(|_| ());
        let twilio = Ok(Some(ProviderKind::Twilio));
        assert_eq!(provider(r#"{"value":"1","provider":"twilio"}"#), twilio);
        assert_eq!(provider(r#"{"value":1,"provider":null}"#), Ok(None));
        assert_eq!(provider(r#"{"value":"1","provider":"pigeon"}"#), Err(()));
        assert_eq!(provider(r#"{"value":"1","provider":"pigeon","gateway_id":"g"}"#), Ok(None));
    }

    #[test]
    fn members_of_the_answer_are_in_alphabetical_order() {
        let answer = serde_json::to_string(&AddNumberOut::of("12065550001".to_owned()));
        let expected = r#"{"message":"Successfully added TN to pool","value":"12065550001"}"#;
        assert_eq!(answer.unwrap(), expected);
    }
}
