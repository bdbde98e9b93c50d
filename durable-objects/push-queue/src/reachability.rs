//! Notices to accounts that pushes do not reach a phone, or reach it again.

use object_commands::dispatcher::{Presence, PresenceSign};
use push_queue::{PushReachability, ReachabilityNotice};
use runtime::{
    log::{self, events::PushEvent},
    objects::{self, ObjectClass},
};
use worker::Env;

/// Tells the Dispatcher of the phone's account. If the notice is lost, the next push that is not sent repeats it.
pub(crate) async fn notify_account(env: &Env, notice: &ReachabilityNotice) {
    let sign = match notice.reachability {
        PushReachability::TokenRefused => PresenceSign::PushRefused,
        PushReachability::Failing => PresenceSign::PushFailing,
        PushReachability::Restored => PresenceSign::PushSent,
    };
    let (account_id, gateway_id) = (&notice.phone.account_id, &notice.phone.gateway_id);
    let presence = Presence { gateway_id: gateway_id.clone(), sign, health: None };
    let told = objects::call(env, ObjectClass::Dispatcher, account_id, presence).await;
    if let Err(error) = told {
        log::write(&PushEvent::ReachabilityNotRecorded { gateway_id, error: &error });
    }
}
