//! Hands leased messages to their gateways.

use std::rc::Rc;

use dispatcher::{Delivery, Notice};
use futures_util::future::{join, join_all};
use object_commands::gateway_connection::{Deliver, Delivered, Notified, Notify};
use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::DispatcherEvent},
    objects::{self, ObjectClass},
};

use crate::{Inner, provider_calls};

/// Maximum number of frames in one call, so that a burst does not delay a gateway's pings.
const FRAMES_PER_CALL: usize = 100;

/// Routes and delivers until nothing is ready. Only one round is active at a time, so that a gateway gets its
/// messages in the order of their leases.
pub(crate) async fn pump(inner: Rc<Inner>) {
    if inner.pumping.replace(true) {
        return;
    }
    if let Err(fault) = rounds(&inner).await {
        log::write(&DispatcherEvent::DeliveryRoundFailed { error: &fault });
    }
    inner.pumping.set(false);
}

async fn rounds(inner: &Rc<Inner>) -> Result<(), Fault> {
    loop {
        let deliveries = inner.with_core(|core| core.pump(clock::now_ms()))?;
        let notices = inner.with_core(|core| Ok(core.take_notices()))?;
        provider_calls::begin(inner)?;
        if deliveries.is_empty() && notices.is_empty() {
            // The alarm may have been set before this round found a queue that is waiting for SIM capacity.
            return match inner.with_core(|core| Ok(core.next_turn_ms()))? {
                Some(at_ms) => inner.arm(at_ms).await,
                None => Ok(()),
            };
        }
        let outcomes = join_all(deliveries.iter().map(|delivery| deliver(inner, delivery)));
        let told = join_all(notices.iter().map(|notice| notify(inner, notice)));
        let (outcomes, told) = join(outcomes, told).await;
        let now_ms = clock::now_ms();
        for (delivery, outcome) in deliveries.iter().zip(outcomes) {
            inner.with_core(|core| core.delivered(delivery, outcome, now_ms))?;
        }
        for (notice, told) in notices.iter().zip(told) {
            inner.with_core(|core| core.notified(notice, told, now_ms))?;
        }
    }
}

/// Delivers messages that were routed while a gateway fetched, and then runs a delivery round.
pub(crate) async fn deliver_all(inner: Rc<Inner>, deliveries: Vec<Delivery>) {
    let outcomes = join_all(deliveries.iter().map(|delivery| deliver(&inner, delivery))).await;
    let now_ms = clock::now_ms();
    for (delivery, outcome) in deliveries.iter().zip(outcomes) {
        if let Err(fault) = inner.with_core(|core| core.delivered(delivery, outcome, now_ms)) {
            log::write(&DispatcherEvent::DeliveryNotRecorded { error: &fault });
        }
    }
    pump(inner).await;
}

/// Notifies a gateway that there is something to fetch, and returns whether it is expected to fetch. An error or a
/// missing answer counts as notified.
async fn notify(inner: &Inner, notice: &Notice) -> bool {
    let command = Notify {
        event: notice.event.clone(),
        push_token: notice.push_token.clone(),
        account_id: inner.state.id().name(),
        unreached: notice.unreached,
    };
    let class = ObjectClass::GatewayConnection;
    match objects::call(&inner.env, class, &notice.gateway_id, command).await {
        Ok(Notified { streams: 0, pushed: false }) => false,
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
async fn deliver(inner: &Inner, delivery: &Delivery) -> Delivered {
    let mut handed_over = 0_u32;
    for portion in delivery.frames.chunks(FRAMES_PER_CALL) {
        let whole = u32::try_from(portion.len()).unwrap_or(u32::MAX);
        let command = Deliver { frames: portion.to_vec() };
        let class = ObjectClass::GatewayConnection;
        match objects::call(&inner.env, class, &delivery.gateway_id, command).await {
            Ok(Delivered::HandedOver { frames }) => {
                handed_over = handed_over.saturating_add(frames);
                if frames < whole {
                    break;
                }
            }
            Ok(Delivered::NoSocket) => break,
            Err(error) => {
                let gateway_id = &delivery.gateway_id;
                log::write(&DispatcherEvent::DeliveryUnknown { gateway_id, error: &error });
                handed_over = handed_over.saturating_add(whole);
            }
        }
    }
    if handed_over == 0 {
        Delivered::NoSocket
    } else {
        Delivered::HandedOver { frames: handed_over }
    }
}
