//! Starts due attempts, and the next ones when one has ended. Each attempt is a task of its own, so that a slow one
//! delays no other.

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::WebhookEvent},
};
use unix_time::UnixMillis;
use webhook_delivery::DeliveryAttempt;

use crate::{
    WebhookDeliveryShell, attempt,
    endpoint::{self, Endpoint},
};

/// Interval of the alarm while attempts are in flight. If this instance ends, the next one finds them again within
/// this time.
const LOOK_AGAIN_MS: i64 = 10_000;
/// Minimum delay of the next alarm when attempts cannot be started because D1 is unavailable.
const TRY_AGAIN_MS: i64 = 5_000;

/// Starts the attempts that are due, within the concurrency limits.
pub(crate) async fn begin(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let Some(endpoint) = endpoint::current(shell, clock::now_ms()).await? else { return Ok(()) };
    let now_ms = clock::now_ms();
    let delay = |made: u32| endpoint.delay_ms(made);
    let room = shell.attempts.room().min(crate::MAX_IN_FLIGHT);
    for attempt in shell.with_core(|core| core.due(now_ms, room, delay))? {
        let attempt = run(shell.clone(), endpoint.clone(), attempt);
        // The core was asked for no more attempts than there is room for, so none is refused.
        let _ = shell.attempts.spawn(&shell.state, attempt);
    }
    Ok(())
}

/// Starts attempts after the caller has its answer. The alarm is the fallback.
pub(crate) async fn begin_after_answer(
    shell: &Rc<WebhookDeliveryShell>,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    // For queued and replayed events this alarm is committed with their rows: nothing was awaited in between.
    shell.arm(now_ms.saturating_add(1_000)).await?;
    let of = shell.clone();
    // If there is no room for the task, the alarm starts the attempts.
    let round = async move {
        if let Err(fault) = begin(&of).await {
            log::write(&WebhookEvent::AttemptsNotStarted { error: &fault });
        }
    };
    // The attempts are not this command's alone, so their log lines do not name it.
    let _ = shell.rounds.spawn(&shell.state, shell.log.scope(Some("attempts"), round));
    Ok(())
}

/// Makes one attempt, and starts the attempts that its end makes possible.
fn run(
    shell: Rc<WebhookDeliveryShell>,
    endpoint: Rc<Endpoint>,
    attempt: DeliveryAttempt,
) -> LocalBoxFuture<'static, ()> {
    // Boxed, because an attempt starts the next ones: the type would contain itself.
    Box::pin(async move {
        attempt::make(&shell, &endpoint, &attempt).await;
        if let Err(fault) = begin_next(&shell).await {
            log::write(&WebhookEvent::AttemptsNotStarted { error: &fault });
        }
    })
}

/// Starts the next attempts after one has ended, and ensures that the alarm is set in time.
async fn begin_next(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let begun = begin(shell).await;
    if shell.gone.get() {
        return begun;
    }
    arm_next(shell, begun.is_ok()).await?;
    begun
}

/// Sets the alarm for the next attempt, retry or projection; deletes it when nothing is left to do.
pub(crate) async fn arm_next(shell: &Rc<WebhookDeliveryShell>, begun: bool) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    let project_ms = shell.projector.not_before_ms(now_ms);
    let next_ms = shell.with_core(|core| {
        let next_ms = core.next_attention_ms(now_ms, project_ms)?;
        let look_ms = now_ms.saturating_add(LOOK_AGAIN_MS);
        Ok(if core.in_flight() > 0 { next_ms.map(|at_ms| at_ms.min(look_ms)) } else { next_ms })
    })?;
    let next_ms = match next_ms {
        Some(at_ms) if begun => at_ms,
        Some(at_ms) => at_ms.max(now_ms.saturating_add(TRY_AGAIN_MS)),
        None if !shell.alarm.is_set() => {
            // Nothing is left to do, but the safety net may still be set.
            return Ok(shell.alarm.delete(&shell.state).await?);
        }
        None => return Ok(()),
    };
    shell.arm(next_ms).await
}
