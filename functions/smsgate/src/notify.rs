//! Notification of phones after the answer.

use edge_kit::RequestContext;
use futures_util::stream::{self, StreamExt};
use ids::{AccountId, GatewayId};
use object_commands::gateway_connection::{DeviceEvent, Notify};
use runtime::{
    log::{self, events::SmsgateEvent},
    objects::{self, ObjectClass},
};
use store_d1::{Store, StoreError, pollers::Poller};
use worker::Env;

const CONCURRENT_CALLS: usize = 6;

/// Set of the account's phones to notify. An unknown phone is ignored.
#[derive(Clone, Debug)]
pub(crate) enum NotifiedPhones {
    All,
    One(GatewayId),
}

/// Notifies phones of the event after the answer. A phone that is not reached learns of the change with its next
/// request. Costs one D1 query, and one object call for each phone.
pub(crate) fn after_answer(
    context: &RequestContext,
    account_id: &AccountId,
    whom: NotifiedPhones,
    event: DeviceEvent,
) {
    let (env, account_id) = (context.env.clone(), account_id.clone());
    context.background.spawn(async move {
        if let Err(error) = tell(&env, &account_id, &whom, &event).await {
            log::write(&SmsgateEvent::PhonesNotFound { error: &error });
        }
    });
}

async fn tell(
    env: &Env,
    account_id: &AccountId,
    whom: &NotifiedPhones,
    event: &DeviceEvent,
) -> Result<(), StoreError> {
    let gateway_id = match whom {
        NotifiedPhones::All => None,
        NotifiedPhones::One(id) => Some(id),
    };
    let phones = Store::open(env)?.pollers(account_id, gateway_id).await?;
    stream::iter(phones)
        .for_each_concurrent(CONCURRENT_CALLS, |phone| {
            tell_one(env, account_id, phone, event.clone())
        })
        .await;
    Ok(())
}

async fn tell_one(env: &Env, account_id: &AccountId, phone: Poller, event: DeviceEvent) {
    let account_id = Some(account_id.as_str().to_owned());
    let unreached = phone.push_refused != 0;
    let notify = Notify { event, push_token: phone.push_token, account_id, unreached };
    let told = objects::call(env, ObjectClass::GatewayConnection, phone.id.as_str(), notify).await;
    if let Err(error) = told {
        log::write(&SmsgateEvent::PhoneNotTold { gateway_id: &phone.id, error: &error });
    }
}
