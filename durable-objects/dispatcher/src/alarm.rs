//! The alarm: everything that is due, then the next alarm.

use std::rc::Rc;

use dispatch::DispatchError;
use runtime::clock;

use crate::{Fault, Inner, delivery, projector};

/// Set before any work, in case the work never ends.
const SAFETY_NET_MS: i64 = 10_000;

pub(crate) async fn run(inner: &Rc<Inner>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    inner.alarm_at_ms.set(None);
    inner.arm(now_ms.saturating_add(SAFETY_NET_MS)).await?;
    if inner.with_core(|core| Ok::<_, DispatchError>(core.looks_at_everything()))? {
        inner.with_core(|core| core.attend(now_ms))?;
        delivery::pump(inner.clone()).await;
    }
    projector::flush(inner).await;
    if inner.with_core(|core| core.attend(clock::now_ms()))?.dirty {
        // What was due has changed, and D1 is to know within the same second.
        projector::flush(inner).await;
    }
    delivery::pump(inner.clone()).await;
    let now_ms = clock::now_ms();
    let next_ms = inner.with_core(|core| core.next_attention_ms(now_ms))?;
    let next_ms = next_ms.map(|at_ms| at_ms.max(inner.projector.not_before_ms(now_ms)));
    if let Some(at_ms) = next_ms {
        inner.alarm_at_ms.set(None);
        return inner.arm(at_ms).await;
    }
    // Nothing is due, ever; but work may have arrived since that was asked, under the safety net.
    if inner.with_core(|core| Ok::<_, DispatchError>(!core.has_work()))? {
        inner.alarm_at_ms.set(None);
        inner.state.storage().delete_alarm().await?;
    }
    Ok(())
}

impl Inner {
    /// Makes sure that the alarm goes off at `at_ms` or earlier.
    pub(crate) async fn arm(&self, at_ms: i64) -> Result<(), Fault> {
        if self.alarm_at_ms.get().is_some_and(|armed_ms| armed_ms <= at_ms) {
            return Ok(());
        }
        self.alarm_at_ms.set(Some(at_ms));
        let offset_ms = at_ms.saturating_sub(clock::now_ms()).max(0);
        self.state.storage().set_alarm(offset_ms).await?;
        Ok(())
    }
}
