//! Which codec is whose.

use crate::{Provider, ProviderKind, flowroute::Flowroute, twilio::Twilio, unfinished::Unfinished};

/// The codec of that provider.
pub fn of(kind: ProviderKind) -> &'static dyn Provider {
    match kind {
        ProviderKind::Flowroute => &Flowroute,
        ProviderKind::Twilio => &Twilio,
        _ => &Unfinished,
    }
}
