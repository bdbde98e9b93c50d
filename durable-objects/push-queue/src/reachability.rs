//! Notices to accounts that pushes do not reach a phone, or reach it again.

use object_commands::dispatcher::{Presence, PresenceSign};
use push_queue::{News, Tidings};
use runtime::{
    log,
    objects::{self, ObjectClass},
};
use worker::Env;

/// Tells the Dispatcher of the phone's account. If the notice is lost, the next push that is not sent repeats it.
pub(crate) async fn notify_account(env: &Env, news: &News) {
    let sign = match news.tidings {
        Tidings::TokenRefused => PresenceSign::PushRefused,
        Tidings::NotSent => PresenceSign::PushFailing,
        Tidings::SentAgain => PresenceSign::PushSent,
    };
    let (account_id, gateway_id) = (&news.phone.account_id, &news.phone.gateway_id);
    let presence = Presence { gateway_id: gateway_id.clone(), sign, health: None };
    let told = objects::call(env, ObjectClass::Dispatcher, account_id, presence).await;
    if let Err(error) = told {
        let fields = [("gateway.id", gateway_id.as_str()), ("error", &error.to_string())];
        log::warn("whether pushes reach a phone was not noted", &fields);
    }
}
