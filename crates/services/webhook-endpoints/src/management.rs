//! Management of webhook endpoints: ids, permitted URLs, and notices of changes.

use ids::AccountId;
use object_commands::{
    dispatcher::EndpointsChanged,
    webhook_delivery::{EndpointChanged, object_name},
};
use outbound::{OutboundUrl, RefusedUrl};
use rand_core::RngCore;
use runtime::{
    OsRng, ServiceContext, Settings,
    log::{self, events::WebhookEndpointEvent},
    objects::{self, ObjectClass},
};

use crate::announcements;

const ID_PREFIX: &str = "we_";
const ID_BYTES: usize = 16;

/// Returns a new endpoint's id: `we_` and 32 hex digits.
pub fn new_id() -> String {
    let mut bytes = [0_u8; ID_BYTES];
    OsRng.fill_bytes(&mut bytes);
    format!("{ID_PREFIX}{}", hex::encode(bytes))
}

/// Parses a URL that passes the guard for outbound requests and does not lead back to this deployment: neither to the
/// hosts in the settings nor to `own_host`, which the request named. An unreadable `own_host` is ignored.
pub fn parse_url(
    text: &str,
    settings: &Settings,
    own_host: &str,
) -> Result<OutboundUrl, RefusedUrl> {
    let allowances = settings.outbound.allowances.clone();
    let allowances = allowances.with_own_hosts(own_host);
    let allowances = allowances.unwrap_or_else(|_| settings.outbound.allowances.clone());
    OutboundUrl::parse(text.trim(), &allowances)
}

/// Tells the Dispatcher that the account's endpoints changed, and also the object of the given endpoint; with `true`
/// its owner wants delivery to resume. The change is already stored; if a notice is lost, it is read within minutes.
pub async fn announce_change(
    context: &ServiceContext,
    account_id: &AccountId,
    endpoint: Option<(&str, bool)>,
) {
    announcements::forget_unwanted(account_id);
    let mut failures = Vec::new();
    if let Some((id, enable)) = endpoint {
        let name = object_name(account_id.as_str(), id);
        let change = EndpointChanged { enable };
        let class = ObjectClass::WebhookDelivery;
        failures.extend(objects::call(&context.env, class, &name, change).await.err());
    }
    let (class, name) = (ObjectClass::Dispatcher, account_id.as_str());
    failures.extend(objects::call(&context.env, class, name, EndpointsChanged {}).await.err());
    for error in &failures {
        log::write(&WebhookEndpointEvent::ChangeNotAnnounced { error });
    }
}
