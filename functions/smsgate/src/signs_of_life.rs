//! Signs of life of phones: every request with a device token is one.
//!
//! A fetch tells the Dispatcher of it anyway. Other requests tell it at most once a minute for each phone and isolate,
//! after the answer, because the resolution of a minute is enough and a phone may upload or report a lot.

use std::{cell::RefCell, collections::HashMap};

use edge_kit::RequestContext;
use ids::{AccountId, GatewayId};
use object_commands::dispatcher::{Presence, PresenceSign};
use runtime::{
    log::{self, events::SmsgateEvent},
    objects::{self, ObjectClass},
};
use unix_time::UnixMillis;
use worker::Env;

/// Minimum time between two notices of a phone. It is shorter where phones are soon counted as offline.
const INTERVAL_MS: i64 = 60_000;
/// Number of remembered phones beyond which all are forgotten, at the cost of one notice each.
const MAX_PHONES: usize = 10_000;

thread_local! {
    /// Times at which the Dispatcher last learned of phones, by gateway id.
    static TOLD: RefCell<HashMap<GatewayId, UnixMillis>> = RefCell::default();
}

/// Records a request that does not tell the Dispatcher of the phone by itself.
pub(crate) fn record(context: &RequestContext, account_id: &AccountId, gateway_id: &GatewayId) {
    let interval_ms = INTERVAL_MS.min(context.settings.policy.poll_offline_after_ms / 3);
    if is_due(gateway_id, context.now_ms, interval_ms) {
        record_at_once(context, account_id, gateway_id);
    }
}

/// Tells the Dispatcher of a request after the answer, however recent the last notice is.
pub(crate) fn record_at_once(
    context: &RequestContext,
    account_id: &AccountId,
    gateway_id: &GatewayId,
) {
    // Recorded before the call, so that requests in the meantime do not repeat it.
    record_told(gateway_id, context.now_ms);
    context.background.spawn(announce(context.env.clone(), account_id.clone(), gateway_id.clone()));
}

/// Records that the Dispatcher learns of the phone by the request itself.
pub(crate) fn record_told(gateway_id: &GatewayId, now_ms: UnixMillis) {
    TOLD.with_borrow_mut(|told| {
        if told.len() >= MAX_PHONES {
            told.clear();
        }
        told.insert(gateway_id.clone(), now_ms);
    });
}

fn is_due(gateway_id: &GatewayId, now_ms: UnixMillis, interval_ms: i64) -> bool {
    let told_at_ms = TOLD.with_borrow(|told| told.get(gateway_id).copied());
    told_at_ms.is_none_or(|at_ms| at_ms.saturating_add(interval_ms) <= now_ms)
}

async fn announce(env: Env, account_id: AccountId, gateway_id: GatewayId) {
    let (sign, health) = (PresenceSign::Alive, None);
    let presence = Presence { gateway_id: gateway_id.clone(), sign, health };
    let account = account_id.as_str();
    if let Err(error) = objects::call(&env, ObjectClass::Dispatcher, account, presence).await {
        // The next request tells it again.
        TOLD.with_borrow_mut(|told| told.remove(&gateway_id));
        let gateway_id = &gateway_id;
        log::write(&SmsgateEvent::SignOfLifeNotRecorded { gateway_id, error: &error });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_is_due_once_an_interval_and_phones_do_not_share_it() {
        assert!(is_due(&GatewayId::from_text("a"), UnixMillis::EPOCH, INTERVAL_MS));
        record_told(&GatewayId::from_text("a"), UnixMillis::EPOCH);
        assert!(
            !is_due(&GatewayId::from_text("a"), UnixMillis::new(INTERVAL_MS - 1), INTERVAL_MS)
                && is_due(&GatewayId::from_text("b"), UnixMillis::EPOCH, INTERVAL_MS)
        );
        assert!(is_due(&GatewayId::from_text("a"), UnixMillis::new(INTERVAL_MS), INTERVAL_MS));
    }

    #[test]
    fn number_of_remembered_phones_is_bounded() {
        for phone in 0..=MAX_PHONES {
            record_told(&GatewayId::from_text(phone.to_string()), UnixMillis::EPOCH);
        }
        assert_eq!(TOLD.with_borrow(HashMap::len), 1);
    }
}
