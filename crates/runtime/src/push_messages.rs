//! Handing push messages to the queue that sends them.

use std::collections::BTreeMap;

use contracts::push_queue::{Enqueue, Push, PushedPhone};
use worker::Env;

use crate::{
    PushRoute, Settings,
    objects::{self, CallError, ObjectClass},
};

/// The queue of all pushes to an upstream: it takes so few requests that they have to be shared.
const UPSTREAM: &str = "upstream";
/// How much of a token's digest names its queue: 256 of them.
const SHARD_DIGITS: usize = 2;

/// Gives the pushes to their queues and returns how many were taken. Without a way to send any, none is. One
/// object call for each queue. `phone` is the one that all of them are for, where it is one of ours.
pub async fn enqueue(
    env: &Env,
    settings: &Settings,
    pushes: Vec<Push>,
    phone: Option<&PushedPhone>,
) -> Result<u32, CallError> {
    let Some(route) = &settings.push.route else { return Ok(0) };
    let mut queues: BTreeMap<String, Vec<Push>> = BTreeMap::new();
    for push in pushes {
        queues.entry(queue_of(route, &push)).or_default().push(push);
    }
    let mut accepted: u32 = 0;
    for (name, pushes) in queues {
        let command = Enqueue { pushes, phone: phone.cloned() };
        let taken = objects::call(env, ObjectClass::PushQueue, &name, command).await?;
        accepted = accepted.saturating_add(taken.accepted);
    }
    Ok(accepted)
}

/// The queue's name.
fn queue_of(route: &PushRoute, push: &Push) -> String {
    match route {
        PushRoute::Upstream { .. } => UPSTREAM.to_owned(),
        PushRoute::Fcm(_) => {
            let digest = push::token_digest(&push.token);
            format!("fcm/{}", digest.chars().take(SHARD_DIGITS).collect::<String>())
        }
    }
}
