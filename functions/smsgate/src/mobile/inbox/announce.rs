//! Events of an upload, for subscribers to webhooks that the server delivers.

use devices::inbox::{Item, ItemType, item_key};
use edge_kit::RequestContext;
use ids::GatewayId;
use telephony::{Address, MessageText};
use unix_time::UnixMillis;
use webhooks::{Event, Fact, GatewayRef, InboundFacts};

use crate::{access::Device, error::ApiResult};

/// Maximum age of an item that causes an event. Older items are history that was requested from the phone.
const NEWS_MS: i64 = 24 * 3_600_000;

/// Queues `inbound.received` for the recent SMS among the items, with sender and text in ciphertext. On return the
/// events are durable. Repeating the call changes nothing, because an event's id is derived from the item's. Costs one
/// D1 query, and an object call for each subscribed endpoint.
pub(super) async fn announce(
    context: &RequestContext,
    device: &Device,
    items: &[Item],
) -> ApiResult<()> {
    let now_ms = context.now_ms;
    let events: Vec<Event> =
        items.iter().filter_map(|item| event(item, &device.gateway_id, now_ms)).collect();
    Ok(webhook_endpoints::announce_events(&context.env, &device.account_id, &events).await?)
}

/// Returns the item's event; `None` if it is old or not an SMS, which no event covers.
fn event(item: &Item, gateway_id: &GatewayId, now_ms: UnixMillis) -> Option<Event> {
    let received_at_ms = item.received_at_ms(now_ms);
    let is_news = received_at_ms >= now_ms.saturating_sub(NEWS_MS);
    if item.item_type != ItemType::Sms || !is_news {
        return None;
    }
    let fact = Fact::InboundReceived(InboundFacts {
        message_id: item_key(received_at_ms, gateway_id, &item.item_id),
        from: Address::Literal(item.sender.clone()),
        to: item.recipient.clone().map(Address::Literal),
        text: MessageText::new(item.content.clone()),
        sim_number: item.sim_number.and_then(|number| u8::try_from(number).ok()),
        received_at_ms,
    });
    let gateway = GatewayRef { id: gateway_id.clone(), device_id: gateway_id.as_str().to_owned() };
    Some(Event::record(fact, 0, Some(gateway), now_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);

    fn item(item_type: ItemType, reported_at_ms: UnixMillis) -> Item {
        Item {
            item_id: "1".to_owned(),
            item_type,
            sender: "$sender".to_owned(),
            recipient: None,
            sim_number: Some(2),
            content: "$content".to_owned(),
            is_encrypted: true,
            reported_at_ms,
            attachments: Vec::new(),
        }
    }

    #[test]
    fn an_sms_of_late_is_an_event_and_history_and_other_kinds_are_not() {
        for (item_type, reported_at_ms, is_event) in [
            (ItemType::Sms, NOW_MS, true),
            (ItemType::Sms, NOW_MS - NEWS_MS, true),
            (ItemType::Sms, NOW_MS - NEWS_MS - 1, false),
            (ItemType::Mms, NOW_MS, false),
            (ItemType::DataSms, NOW_MS, false),
        ] {
            let event = event(&item(item_type, reported_at_ms), &GatewayId::from_text("g"), NOW_MS);
            assert_eq!(event.is_some(), is_event, "{item_type:?} {reported_at_ms}");
        }
    }

    #[test]
    fn an_upload_that_is_repeated_is_the_same_event_and_another_phones_is_not() {
        let item = item(ItemType::Sms, NOW_MS - 5);
        let id = |gateway: &str, now_ms: UnixMillis| {
            event(&item, &GatewayId::from_text(gateway), now_ms).unwrap().id
        };
        assert_eq!(id("g", NOW_MS), id("g", NOW_MS + 1_000));
        assert_ne!(id("g", NOW_MS), id("h", NOW_MS));
    }
}
