//! The alarm: does everything that is due, then sets the next alarm.

use std::rc::Rc;

use futures_util::future::join;
use object_kit::Fault;
use runtime::clock;

use crate::{Inner, announcer, delivery, masking, projector, reviews};

/// Offset of an alarm that is set before any work, in case the work never ends.
const SAFETY_NET_MS: i64 = 10_000;

pub(crate) async fn run(inner: &Rc<Inner>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    inner.alarm.set(&inner.state, now_ms.saturating_add(SAFETY_NET_MS)).await?;
    inner.with_core(|core| core.attend(now_ms))?;
    // These run side by side, so a slow D1 delays no message, a slow phone delays no projection, and neither delays
    // webhooks. If there is no room for the task, the next alarm announces.
    let _ = inner.tasks.spawn(&inner.state, announcer::run(inner.clone()));
    masking::decide_undecided(inner, now_ms)?;
    join(delivery::pump(inner.clone()), projector::flush(inner)).await;
    let now_ms = clock::now_ms();
    let project_ms = inner.projector.not_before_ms(now_ms);
    let announce_ms = inner.announcer.not_before_ms(now_ms);
    let next_ms =
        inner.with_core(|core| core.next_attention_ms(now_ms, project_ms, announce_ms))?;
    if let Some(at_ms) = next_ms {
        inner.alarm.set(&inner.state, at_ms).await?;
        return reviews::run(inner).await;
    }
    reviews::run(inner).await?;
    if inner.with_core(|core| Ok(core.has_withdrawn()))? {
        return Ok(());
    }
    // Nothing is due, now or later. Work may have arrived since that was checked, so it is checked again while the
    // safety net is still set.
    if inner.with_core(|core| Ok(!core.has_work()))? {
        inner.alarm.delete(&inner.state).await?;
    }
    Ok(())
}

impl Inner {
    /// Ensures that the alarm goes off at `at_ms` or earlier.
    pub(crate) async fn arm(&self, at_ms: i64) -> Result<(), Fault> {
        Ok(self.alarm.ensure(&self.state, at_ms).await?)
    }
}
