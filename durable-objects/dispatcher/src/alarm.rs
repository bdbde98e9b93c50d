//! The alarm: does everything that is due, then sets the next alarm.

use std::rc::Rc;

use futures_util::future::join;
use object_kit::Fault;
use runtime::clock;
use unix_time::UnixMillis;

use crate::{DispatcherShell, announcer, delivery, gateway_reviews, masking, projector};

/// Offset of an alarm that is set before any work, in case the work never ends.
const SAFETY_NET_MS: i64 = 10_000;

pub(crate) async fn run(shell: &Rc<DispatcherShell>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    shell.alarm.set(&shell.state, now_ms.saturating_add(SAFETY_NET_MS)).await?;
    shell.with_core(|core| core.process_due(now_ms))?;
    // These run side by side, so a slow D1 delays no message, a slow phone delays no projection, and neither delays
    // webhooks. If there is no room for the task, the next alarm announces.
    let _ = shell.tasks.spawn(&shell.state, announcer::run(shell.clone()));
    masking::decide_undecided(shell, now_ms)?;
    join(delivery::pump(shell.clone()), projector::flush(shell)).await;
    let now_ms = clock::now_ms();
    let project_ms = shell.projector.not_before_ms(now_ms);
    let announce_ms = shell.announcer.not_before_ms(now_ms);
    let next_ms =
        shell.with_core(|core| core.next_attention_ms(now_ms, project_ms, announce_ms))?;
    if let Some(at_ms) = next_ms {
        shell.alarm.set(&shell.state, at_ms).await?;
        // After the alarm is set: this may need an earlier one, which setting would replace.
        return gateway_reviews::run(shell).await;
    }
    gateway_reviews::run(shell).await?;
    // The round has set an alarm for those that are left.
    if shell.with_core(|core| Ok(core.has_withdrawn()))? {
        return Ok(());
    }
    // Nothing is due, now or later. Work may have arrived since that was checked, so it is checked again while the
    // safety net is still set.
    if shell.with_core(|core| Ok(!core.has_work()))? {
        shell.alarm.delete(&shell.state).await?;
    }
    Ok(())
}

impl DispatcherShell {
    /// Ensures that the alarm goes off at `at_ms` or earlier.
    pub(crate) async fn arm(&self, at_ms: UnixMillis) -> Result<(), Fault> {
        Ok(self.alarm.ensure(&self.state, at_ms).await?)
    }
}
