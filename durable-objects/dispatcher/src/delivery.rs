//! Hands leased messages to their gateways.

use std::rc::Rc;

use dispatcher::{Delivery, Notice, ProviderCall};
use futures_util::future::{LocalBoxFuture, join, join_all};
use object_commands::gateway_connection::{Deliver, DeliverOutcome, Notify, NotifyOutcome};
use object_kit::{Fault, RUN_LEASE_MS};
use runtime::{
    clock,
    log::{self, events::DispatcherEvent},
    objects::{self, ObjectClass},
};

use crate::{DispatcherShell, provider_calls};

/// Maximum number of frames in one call, so that a burst does not delay a gateway's pings.
const FRAMES_PER_CALL: usize = 100;

/// Routes and delivers until nothing is ready. Only one round is active at a time, so that a gateway gets its
/// messages in the order of their leases. A round outlasts its lease only if a gateway's object misses six deadlines in
/// a row; another round may then overtake it, which costs the order, and leases keep it from sending twice.
pub(crate) async fn pump(shell: Rc<DispatcherShell>) {
    // Between two rounds nothing is awaited, so no other task can begin one.
    while let Some(_permit) = shell.delivery_rounds.enter(RUN_LEASE_MS) {
        match run_round(&shell).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(fault) => {
                return log::write(&DispatcherEvent::DeliveryRoundFailed { error: &fault });
            }
        }
    }
}

/// Routes and delivers once. Returns `false` when nothing was ready.
async fn run_round(shell: &Rc<DispatcherShell>) -> Result<bool, Fault> {
    let deliveries = shell.with_core(|core| core.pump(clock::now_ms()))?;
    let notices = shell.with_core(|core| Ok(core.take_notices()))?;
    begin_provider_calls(shell)?;
    if deliveries.is_empty() && notices.is_empty() {
        // The alarm may have been set before this round found a queue that is waiting for SIM capacity.
        if let Some(at_ms) = shell.with_core(|core| Ok(core.next_turn_ms()))? {
            shell.arm(at_ms).await?;
        }
        return Ok(false);
    }
    let outcomes = join_all(deliveries.iter().map(|delivery| deliver(shell, delivery)));
    let told = join_all(notices.iter().map(|notice| notify(shell, notice)));
    let (outcomes, told) = join(outcomes, told).await;
    let now_ms = clock::now_ms();
    for (delivery, outcome) in deliveries.iter().zip(outcomes) {
        shell.with_core(|core| core.record_delivery(delivery, outcome, now_ms))?;
    }
    for (notice, told) in notices.iter().zip(told) {
        shell.with_core(|core| core.record_notice_outcome(notice, told, now_ms))?;
    }
    Ok(true)
}

/// Starts as many of the ready calls as there is room for. The others start when a call ends.
fn begin_provider_calls(shell: &Rc<DispatcherShell>) -> Result<(), Fault> {
    let room = shell.provider_calls.room();
    for call in shell.with_core(|core| Ok(core.take_calls(room)))? {
        // No more calls were taken than there is room for, so none is refused and lost.
        let _ = shell.provider_calls.spawn(&shell.state, call_provider(shell.clone(), call));
    }
    Ok(())
}

fn call_provider(shell: Rc<DispatcherShell>, call: ProviderCall) -> LocalBoxFuture<'static, ()> {
    // Boxed, because the end of a call starts a round and a round starts calls: the type would contain itself.
    Box::pin(async move {
        if provider_calls::make(&shell, &call).await {
            // Messages that waited for this number may be ready now.
            pump(shell).await;
        }
    })
}

/// Delivers messages that were routed while a gateway fetched, and then runs a delivery round.
pub(crate) async fn deliver_all(shell: Rc<DispatcherShell>, deliveries: Vec<Delivery>) {
    let outcomes = join_all(deliveries.iter().map(|delivery| deliver(&shell, delivery))).await;
    let now_ms = clock::now_ms();
    for (delivery, outcome) in deliveries.iter().zip(outcomes) {
        if let Err(fault) = shell.with_core(|core| core.record_delivery(delivery, outcome, now_ms))
        {
            log::write(&DispatcherEvent::DeliveryNotRecorded { error: &fault });
        }
    }
    pump(shell).await;
}

/// Notifies a gateway that there is something to fetch, and returns whether it is expected to fetch. An error or a
/// missing answer counts as notified.
async fn notify(shell: &DispatcherShell, notice: &Notice) -> bool {
    let command = Notify {
        event: notice.event.clone(),
        push_token: notice.push_token.clone(),
        account_id: shell.state.id().name(),
        unreached: notice.unreached,
    };
    let class = ObjectClass::GatewayConnection;
    match objects::call(&shell.env, class, notice.gateway_id.as_str(), command).await {
        Ok(NotifyOutcome { streams: 0, pushed: false }) => false,
        Ok(_) => true,
        Err(error) => {
            let gateway_id = &notice.gateway_id;
            log::write(&DispatcherEvent::NotificationUnknown { gateway_id, error: &error });
            true
        }
    }
}

/// Sends the frames to the gateway's connection in portions. An error or a missing answer counts as handed over:
/// the frames may be on the phone, and a double transmission is worse than a late one.
async fn deliver(shell: &DispatcherShell, delivery: &Delivery) -> DeliverOutcome {
    let mut handed_over = 0_u32;
    for portion in delivery.frames.chunks(FRAMES_PER_CALL) {
        let whole = u32::try_from(portion.len()).unwrap_or(u32::MAX);
        let command = Deliver { frames: portion.to_vec() };
        let class = ObjectClass::GatewayConnection;
        match objects::call(&shell.env, class, delivery.gateway_id.as_str(), command).await {
            Ok(DeliverOutcome::HandedOver { frames }) => {
                handed_over = handed_over.saturating_add(frames);
                if frames < whole {
                    break;
                }
            }
            Ok(DeliverOutcome::NoSocket) => break,
            Err(error) => {
                let gateway_id = &delivery.gateway_id;
                log::write(&DispatcherEvent::DeliveryUnknown { gateway_id, error: &error });
                handed_over = handed_over.saturating_add(whole);
            }
        }
    }
    if handed_over == 0 {
        DeliverOutcome::NoSocket
    } else {
        DeliverOutcome::HandedOver { frames: handed_over }
    }
}
