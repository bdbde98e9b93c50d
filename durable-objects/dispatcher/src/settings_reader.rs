//! Reads gateways' settings and webhook endpoints from D1, which is where they are changed.

use std::{cell::Cell, rc::Rc};

use dispatcher_records::Subscription;
use ids::GatewayId;
use object_commands::dispatcher::ReceivedAt;
use object_kit::Fault;
use runtime::OsRng;
use store_d1::{
    Store,
    provider_numbers::{NewProviderNumber, NumberInserted},
};
use telephony::Address;
use unix_time::UnixMillis;

use crate::DispatcherShell;

/// Maximum number of gateways that a reconciliation reads; more than any account has.
const MAX_GATEWAYS: u32 = 10_000;
/// Maximum number of readings when changes keep overtaking them.
const MAX_READINGS: u32 = 5;

/// Counters of change notices, by which a reading notices that a change overtook it.
#[derive(Default)]
pub(crate) struct SettingsReader {
    /// Notices that arrived. Anything read before the newest of them may be out of date.
    notices: Cell<u64>,
    endpoint_notices: Cell<u64>,
}

/// Reads a gateway's changed settings.
pub(crate) async fn read_changed(
    shell: &Rc<DispatcherShell>,
    gateway_id: &GatewayId,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    let notices = &shell.settings_reader.notices;
    notices.set(notices.get().wrapping_add(1));
    let store = Store::open(&shell.env)?;
    let account_id = shell.account_id()?;
    let mut readings = 0;
    loop {
        let seen = notices.get();
        let settings = store.gateway_settings(&account_id, gateway_id).await?;
        readings += 1;
        if notices.get() == seen || readings == MAX_READINGS {
            return shell.with_core(|core| {
                core.apply_gateway_settings(gateway_id, settings.as_ref(), now_ms)
            });
        }
    }
}

/// Reads a gateway that this object does not know, in case the notice of its registration was lost.
pub(crate) async fn read_unknown(
    shell: &Rc<DispatcherShell>,
    gateway_id: &GatewayId,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    if shell.with_core(|core| Ok(core.knows_gateway(gateway_id)))? {
        return Ok(());
    }
    let store = Store::open(&shell.env)?;
    let settings = store.gateway_settings(&shell.account_id()?, gateway_id).await?;
    if settings.is_none() {
        return Ok(());
    }
    shell.with_core(|core| {
        // A notice that arrived meanwhile has read newer settings.
        if core.knows_gateway(gateway_id) {
            return Ok(());
        }
        core.apply_gateway_settings(gateway_id, settings.as_ref(), now_ms)
    })
}

/// Makes a provider's number known at which an SMS arrived. Inserts it into D1 too if it is new to the account.
pub(crate) async fn ensure_number(
    shell: &Rc<DispatcherShell>,
    provider: &str,
    address: &Address,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    let at = ReceivedAt::Number { provider: provider.to_owned(), address: address.clone() };
    if shell.with_core(|core| Ok(core.receiver_of(&at).is_some()))? {
        return Ok(());
    }
    let (store, account_id) = (Store::open(&shell.env)?, shell.account_id()?);
    let id = GatewayId::generate(&mut OsRng);
    let number =
        NewProviderNumber { id: &id, provider, address, active: true, priority: 1, general: false };
    let record = match store.insert_provider_number(&account_id, &number, now_ms).await? {
        NumberInserted::Inserted(record) | NumberInserted::Found(record) => record,
        // The account has no room for another number. It stays unknown, and storing the SMS fails.
        NumberInserted::Full => return Ok(()),
    };
    read_changed(shell, &record.id, now_ms).await
}

/// Reads the subscribers of events: webhook endpoints, and the relay if the account opted in.
pub(crate) async fn read_endpoints(shell: &Rc<DispatcherShell>) -> Result<(), Fault> {
    let notices = &shell.settings_reader.endpoint_notices;
    notices.set(notices.get().wrapping_add(1));
    let store = Store::open(&shell.env)?;
    let account_id = shell.account_id()?;
    let mut readings = 0;
    loop {
        let seen = notices.get();
        let mut subscriptions = store.subscriptions(&account_id).await?;
        if store.tries_inbound_requests(&account_id).await? {
            subscriptions.push(Subscription::of_relay());
        }
        readings += 1;
        if notices.get() == seen || readings == MAX_READINGS {
            return shell.with_core(|core| core.set_subscriptions(subscriptions));
        }
    }
}

/// Reads all gateways and endpoints, in case the notice of a change was lost.
pub(crate) async fn reconcile(
    shell: &Rc<DispatcherShell>,
    now_ms: UnixMillis,
) -> Result<(), Fault> {
    let reader = &shell.settings_reader;
    let seen = reader.notices.get();
    let store = Store::open(&shell.env)?;
    let all = store.all_gateway_settings(&shell.account_id()?, MAX_GATEWAYS).await?;
    let whole = u32::try_from(all.len()).is_ok_and(|count| count < MAX_GATEWAYS);
    // Gateways that are missing from the list are dropped, so only a whole list that no change overtook is applied.
    if whole && reader.notices.get() == seen {
        shell.with_core(|core| core.reconcile_gateways(&all, now_ms))?;
    }
    read_endpoints(shell).await
}
