//! Tells an endpoint's owner that the endpoint keeps failing or was disabled automatically: in D1, through the owner's
//! other endpoints, and among the events that somebody may follow live.

use std::rc::Rc;

use object_commands::dispatcher::EndpointsChanged;
use object_kit::Fault;
use runtime::{
    clock,
    objects::{self, ObjectClass},
};
use store_d1::Store;
use unix_time::UnixMillis;
use webhook_endpoints::announce_alert;
use webhooks::{EndpointFacts, Event, Fact};

use crate::WebhookDeliveryShell;

/// Reports what was not reported yet: an episode of failures, and a disabling. Each step can be repeated, so a failed
/// report starts again from the first step.
pub(crate) async fn report(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let now_ms = clock::now_ms();
    if shell.projector.not_before_ms(now_ms) > now_ms {
        return Ok(());
    }
    report_failing(shell).await?;
    report_disabled(shell).await
}

async fn report_failing(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let since_ms = shell.with_core(|core| Ok(core.unreported_failing_since_ms()))?;
    let Some(since_ms) = since_ms else { return Ok(()) };
    announce(shell, Fact::EndpointFailing, None, since_ms).await?;
    shell.with_core(|core| core.mark_failing_reported(since_ms))
}

async fn report_disabled(shell: &Rc<WebhookDeliveryShell>) -> Result<(), Fault> {
    let unreported = shell.with_core(|core| Ok(core.unreported_disabling()))?;
    let Some((reason, at_ms)) = unreported else { return Ok(()) };
    let (account_id, endpoint_id) = shell.ids()?;
    let store = Store::open(&shell.env)?;
    store.disable_endpoint(&account_id, &endpoint_id, reason.as_str(), at_ms).await?;
    shell.endpoint.forget();
    let announced = announce(shell, Fact::EndpointDisabled, Some(reason.as_str()), at_ms).await;
    let (class, name) = (ObjectClass::Dispatcher, account_id.as_str());
    objects::call(&shell.env, class, name, EndpointsChanged {}).await?;
    announced?;
    // During the calls the owner may have enabled the endpoint, and it may have been disabled once more.
    shell.with_core(|core| match core.unreported_disabling() {
        Some((_, since_ms)) if since_ms == at_ms => core.mark_disabling_reported(),
        _ => Ok(()),
    })
}

async fn announce(
    shell: &Rc<WebhookDeliveryShell>,
    fact: fn(EndpointFacts) -> Fact,
    reason: Option<&str>,
    at_ms: UnixMillis,
) -> Result<(), Fault> {
    let (account_id, endpoint_id) = shell.ids()?;
    let facts =
        EndpointFacts { endpoint_id: endpoint_id.clone(), reason: reason.map(str::to_owned) };
    // The event's id derives from the time of what is reported, so a repeated report is the same event.
    let occurrence = u64::try_from(at_ms.as_i64()).unwrap_or(0);
    let event = Event::record(fact(facts), occurrence, None, at_ms);
    let announced = announce_alert(&shell.env, &account_id, &endpoint_id, event).await;
    announced.map_err(|fault| Fault::new(fault.to_string()))
}
