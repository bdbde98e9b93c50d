//! The alarm: starts due attempts, projects finished ones, and sets the next alarm.

use std::rc::Rc;

use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::WebhookEvent},
};

use crate::{Inner, attempt, disabling, projector};

/// Offset of an alarm that is set before any work, in case the work never ends.
const SAFETY_NET_MS: i64 = 15_000;
const TELL_DEADLINE_MS: u64 = 20_000;
/// Interval of the alarm while attempts are in flight. If this instance ends, the next one finds them again within
/// this time.
const LOOK_AGAIN_MS: i64 = 10_000;
/// Minimum delay of the next alarm when attempts cannot be started because D1 is unavailable.
const TRY_AGAIN_MS: i64 = 5_000;

pub(crate) async fn run(inner: &Rc<Inner>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    inner.alarm.set(&inner.state, now_ms.saturating_add(SAFETY_NET_MS)).await?;
    let begun = attempt::begin(inner).await;
    if inner.gone.get() {
        return begun;
    }
    let projected = projector::run(inner).await;
    let told = clock::within(TELL_DEADLINE_MS, disabling::tell(inner)).await;
    for outcome in [projected, told.unwrap_or_else(|| Err(Fault::new("no answer")))] {
        if let Err(fault) = outcome {
            inner.projector.retries.failed(clock::now_ms());
            log::write(&WebhookEvent::ProjectionFailed { error: &fault });
        }
    }
    // The next alarm may be later than the safety net.
    inner.alarm.forget();
    arm_next(inner, begun.is_ok()).await?;
    begun
}

/// Starts attempts after the caller has its answer. The alarm is the fallback.
pub(crate) async fn begin_after_answer(inner: &Rc<Inner>, now_ms: i64) -> Result<(), Fault> {
    inner.arm(now_ms.saturating_add(1_000)).await?;
    let of = inner.clone();
    // If there is no room for the task, the alarm starts the attempts.
    let _ = inner.rounds.spawn(&inner.state, async move {
        if let Err(fault) = attempt::begin(&of).await {
            log::write(&WebhookEvent::AttemptsNotStarted { error: &fault });
        }
    });
    Ok(())
}

/// Starts the next attempts after one has ended, and ensures that the alarm is set in time.
pub(crate) async fn begin_next(inner: &Rc<Inner>) -> Result<(), Fault> {
    let begun = attempt::begin(inner).await;
    if inner.gone.get() {
        return begun;
    }
    arm_next(inner, begun.is_ok()).await?;
    begun
}

async fn arm_next(inner: &Rc<Inner>, begun: bool) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    let project_ms = inner.projector.not_before_ms(now_ms);
    let next_ms = inner.with_core(|core| {
        let next_ms = core.next_attention_ms(now_ms, project_ms)?;
        let look_ms = now_ms.saturating_add(LOOK_AGAIN_MS);
        Ok(if core.in_flight() > 0 { next_ms.map(|at_ms| at_ms.min(look_ms)) } else { next_ms })
    })?;
    let next_ms = match next_ms {
        Some(at_ms) if begun => at_ms,
        Some(at_ms) => at_ms.max(now_ms.saturating_add(TRY_AGAIN_MS)),
        None if !inner.alarm.is_set() => {
            // Nothing is left to do, but the safety net may still be set.
            return Ok(inner.alarm.delete(&inner.state).await?);
        }
        None => return Ok(()),
    };
    inner.arm(next_ms).await
}

impl Inner {
    /// Ensures that the alarm goes off at `at_ms` or earlier.
    pub(crate) async fn arm(&self, at_ms: i64) -> Result<(), Fault> {
        Ok(self.alarm.ensure(&self.state, at_ms).await?)
    }
}
