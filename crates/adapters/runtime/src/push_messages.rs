//! Handing push messages to the queues that send them.

use std::collections::BTreeMap;

use object_commands::push_queue::{EnqueuePushes, ForgetAccount, Push, PushToken, PushedPhone};
use worker::Env;

use crate::{
    PushRoute, Settings,
    objects::{self, CallError, ObjectClass},
};

/// Name of the single queue for pushes through an upstream. The upstream accepts so few requests that all pushes
/// share them.
const UPSTREAM: &str = "upstream";
/// Number of hex digits of a token's digest that name its queue, which makes 256 queues.
const SHARD_DIGITS: usize = 2;

/// Hands the pushes to their queues, one object call for each queue, and returns the number accepted: 0 if no push
/// route is configured. `phone` is the one phone that all of them are for, if it is a phone of this deployment.
pub async fn enqueue(
    env: &Env,
    settings: &Settings,
    pushes: Vec<Push>,
    phone: Option<&PushedPhone>,
) -> Result<u32, CallError> {
    let Some(route) = &settings.push.route else { return Ok(0) };
    let mut queues: BTreeMap<String, Vec<Push>> = BTreeMap::new();
    for push in pushes {
        queues.entry(queue_name(route, &push.token)).or_default().push(push);
    }
    let mut accepted: u32 = 0;
    for (name, pushes) in queues {
        let command = EnqueuePushes { pushes, phone: phone.cloned() };
        let taken = objects::call(env, ObjectClass::PushQueue, &name, command).await?;
        accepted = accepted.saturating_add(taken.accepted);
    }
    Ok(accepted)
}

/// Returns the name of the queue of pushes for a token. `None` if no push route is configured.
pub fn queue_of(settings: &Settings, token: &PushToken) -> Option<String> {
    settings.push.route.as_ref().map(|route| queue_name(route, token))
}

/// Has a queue drop the pushes that wait for phones of an account.
pub async fn forget_account(env: &Env, queue: &str, account_id: &str) -> Result<(), CallError> {
    let command = ForgetAccount { account_id: account_id.to_owned() };
    objects::call(env, ObjectClass::PushQueue, queue, command).await
}

fn queue_name(route: &PushRoute, token: &PushToken) -> String {
    match route {
        PushRoute::Upstream { .. } => UPSTREAM.to_owned(),
        PushRoute::Fcm(_) => {
            let digest = push_queue::token_digest(token);
            format!("fcm/{}", digest.chars().take(SHARD_DIGITS).collect::<String>())
        }
    }
}
