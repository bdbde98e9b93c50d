//! Management of webhook endpoints shared by the faces.

use http::{HeaderMap, header};
use identity::AccountId;
use object_commands::{
    dispatcher::EndpointsChanged,
    webhook_delivery::{EndpointChanged, object_name},
};
use outbound::{OutboundUrl, RefusedUrl};
use rand_core::RngCore;
use runtime::{
    OsRng, Settings, log,
    objects::{self, ObjectClass},
};

use crate::RequestContext;

const ID_PREFIX: &str = "we_";
const ID_BYTES: usize = 16;

/// Returns a new endpoint's id: `we_` and 32 hex digits.
pub fn new_id() -> String {
    let mut bytes = [0_u8; ID_BYTES];
    OsRng.fill_bytes(&mut bytes);
    format!("{ID_PREFIX}{}", hex::encode(bytes))
}

/// Parses a URL that passes the guard for outbound requests and does not lead back to this deployment: neither to the
/// hosts in the settings nor to the host of this request.
pub fn parse_url(
    text: &str,
    settings: &Settings,
    headers: &HeaderMap,
) -> Result<OutboundUrl, RefusedUrl> {
    let own_host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let allowances = settings.outbound.allowances.clone();
    // An unreadable host of the request adds no own host.
    let allowances = allowances.with_own_hosts(own_host.unwrap_or_default());
    let allowances = allowances.unwrap_or_else(|_| settings.outbound.allowances.clone());
    OutboundUrl::parse(text.trim(), &allowances)
}

/// Tells the Dispatcher that the account's endpoints changed, and also the object of the given endpoint; with `true`
/// its owner wants delivery to resume. The change is already stored; if a notice is lost, it is read within minutes.
pub async fn announce(
    context: &RequestContext,
    account_id: &AccountId,
    endpoint: Option<(&str, bool)>,
) {
    let mut told = Vec::new();
    if let Some((id, enable)) = endpoint {
        let name = object_name(account_id.as_str(), id);
        let change = EndpointChanged { enable };
        let class = ObjectClass::WebhookDelivery;
        told.push(objects::call(&context.env, class, &name, change).await.is_ok());
    }
    let (class, name) = (ObjectClass::Dispatcher, account_id.as_str());
    told.push(objects::call(&context.env, class, name, EndpointsChanged {}).await.is_ok());
    if told.contains(&false) {
        let fields = [("account.id", account_id.as_str())];
        log::warn("a webhook endpoint's change was not announced", &fields);
    }
}
