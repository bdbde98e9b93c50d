//! Closes the sockets of gateways that may no longer be used.

use std::rc::Rc;

use futures_util::stream::{self, StreamExt};
use ids::GatewayId;
use object_commands::gateway_connection::{ReviewKeys, ReviewOutcome};
use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::DispatcherEvent},
    objects::{self, ObjectClass},
};

use crate::DispatcherShell;

/// Maximum number of gateways in one round: an invocation may make only a limited number of calls.
const GATEWAYS_AT_ONCE: usize = 30;
const CONCURRENT_CALLS: usize = 6;
/// Delay until the next round, and until a round that retries a failure.
const NEXT_MS: i64 = 100;
const AGAIN_MS: i64 = 10_000;

/// Has the connections of withdrawn gateways check their sockets. The alarm continues with the rest and retries
/// failures. The list is in memory only: if the instance ends first, the sockets stay open but get nothing, and
/// their next sign of life closes them.
pub(crate) async fn run(shell: &Rc<DispatcherShell>) -> Result<(), Fault> {
    let withdrawn = shell.with_core(|core| Ok(core.take_withdrawn(GATEWAYS_AT_ONCE)))?;
    let failed: Vec<GatewayId> = stream::iter(withdrawn)
        .map(|gateway_id| review(shell, gateway_id))
        .buffer_unordered(CONCURRENT_CALLS)
        .filter_map(std::future::ready)
        .collect()
        .await;
    let has_failed = !failed.is_empty();
    let left = shell.with_core(|core| {
        for gateway_id in failed {
            core.put_back_withdrawn(gateway_id);
        }
        Ok(core.has_withdrawn())
    })?;
    if left {
        let delay_ms = if has_failed { AGAIN_MS } else { NEXT_MS };
        shell.arm(clock::now_ms().saturating_add(delay_ms)).await?;
    }
    Ok(())
}

/// Returns the gateway's id if its sockets may still be open.
async fn review(shell: &DispatcherShell, gateway_id: GatewayId) -> Option<GatewayId> {
    let class = ObjectClass::GatewayConnection;
    let reviewed = objects::call(&shell.env, class, gateway_id.as_str(), ReviewKeys {}).await;
    match reviewed {
        Ok(ReviewOutcome::Done { .. }) => None,
        Ok(ReviewOutcome::Unknown) => Some(gateway_id),
        Err(error) => {
            let closing =
                DispatcherEvent::SocketsNotClosed { gateway_id: &gateway_id, error: &error };
            log::write(&closing);
            Some(gateway_id)
        }
    }
}
