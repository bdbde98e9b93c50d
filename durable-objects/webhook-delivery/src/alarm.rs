//! The alarm: starts due attempts, projects finished ones, and sets the next alarm.

use std::rc::Rc;

use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::WebhookEvent},
};
use unix_time::UnixMillis;

use crate::{WebhookDeliveryShell, alerts, attempt_rounds, projector};

/// Offset of an alarm that is set before any work, in case the work never ends.
const SAFETY_NET_MS: i64 = 15_000;
const TELL_DEADLINE_MS: u64 = 20_000;

pub(crate) async fn run(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    shell.alarm.set(&shell.state, now_ms.saturating_add(SAFETY_NET_MS)).await?;
    // Its fault is returned at the end, so that it does not keep finished attempts from being projected.
    let begun = attempt_rounds::begin(shell).await;
    if shell.gone.get() {
        return begun;
    }
    let projected = projector::run(shell).await;
    let told = clock::within(TELL_DEADLINE_MS, alerts::report(shell)).await;
    for outcome in [projected, told.unwrap_or_else(|| Err(Fault::new("no answer")))] {
        if let Err(fault) = outcome {
            shell.projector.retries.failed(clock::now_ms());
            log::write(&WebhookEvent::ProjectionFailed { error: &fault });
        }
    }
    // The next alarm may be later than the safety net.
    shell.alarm.forget();
    attempt_rounds::arm_next(shell, begun.is_ok()).await?;
    begun
}

impl WebhookDeliveryShell {
    /// Ensures that the alarm goes off at `at_ms` or earlier.
    pub(crate) async fn arm(&self, at_ms: UnixMillis) -> Result<(), Fault> {
        Ok(self.alarm.ensure(&self.state, at_ms).await?)
    }
}
