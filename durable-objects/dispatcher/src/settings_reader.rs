//! Reading gateways' settings and webhook endpoints from D1, which is where they are changed.

use std::{cell::Cell, rc::Rc};

use contracts::dispatcher::ReceivedAt;
use dispatch::Subscription;
use runtime::OsRng;
use store_d1::{
    Store,
    provider_numbers::{NewProviderNumber, NumberInserted},
};
use telephony::Address;

use crate::{Fault, Inner};

/// More gateways than any account has phones.
const MAX_GATEWAYS: u32 = 10_000;
/// Readings that were overtaken by a change are repeated this often at most.
const MAX_READINGS: u32 = 5;

/// What this instance knows of changes, to tell a reading that was overtaken by one.
#[derive(Default)]
pub(crate) struct SettingsReader {
    /// Notices that arrived. What was read before the newest of them may be out of date.
    notices: Cell<u64>,
    endpoint_notices: Cell<u64>,
}

/// A gateway's settings have changed.
pub(crate) async fn read_changed(
    inner: &Rc<Inner>,
    gateway_id: &str,
    now_ms: i64,
) -> Result<(), Fault> {
    let notices = &inner.settings_reader.notices;
    notices.set(notices.get().wrapping_add(1));
    let store = Store::open(&inner.env)?;
    let account_id = inner.account_id()?;
    let mut readings = 0;
    loop {
        let seen = notices.get();
        let settings = store.gateway_settings(&account_id, gateway_id).await?;
        readings += 1;
        if notices.get() == seen || readings == MAX_READINGS {
            return inner
                .with_core(|core| core.gateway_changed(gateway_id, settings.as_ref(), now_ms));
        }
    }
}

/// Reads a gateway that this object has not heard of, should the notice of its registration be lost.
pub(crate) async fn learn(inner: &Rc<Inner>, gateway_id: &str, now_ms: i64) -> Result<(), Fault> {
    if inner.with_core(|core| Ok(core.knows_gateway(gateway_id)))? {
        return Ok(());
    }
    let store = Store::open(&inner.env)?;
    let settings = store.gateway_settings(&inner.account_id()?, gateway_id).await?;
    if settings.is_none() {
        return Ok(());
    }
    inner.with_core(|core| {
        // A notice that arrived meanwhile read what is newer.
        if core.knows_gateway(gateway_id) {
            return Ok(());
        }
        core.gateway_changed(gateway_id, settings.as_ref(), now_ms)
    })
}

/// Makes a provider's number known at which something arrived, in D1 too if it is new to the account.
pub(crate) async fn learn_number(
    inner: &Rc<Inner>,
    provider: &str,
    address: &Address,
    now_ms: i64,
) -> Result<(), Fault> {
    let at = ReceivedAt::Number { provider: provider.to_owned(), address: address.clone() };
    if inner.with_core(|core| Ok(core.receiver_of(&at).is_some()))? {
        return Ok(());
    }
    let (store, account_id) = (Store::open(&inner.env)?, inner.account_id()?);
    let id = identity::nanoid21(&mut OsRng);
    let number =
        NewProviderNumber { id: &id, provider, address, active: true, priority: 1, general: false };
    let record = match store.insert_provider_number(&account_id, &number, now_ms).await? {
        NumberInserted::Inserted(record) | NumberInserted::Found(record) => record,
        NumberInserted::Full => return Ok(()),
    };
    read_changed(inner, &record.id, now_ms).await
}

/// Reads who wants to be told of what: endpoints, and the relay where the account has opted in.
pub(crate) async fn read_endpoints(inner: &Rc<Inner>) -> Result<(), Fault> {
    let notices = &inner.settings_reader.endpoint_notices;
    notices.set(notices.get().wrapping_add(1));
    let store = Store::open(&inner.env)?;
    let account_id = inner.account_id()?;
    let mut readings = 0;
    loop {
        let seen = notices.get();
        let mut subscriptions = store.subscriptions(&account_id).await?;
        if store.tries_inbound_requests(&account_id).await? {
            subscriptions.push(Subscription::of_relay());
        }
        readings += 1;
        if notices.get() == seen || readings == MAX_READINGS {
            return inner.with_core(|core| core.set_subscriptions(subscriptions));
        }
    }
}

/// Reads all gateways and endpoints, should the notice of a change have been lost.
pub(crate) async fn reconcile(inner: &Rc<Inner>, now_ms: i64) -> Result<(), Fault> {
    let reader = &inner.settings_reader;
    let seen = reader.notices.get();
    let store = Store::open(&inner.env)?;
    let all = store.all_gateway_settings(&inner.account_id()?, MAX_GATEWAYS).await?;
    let whole = u32::try_from(all.len()).is_ok_and(|count| count < MAX_GATEWAYS);
    if whole && reader.notices.get() == seen {
        inner.with_core(|core| core.reconcile_gateways(&all, now_ms))?;
    }
    read_endpoints(inner).await
}
