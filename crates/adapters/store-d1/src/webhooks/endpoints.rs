//! Webhook endpoints. Callers pass secrets sealed.

use dispatcher_records::Subscription;
use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;
use webhooks::{EventFilter, EventKind, Format};

use crate::{
    Store, StoreError,
    bound::{Bound, Value, row_of},
};

/// Most endpoints of an account that it created itself.
pub const MAX_ENDPOINTS: u32 = 50;
/// Most endpoints of an account that its messages' callback URLs made.
pub const MAX_CALLBACK_ENDPOINTS: u32 = 100;

const INSERT: &str = "INSERT INTO webhook_endpoints
       (account_id, id, name, url, format, events, active, timeout_secs, schedule, secret, signs_v1,
        created_at_ms, updated_at_ms, header_names, headers, alert_endpoint_id)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?14, ?15, ?16
     WHERE (SELECT COUNT(*) FROM webhook_endpoints
            WHERE account_id = ?1 AND kind = 'subscription') < ?13
     RETURNING id";
const LIST: &str = "SELECT id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, header_names, signs_v1, previous_secret_until_ms, created_at_ms,
       updated_at_ms, kind, alert_endpoint_id
     FROM webhook_endpoints WHERE account_id = ?1 AND kind = ?3 ORDER BY id LIMIT ?2";
const FIND: &str = "SELECT id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, header_names, signs_v1, previous_secret_until_ms, created_at_ms,
       updated_at_ms, kind, alert_endpoint_id
     FROM webhook_endpoints WHERE account_id = ?1 AND id = ?2";
const CHANGE: &str =
    "UPDATE webhook_endpoints SET name = COALESCE(?3, name), url = COALESCE(?4, url),
       format = COALESCE(?5, format), events = COALESCE(?6, events), active = COALESCE(?7, active),
       timeout_secs = COALESCE(?8, timeout_secs), schedule = COALESCE(?9, schedule),
       disabled_reason = CASE WHEN ?7 IS NULL THEN disabled_reason END,
       disabled_at_ms = CASE WHEN ?7 IS NULL THEN disabled_at_ms END,
       switched_at_ms = CASE WHEN ?7 IS NULL THEN switched_at_ms ELSE ?10 END, updated_at_ms = ?10,
       header_names = CASE WHEN ?11 IS NULL THEN header_names ELSE NULLIF(?11, '[]') END,
       headers = CASE WHEN ?11 IS NULL THEN headers ELSE ?12 END,
       alert_endpoint_id = CASE WHEN ?13 IS NULL THEN alert_endpoint_id ELSE NULLIF(?13, '') END
     WHERE account_id = ?1 AND id = ?2 AND (?14 IS NULL OR url = ?14 OR header_names IS NULL)
     RETURNING id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, header_names, signs_v1, previous_secret_until_ms, created_at_ms,
       updated_at_ms, kind, alert_endpoint_id";
// SET reads the row as it was, so `secret` on the right is the one that is replaced.
const ROTATE: &str =
    "UPDATE webhook_endpoints SET previous_secret = CASE WHEN ?5 > ?6 THEN secret END,
       previous_secret_until_ms = CASE WHEN ?5 > ?6 THEN ?5 END, secret = ?3, signs_v1 = ?4,
       updated_at_ms = ?6
     WHERE account_id = ?1 AND id = ?2
     RETURNING id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, header_names, signs_v1, previous_secret_until_ms, created_at_ms,
       updated_at_ms, kind, alert_endpoint_id";
const DELETE: &str = "DELETE FROM webhook_endpoints WHERE account_id = ?1 AND id = ?2 RETURNING id";
/// Runs together with every deletion, so that no later endpoint with the same id gets the alerts.
const FORGET_ALERTS: &str = "UPDATE webhook_endpoints SET alert_endpoint_id = NULL
     WHERE account_id = ?1 AND alert_endpoint_id = ?2";
/// Endpoint that gets the alerts of another, if it can.
const ALERTED: &str = "SELECT target.id AS id FROM webhook_endpoints AS failing
     JOIN webhook_endpoints AS target
       ON target.account_id = failing.account_id AND target.id = failing.alert_endpoint_id
     WHERE failing.account_id = ?1 AND failing.id = ?2 AND target.active = 1
       AND target.format = 'standard'";
/// Does nothing if the owner has switched the endpoint off or on since it disabled itself. The endpoint's object then
/// takes over the owner's choice at its next look at the row.
const DISABLE: &str =
    "UPDATE webhook_endpoints SET active = 0, disabled_reason = ?3, disabled_at_ms = ?4
     WHERE account_id = ?1 AND id = ?2 AND active = 1
       AND (switched_at_ms IS NULL OR switched_at_ms <= ?4)";
const ACTIVE: &str = "SELECT id, format, events FROM webhook_endpoints
     WHERE account_id = ?1 AND active = 1 AND kind = 'subscription' ORDER BY id LIMIT ?2";
// The row without an id stands for those who follow the account's events.
const ANNOUNCED: &str = "SELECT id, format, events FROM webhook_endpoints
     WHERE account_id = ?1 AND active = 1 AND kind = 'subscription'
     UNION ALL
     SELECT '', '', '' FROM accounts WHERE id = ?1 AND events_read_at_ms > ?2";
const DELIVERY: &str =
    "SELECT url, format, active, timeout_secs, schedule, headers, secret, previous_secret,
       previous_secret_until_ms
     FROM webhook_endpoints WHERE account_id = ?1 AND id = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    LIST,
    FIND,
    CHANGE,
    ROTATE,
    DELETE,
    FORGET_ALERTS,
    ALERTED,
    DISABLE,
    ACTIVE,
    ANNOUNCED,
    DELIVERY,
];

/// How an endpoint came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// An administrator created it. It gets the events that it subscribes to.
    Subscription,
    /// A message's callback URL made it. It gets the events of the messages that name the URL.
    Callback,
}

impl EndpointKind {
    pub const ALL: [Self; 2] = [Self::Subscription, Self::Callback];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::Callback => "callback",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    fn most(self) -> u32 {
        match self {
            Self::Subscription => MAX_ENDPOINTS,
            Self::Callback => MAX_CALLBACK_ENDPOINTS,
        }
    }
}

/// An endpoint to be stored.
#[derive(Clone, Debug)]
pub struct NewEndpoint<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub url: &'a str,
    pub format: Format,
    pub events: &'a EventFilter,
    pub active: bool,
    pub timeout_secs: u32,
    /// A JSON list of seconds.
    pub schedule: &'a str,
    pub sealed_secret: &'a str,
    pub signs_v1: bool,
    pub headers: Option<SealedHeaders>,
    pub alert_endpoint_id: Option<&'a str>,
}

/// An endpoint's own headers, as they are stored.
#[derive(Clone, Debug)]
pub struct SealedHeaders {
    /// A JSON list.
    pub names: String,
    /// `None` if there are no names.
    pub sealed: Option<String>,
}

/// A change to an endpoint. `None` leaves a field unchanged. Setting `active` also clears the reason for
/// which the endpoint was disabled.
#[derive(Clone, Debug, Default)]
pub struct EndpointChange<'a> {
    pub name: Option<&'a str>,
    pub url: Option<&'a str>,
    pub format: Option<Format>,
    pub events: Option<&'a EventFilter>,
    pub active: Option<bool>,
    pub timeout_secs: Option<u32>,
    /// A JSON list of seconds.
    pub schedule: Option<&'a str>,
    /// Replaces all headers.
    pub headers: Option<SealedHeaders>,
    /// Endpoint that gets this one's alerts; `Some(None)` removes it.
    pub alert_endpoint_id: Option<Option<&'a str>>,
    /// URL whose receiver may get the headers that stay. An endpoint that has headers and another URL by now is not
    /// changed.
    pub headers_stay_at: Option<&'a str>,
}

impl SealedHeaders {
    /// Returns the headers of an endpoint that has none.
    pub fn none() -> Self {
        Self { names: "[]".to_owned(), sealed: None }
    }
}

/// An endpoint as its account's administrators see it.
#[derive(Clone, Debug, Deserialize)]
pub struct EndpointRecord {
    pub id: String,
    pub name: String,
    pub url: String,
    pub format: String,
    /// Kinds separated by spaces, or `*`.
    pub events: String,
    pub active: u8,
    pub disabled_reason: Option<String>,
    pub disabled_at_ms: Option<UnixMillis>,
    pub timeout_secs: u32,
    /// A JSON list of seconds.
    pub schedule: String,
    /// A JSON list of the names of the endpoint's own headers. `None` if it has none.
    pub header_names: Option<String>,
    pub signs_v1: u8,
    pub previous_secret_until_ms: Option<UnixMillis>,
    pub created_at_ms: UnixMillis,
    pub updated_at_ms: UnixMillis,
    /// Name of the [`EndpointKind`].
    pub kind: String,
    pub alert_endpoint_id: Option<String>,
}

impl EndpointRecord {
    /// Whether a message's callback URL made it.
    pub fn is_callback(&self) -> bool {
        self.kind == EndpointKind::Callback.as_str()
    }
}

/// Settings for delivering to an endpoint. The secrets and headers are sealed.
#[derive(Clone, Debug, Deserialize)]
pub struct EndpointDelivery {
    pub url: String,
    pub format: String,
    pub active: u8,
    pub timeout_secs: u32,
    pub schedule: String,
    pub headers: Option<String>,
    pub secret: String,
    pub previous_secret: Option<String>,
    pub previous_secret_until_ms: Option<UnixMillis>,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "only the presence of a row matters")]
    id: String,
}

#[derive(Deserialize)]
struct AlertedRow {
    id: String,
}

#[derive(Deserialize)]
struct ActiveRow {
    id: String,
    format: String,
    events: String,
}

impl Store {
    /// Stores an endpoint. Returns `false` if the account has [`MAX_ENDPOINTS`].
    pub async fn insert_endpoint(
        &self,
        account_id: &AccountId,
        endpoint: &NewEndpoint<'_>,
        now_ms: UnixMillis,
    ) -> Result<bool, StoreError> {
        let insertion = insert(account_id.as_str(), endpoint, now_ms);
        Ok(self.row::<IdRow>(insertion).await?.is_some())
    }

    /// Lists all of the account's endpoints of one kind, in the order of their ids.
    pub async fn list_endpoints(
        &self,
        account_id: &AccountId,
        kind: EndpointKind,
    ) -> Result<Vec<EndpointRecord>, StoreError> {
        self.rows((LIST, vec![account_id.into(), kind.most().into(), kind.as_str().into()])).await
    }

    pub async fn find_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
    ) -> Result<Option<EndpointRecord>, StoreError> {
        self.row((FIND, key(account_id.as_str(), endpoint_id))).await
    }

    /// Changes an endpoint. `None` if the account has no such endpoint, or if its headers must not stay. The caller
    /// has to tell its object and the Dispatcher.
    pub async fn change_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        change: &EndpointChange<'_>,
        now_ms: UnixMillis,
    ) -> Result<Option<EndpointRecord>, StoreError> {
        self.row(self::change(account_id.as_str(), endpoint_id, change, now_ms)).await
    }

    /// Replaces the secret. The previous one also signs until `previous_until_ms`, if that is in the future.
    /// `None` if the account has no such endpoint.
    pub async fn rotate_secret(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        (sealed_secret, signs_v1): (&str, bool),
        previous_until_ms: UnixMillis,
        now_ms: UnixMillis,
    ) -> Result<Option<EndpointRecord>, StoreError> {
        let mut values = key(account_id.as_str(), endpoint_id);
        values.extend([
            sealed_secret.into(),
            signs_v1.into(),
            previous_until_ms.into(),
            now_ms.into(),
        ]);
        self.row((ROTATE, values)).await
    }

    /// Deletes an endpoint. Returns whether there was one.
    pub async fn delete_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
    ) -> Result<bool, StoreError> {
        let key = || key(account_id.as_str(), endpoint_id);
        let results = self.batch(vec![(DELETE, key()), (FORGET_ALERTS, key())]).await?;
        Ok(row_of::<IdRow>(&results, 0)?.is_some())
    }

    /// Finds the endpoint that gets the alerts of this one. `None` if it has none, or if that one is switched off or has
    /// another format than `standard`.
    pub async fn find_alerted_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
    ) -> Result<Option<String>, StoreError> {
        let found: Option<AlertedRow> =
            self.row((ALERTED, key(account_id.as_str(), endpoint_id))).await?;
        Ok(found.map(|row| row.id))
    }

    /// Records that an endpoint disabled itself at `at_ms`, with the reason, unless its owner has switched it since.
    pub async fn disable_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        reason: &str,
        at_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.run(disable(account_id.as_str(), endpoint_id, reason, at_ms)).await
    }

    /// Lists the active endpoints with the wanted events that their formats support.
    pub async fn subscriptions(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<Subscription>, StoreError> {
        let values = vec![account_id.into(), MAX_ENDPOINTS.into()];
        let rows: Vec<ActiveRow> = self.rows((ACTIVE, values)).await?;
        Ok(rows.into_iter().filter_map(subscription).collect())
    }

    /// Lists the same endpoints, and tells whether anybody has followed the account's events since `read_since_ms`.
    pub async fn announced_to(
        &self,
        account_id: &AccountId,
        read_since_ms: UnixMillis,
    ) -> Result<(Vec<Subscription>, bool), StoreError> {
        let rows: Vec<ActiveRow> =
            self.rows((ANNOUNCED, vec![account_id.into(), read_since_ms.into()])).await?;
        let is_followed = rows.iter().any(|row| row.id.is_empty());
        Ok((rows.into_iter().filter_map(subscription).collect(), is_followed))
    }

    /// Reads the settings for delivering to an endpoint. `None` if the account has no such endpoint (any
    /// more).
    pub async fn endpoint_delivery(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
    ) -> Result<Option<EndpointDelivery>, StoreError> {
        self.row((DELIVERY, key(account_id.as_str(), endpoint_id))).await
    }
}

fn insert(account_id: &str, endpoint: &NewEndpoint<'_>, now_ms: UnixMillis) -> Bound {
    let values = vec![
        account_id.into(),
        endpoint.id.into(),
        endpoint.name.into(),
        endpoint.url.into(),
        endpoint.format.as_str().into(),
        endpoint.events.names().join(" ").into(),
        endpoint.active.into(),
        endpoint.timeout_secs.into(),
        endpoint.schedule.into(),
        endpoint.sealed_secret.into(),
        endpoint.signs_v1.into(),
        now_ms.into(),
        MAX_ENDPOINTS.into(),
        endpoint.headers.as_ref().map(|headers| headers.names.as_str()).into(),
        endpoint.headers.as_ref().and_then(|headers| headers.sealed.as_deref()).into(),
        endpoint.alert_endpoint_id.into(),
    ];
    (INSERT, values)
}

fn change(
    account_id: &str,
    endpoint_id: &str,
    change: &EndpointChange<'_>,
    now_ms: UnixMillis,
) -> Bound {
    let mut values = key(account_id, endpoint_id);
    values.extend([
        change.name.into(),
        change.url.into(),
        change.format.map(Format::as_str).into(),
        change.events.map(|events| events.names().join(" ")).into(),
        change.active.into(),
        change.timeout_secs.into(),
        change.schedule.into(),
        now_ms.into(),
        change.headers.as_ref().map(|headers| headers.names.as_str()).into(),
        change.headers.as_ref().and_then(|headers| headers.sealed.as_deref()).into(),
        // An empty text stands for none, since null leaves the column unchanged.
        change.alert_endpoint_id.map(Option::unwrap_or_default).into(),
        change.headers_stay_at.into(),
    ]);
    (CHANGE, values)
}

fn disable(account_id: &str, endpoint_id: &str, reason: &str, at_ms: UnixMillis) -> Bound {
    let mut values = key(account_id, endpoint_id);
    values.extend([reason.into(), at_ms.into()]);
    (DISABLE, values)
}

fn key(account_id: &str, endpoint_id: &str) -> Vec<Value> {
    vec![account_id.into(), endpoint_id.into()]
}

/// Returns an endpoint's subscription. `None` if its format supports none of the wanted events, or the row
/// cannot be read.
fn subscription(row: ActiveRow) -> Option<Subscription> {
    let format = Format::parse(&row.format)?;
    let wanted = EventFilter::parse(row.events.split(' ')).ok()?;
    let kinds = EventKind::ALL.into_iter().filter(|kind| wanted.wants(*kind) && format.has(*kind));
    // Test events are not announced: they go only to their endpoint.
    let kinds = kinds.filter(|kind| *kind != EventKind::EndpointTest);
    let events = EventFilter::parse(kinds.map(EventKind::as_str)).ok()?;
    Some(Subscription { endpoint_id: row.id, events })
}

#[cfg(test)]
mod tests;
