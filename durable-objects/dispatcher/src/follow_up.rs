//! Work that follows a change of the core's rows.

use std::rc::Rc;

use dispatcher::PROJECTION_DELAY_MS;
use object_kit::Fault;
use unix_time::UnixMillis;

use crate::{DispatcherShell, delivery};

/// Follows up on any change: sets the alarm in the same step as the write, and continues routing in the background
/// after the caller has its answer.
pub(crate) async fn after_change(
    shell: &Rc<DispatcherShell>,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    shell.arm(now_ms.saturating_add(PROJECTION_DELAY_MS)).await?;
    // A round under way finds this work too, because it repeats until nothing is ready.
    if shell.with_core(|core| Ok(core.has_work()))? && !shell.delivery_rounds.is_full_at(now_ms) {
        // If there is no room for the task, the alarm that was just set starts a round.
        // The work is not this request's alone, so its log lines do not name it.
        let round = shell.log.scope(Some("delivery"), delivery::pump(shell.clone()));
        let _ = shell.tasks.spawn(&shell.state, round);
    }
    Ok(())
}
