//! Signatures of Twilio's forms.

use edge_kit::{RequestContext, original_url};
use runtime::{
    ForwarderPolicy,
    log::{self, events::RelayEvent},
};
use sms_providers::{Callback, Credentials, ProviderKind};

use super::forwarded_request::ForwardedRequest;

/// Whether the form has a valid signature under `RELAY_TWILIO_AUTH_TOKEN`. Without that setting it cannot be checked;
/// the form then passes unless forwarders must prove their identity.
pub(super) fn is_signed<T>(context: &RequestContext, forwarded: &ForwardedRequest<T>) -> bool {
    let relay = &context.settings.relay;
    let Some(token) = &relay.publishing.twilio_auth_token else {
        return relay.nodes.forwarders != ForwarderPolicy::Require;
    };
    let url = original_url::public_url(context.settings.public_url.as_deref(), &forwarded.uri);
    let headers = original_url::texts(&forwarded.headers);
    let callback = Callback {
        method: forwarded.method.as_str(),
        url: &url,
        headers: &headers,
        body: &forwarded.body,
    };
    let credentials =
        Credentials::new([("auth_token".to_owned(), token.clone())].into_iter().collect());
    let codec = sms_providers::of(ProviderKind::Twilio);
    let verified = codec.verify(&callback, &credentials, context.now_ms);
    if let Err(refusal) = &verified {
        log::write(&RelayEvent::TwilioFormRefused { cause: refusal });
    }
    verified.is_ok()
}
