//! The endpoint's configuration, read from D1 and cached for a minute.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use ids::AccountId;
use object_kit::Fault;
use runtime::{OsRng, Settings, clock};
use store_d1::{Store, StoreError, webhook_endpoints::EndpointDelivery};
use unix_time::UnixMillis;
use webhooks::{AccountKey, CustomHeaders, Format, Schedule, SigningSecret};

use crate::WebhookDeliveryShell;

/// Maximum age of the cached configuration. Changes are announced at once; this bounds the effect of a lost notice.
const FRESH_MS: i64 = 60_000;
/// Maximum age of the cached configuration while D1 does not answer.
const USABLE_MS: i64 = 10 * 60_000;

const READ_DEADLINE_MS: u64 = 5_000;

/// Configuration of an endpoint, as deliveries need it.
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) format: Format,
    pub(crate) schedule: Schedule,
    pub(crate) timeout_ms: u64,
    /// Headers that the owner adds.
    pub(crate) headers: CustomHeaders,
    /// The account's keys, of which the previous secret's comes last.
    pub(crate) account_keys: Vec<AccountKey>,
    current: SigningSecret,
    /// The previous secret, and the time until which it signs as well.
    previous: Option<(SigningSecret, UnixMillis)>,
}

/// This instance's cached configuration.
#[derive(Default)]
pub(crate) struct EndpointReader {
    cached: RefCell<Option<(UnixMillis, Rc<Endpoint>)>>,
    /// Counts changes, so that a reading notices that a change overtook it.
    notices: Cell<u64>,
}

impl EndpointReader {
    /// Drops the cached configuration after a change.
    pub(crate) fn forget(&self) {
        self.notices.set(self.notices.get().wrapping_add(1));
        self.cached.replace(None);
    }

    fn cached(&self, now_ms: UnixMillis, for_ms: i64) -> Option<Rc<Endpoint>> {
        let cached = self.cached.borrow();
        let (read_at_ms, endpoint) = cached.as_ref()?;
        (read_at_ms.saturating_add(for_ms) > now_ms).then(|| endpoint.clone())
    }
}

impl Endpoint {
    /// Returns the delay in milliseconds after that many attempts. `None` when there is no further one.
    pub(crate) fn delay_ms(&self, attempts_made: u32) -> Option<i64> {
        let made = usize::try_from(attempts_made).unwrap_or(usize::MAX);
        self.schedule.next_delay_ms(made, None, &mut OsRng)
    }

    /// Returns the secrets that sign now, the current one first.
    pub(crate) fn secrets(&self, now_ms: UnixMillis) -> Vec<SigningSecret> {
        let previous = self.previous.iter().filter(|(_, until_ms)| *until_ms > now_ms);
        std::iter::once(&self.current).chain(previous.map(|(secret, _)| secret)).cloned().collect()
    }

    fn read(
        row: EndpointDelivery,
        settings: &Settings,
        account_id: &AccountId,
        id: String,
    ) -> Result<Self, Fault> {
        let corrupt = |what: &str| Fault::new(format!("the endpoint's {what} cannot be read"));
        let keyring = settings.keyring.as_ref().ok_or_else(|| corrupt("secret"))?;
        let open = |sealed: &str| {
            SigningSecret::open(sealed, keyring, account_id.as_str(), &id)
                .map_err(|_| corrupt("secret"))
        };
        let current = open(&row.secret)?;
        let previous = match (&row.previous_secret, row.previous_secret_until_ms) {
            // A previous secret whose key is gone must not keep the current one from signing.
            (Some(sealed), Some(until_ms)) => open(sealed).ok().map(|secret| (secret, until_ms)),
            _ => None,
        };
        let headers = row.headers.as_deref().map_or_else(
            || Ok(CustomHeaders::default()),
            |sealed| CustomHeaders::open(sealed, keyring, account_id.as_str(), &id),
        );
        let delays: Vec<u32> =
            serde_json::from_str(&row.schedule).map_err(|_| corrupt("schedule"))?;
        Ok(Self {
            url: row.url,
            format: Format::parse(&row.format).ok_or_else(|| corrupt("format"))?,
            schedule: Schedule::new(delays).map_err(|_| corrupt("schedule"))?,
            timeout_ms: u64::from(row.timeout_secs).saturating_mul(1_000),
            headers: headers.map_err(|_| corrupt("headers"))?,
            account_keys: AccountKey::of_seeds(
                settings.server_secrets.derive(&AccountKey::purpose(account_id)),
            ),
            current,
            previous,
            id,
        })
    }
}

/// Returns the endpoint if it may be sent to. `None` when it is disabled. When its row is gone from D1, the object
/// also deletes all its data.
pub(crate) async fn current(
    shell: &Rc<WebhookDeliveryShell>,
    now_ms: UnixMillis,
) -> Result<Option<Rc<Endpoint>>, Fault> {
    let reader = &shell.endpoint;
    if let Some(endpoint) = reader.cached(now_ms, FRESH_MS) {
        return Ok(Some(endpoint));
    }
    let notices = reader.notices.get();
    let (account_id, endpoint_id) = shell.ids()?;
    let read = match Store::open(&shell.env) {
        Ok(store) => {
            let reading = store.endpoint_delivery(&account_id, &endpoint_id);
            // The alarm waits for this read, so a read that never ended would stop all later alarms.
            let row = clock::within(READ_DEADLINE_MS, reading).await;
            row.unwrap_or_else(|| Err(StoreError::Unavailable("no answer".to_owned())))
        }
        Err(error) => Err(error),
    };
    let row = match (read, reader.cached(now_ms, USABLE_MS)) {
        (Ok(row), _) => row,
        (Err(_), Some(endpoint)) => return Ok(Some(endpoint)),
        (Err(error), None) => return Err(error.into()),
    };
    let Some(row) = row else {
        reader.forget();
        shell.forget().await?;
        return Ok(None);
    };
    let is_active = row.active != 0;
    let settings = Settings::of(&shell.env)?;
    let endpoint = Rc::new(Endpoint::read(row, &settings, &account_id, endpoint_id)?);
    let may_send = shell.with_core(|core| {
        if !is_active {
            core.disable()?;
        } else if core.unreported_disabling().is_none() && core.disabled().is_some() {
            // The owner has switched the endpoint on again, and the notice of that was lost.
            core.enable()?;
        }
        Ok(core.disabled().is_none())
    })?;
    // A configuration that a change overtook is used once and not cached.
    if notices == reader.notices.get() && is_active {
        reader.cached.replace(Some((now_ms, endpoint.clone())));
    }
    Ok(may_send.then_some(endpoint))
}
