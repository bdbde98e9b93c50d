//! The endpoint as its owner set it, read from D1 and kept for a minute.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use runtime::{Settings, clock};
use store_d1::{Store, StoreError, webhook_endpoints::EndpointDelivery};
use webhooks::{Format, Schedule, Secret};

use crate::{Fault, Inner};

/// A change is told at once; this is for when that was lost.
const FRESH_MS: i64 = 60_000;
/// While D1 does not answer, what was read is used for so much longer.
const USABLE_MS: i64 = 10 * 60_000;

const READ_DEADLINE_MS: u64 = 5_000;

/// What it takes to deliver.
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) format: Format,
    pub(crate) schedule: Schedule,
    pub(crate) timeout_ms: u64,
    current: Secret,
    /// The secret before, and until when it signs as well.
    previous: Option<(Secret, i64)>,
}

/// What this instance has read.
#[derive(Default)]
pub(crate) struct EndpointReader {
    kept: RefCell<Option<(i64, Rc<Endpoint>)>>,
    /// Grows with each change, to tell a reading that was overtaken by one.
    notices: Cell<u64>,
}

impl EndpointReader {
    /// The endpoint has changed.
    pub(crate) fn forget(&self) {
        self.notices.set(self.notices.get().wrapping_add(1));
        self.kept.replace(None);
    }

    fn kept(&self, now_ms: i64, for_ms: i64) -> Option<Rc<Endpoint>> {
        let kept = self.kept.borrow();
        let (read_at_ms, endpoint) = kept.as_ref()?;
        (read_at_ms.saturating_add(for_ms) > now_ms).then(|| endpoint.clone())
    }
}

impl Endpoint {
    /// Those that sign now, the current one first.
    pub(crate) fn secrets(&self, now_ms: i64) -> Vec<Secret> {
        let previous = self.previous.iter().filter(|(_, until_ms)| *until_ms > now_ms);
        std::iter::once(&self.current).chain(previous.map(|(secret, _)| secret)).cloned().collect()
    }

    fn read(
        row: EndpointDelivery,
        settings: &Settings,
        account_id: &str,
        id: String,
    ) -> Result<Self, Fault> {
        let corrupt = |what: &str| Fault::Platform(format!("the endpoint's {what} cannot be read"));
        let keyring = settings.keyring.as_ref().ok_or_else(|| corrupt("secret"))?;
        let open = |sealed: &str| {
            Secret::open(sealed, keyring, account_id, &id).map_err(|_| corrupt("secret"))
        };
        let current = open(&row.secret)?;
        let previous = match (&row.previous_secret, row.previous_secret_until_ms) {
            // A former secret whose key is gone must not keep the current one from signing.
            (Some(sealed), Some(until_ms)) => open(sealed).ok().map(|secret| (secret, until_ms)),
            _ => None,
        };
        let delays: Vec<u32> =
            serde_json::from_str(&row.schedule).map_err(|_| corrupt("schedule"))?;
        Ok(Self {
            url: row.url,
            format: Format::parse(&row.format).ok_or_else(|| corrupt("format"))?,
            schedule: Schedule::new(delays).map_err(|_| corrupt("schedule"))?,
            timeout_ms: u64::from(row.timeout_secs).saturating_mul(1_000),
            current,
            previous,
            id,
        })
    }
}

/// The endpoint, if anything may be sent to it. One that is switched off tries nothing; one that is gone
/// is forgotten with everything it had.
pub(crate) async fn current(inner: &Rc<Inner>, now_ms: i64) -> Result<Option<Rc<Endpoint>>, Fault> {
    let reader = &inner.endpoint;
    if let Some(endpoint) = reader.kept(now_ms, FRESH_MS) {
        return Ok(Some(endpoint));
    }
    let notices = reader.notices.get();
    let (account_id, endpoint_id) = inner.ids()?;
    let read = match Store::open(&inner.env) {
        Ok(store) => {
            let reading = store.endpoint_delivery(&account_id, &endpoint_id);
            // The alarm waits for this, and one that never ended would be the last.
            let row = clock::within(READ_DEADLINE_MS, reading).await;
            row.unwrap_or_else(|| Err(StoreError::Unavailable("no answer".to_owned())))
        }
        Err(error) => Err(error),
    };
    let row = match (read, reader.kept(now_ms, USABLE_MS)) {
        (Ok(row), _) => row,
        (Err(_), Some(endpoint)) => return Ok(Some(endpoint)),
        (Err(error), None) => return Err(error.into()),
    };
    let Some(row) = row else {
        reader.forget();
        inner.forget().await?;
        return Ok(None);
    };
    let is_active = row.active != 0;
    let settings = Settings::of(&inner.env)?;
    let endpoint = Rc::new(Endpoint::read(row, &settings, account_id.as_str(), endpoint_id)?);
    let may_send = inner.with_core(|core| {
        if !is_active {
            core.disable()?;
        } else if core.untold_disabling().is_none() && core.disabled().is_some() {
            // Its owner has switched it on again, and the notice of that was lost.
            core.enable()?;
        }
        Ok(core.disabled().is_none())
    })?;
    if notices == reader.notices.get() && is_active {
        reader.kept.replace(Some((now_ms, endpoint.clone())));
    }
    Ok(may_send.then_some(endpoint))
}
