//! Sends due pushes by the route that the operator chose.

use std::rc::Rc;

use futures_util::{StreamExt, future::LocalBoxFuture, stream};
use object_commands::push_queue::Push;
use object_kit::Fault;
use push_queue::{PushOutcome, Queue};
use runtime::{
    PushRoute, Settings, clock,
    log::{self, events::PushEvent},
};

use crate::{PushQueueShell, fcm, reachability, upstream};

/// Maximum number of concurrent requests, which is how many connections the platform opens for one object.
const CONCURRENT_SENDS: usize = 6;
/// Number of batches after which the alarm continues.
const MAX_BATCHES: usize = 20;

/// Sends the pushes that are due now.
pub(crate) async fn send_due(shell: &Rc<PushQueueShell>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    let begun = shell.with_queue(|queue| queue.begin(now_ms))?;
    // Set before anything can fail, so that the next alarm picks up what this one leaves.
    shell.arm(now_ms).await?;
    send_all(shell.clone(), begun).await;
    Ok(())
}

/// Sends these pushes, and then those that have become due meanwhile.
pub(crate) fn send_all(
    shell: Rc<PushQueueShell>,
    begun: Vec<(String, Push)>,
) -> LocalBoxFuture<'static, ()> {
    Box::pin(async move {
        if let Err(fault) = send_batches(&shell, begun).await {
            log::write(&PushEvent::PushesNotSent { error: &fault });
            shell.drop_queue();
        }
    })
}

async fn send_batches(shell: &PushQueueShell, begun: Vec<(String, Push)>) -> Result<(), Fault> {
    let settings = Settings::of(&shell.env)?;
    let (mut begun, mut batches_left) = (begun, MAX_BATCHES);
    while !begun.is_empty() {
        match &settings.push.route {
            Some(PushRoute::Fcm(fcm)) => {
                let timeout_ms = settings.push.timeout_ms;
                // Once for the batch, so that concurrent sends do not each exchange a token.
                let access = &fcm::access(fcm, timeout_ms).await;
                let sends = begun.into_iter().map(|(key, push)| async move {
                    let sent = fcm::send(fcm, access.as_ref(), &push, timeout_ms).await;
                    finish(shell, &[key], sent).await
                });
                let ends: Vec<_> =
                    stream::iter(sends).buffer_unordered(CONCURRENT_SENDS).collect().await;
                ends.into_iter().collect::<Result<(), Fault>>()?;
            }
            Some(PushRoute::Upstream { url }) => {
                let (keys, pushes): (Vec<_>, Vec<_>) = begun.into_iter().unzip();
                let sent = upstream::send(url, &pushes, settings.push.timeout_ms).await;
                finish(shell, &keys, sent).await?;
            }
            // The operator removed the route while pushes waited, so they are dropped.
            None => {
                let keys: Vec<_> = begun.into_iter().map(|(key, _)| key).collect();
                finish(shell, &keys, PushOutcome::Sent).await?;
            }
        }
        batches_left -= 1;
        if batches_left == 0 {
            break;
        }
        let now_ms = clock::now_ms();
        begun = shell.with_queue(|queue| queue.begin(now_ms))?;
    }
    // Pushes may have been thrown away without a try.
    notify_accounts(shell).await?;
    shell.arm(clock::now_ms()).await
}

/// Records the outcome of pushes, and tells the accounts of phones that pushes do not reach, or reach again.
async fn finish(
    shell: &PushQueueShell,
    keys: &[String],
    outcome: PushOutcome,
) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    shell.with_queue(|queue| keys.iter().for_each(|key| queue.finished(key, outcome, now_ms)))?;
    notify_accounts(shell).await
}

async fn notify_accounts(shell: &PushQueueShell) -> Result<(), Fault> {
    let all = shell.with_queue(Queue::take_notices)?;
    let told = stream::iter(&all)
        .for_each_concurrent(CONCURRENT_SENDS, |it| reachability::notify_account(&shell.env, it));
    told.await;
    Ok(())
}
