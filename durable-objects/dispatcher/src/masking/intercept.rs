//! Asks subscribers of `proxy.intercept` before an SMS is relayed. A subscriber can forbid the relay; one that does
//! not answer in time is ignored.

use std::rc::Rc;

use dispatcher::UndecidedSms;
use futures_util::future::join_all;
use masking::{MaskingNumberFacts, Outgoing, OutgoingKind};
use object_commands::webhook_delivery::{ApprovalRequest, QueuedEvent, object_name};
use object_kit::Fault;
use runtime::{
    clock,
    log::{self, events::DispatcherEvent},
    objects::{self, ObjectClass},
};
use telephony::Address;
use webhooks::{Event, EventKind, Fact};

use crate::DispatcherShell;

/// Returns the outgoing SMS that may be sent. Costs nothing when the account has no subscriber of this event.
pub(super) async fn apply_intercept(
    shell: &Rc<DispatcherShell>,
    to_mask: &UndecidedSms,
    mask: &MaskingNumberFacts,
    outgoing: Vec<Outgoing>,
) -> Result<Vec<Outgoing>, Fault> {
    let Some(relay) = outgoing.iter().find(|it| it.kind == OutgoingKind::Relay) else {
        return Ok(outgoing);
    };
    let endpoints = shell.with_core(|core| Ok(core.subscribers_of(EventKind::ProxyIntercept)))?;
    if endpoints.is_empty() {
        return Ok(outgoing);
    }
    let (to, now_ms) = (Address::of_key(&relay.to), clock::now_ms());
    let session_id = mask.session.as_ref().map(|session| session.id.clone());
    let facts = shell.with_core(|core| {
        let number = mask.number.as_deref();
        Ok(core.masked_facts(to_mask, number, Some(to), session_id, now_ms))
    })?;
    let event = Event::record(Fact::ProxyIntercept(facts), 0, None, now_ms);
    let event = QueuedEvent::of(&event)?;
    let account_id = shell.account_id()?;
    let asked = join_all(endpoints.iter().map(|endpoint_id| {
        let name = object_name(account_id.as_str(), endpoint_id);
        let ask = ApprovalRequest { event: event.clone() };
        async move { objects::call(&shell.env, ObjectClass::WebhookDelivery, &name, ask).await }
    }));
    let forbidden = asked.await.into_iter().any(|asked| match asked {
        Ok(asked) => asked.forbids(),
        Err(error) => {
            log::write(&DispatcherEvent::InterceptNotAsked { error: &error });
            false
        }
    });
    let stays = |it: &Outgoing| !forbidden || it.kind != OutgoingKind::Relay;
    Ok(outgoing.into_iter().filter(stays).collect())
}
