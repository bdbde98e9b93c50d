//! Look-up of a provider's codec.

use crate::{
    Provider, ProviderKind, bandwidth::Bandwidth, flowroute::Flowroute, messagebird::MessageBird,
    plivo::Plivo, sinch::Sinch, telnyx::Telnyx, twilio::Twilio, vonage::Vonage,
};

/// Returns the codec of a provider.
pub fn of(kind: ProviderKind) -> &'static dyn Provider {
    match kind {
        ProviderKind::Flowroute => &Flowroute,
        ProviderKind::Twilio => &Twilio,
        ProviderKind::Telnyx => &Telnyx,
        ProviderKind::Vonage => &Vonage,
        ProviderKind::Plivo => &Plivo,
        ProviderKind::Bandwidth => &Bandwidth,
        ProviderKind::Sinch => &Sinch,
        ProviderKind::MessageBird => &MessageBird,
    }
}
