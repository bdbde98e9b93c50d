//! Webhook endpoints. Callers pass secrets sealed.

use dispatcher_records::Subscription;
use identity::AccountId;
use serde::Deserialize;
use webhooks::{EventFilter, EventKind, Format};
use worker::wasm_bindgen::JsValue;

use crate::{
    Store, StoreError,
    database::{integer, optional_text},
};

/// Most endpoints of an account.
pub const MAX_ENDPOINTS: u32 = 50;

const INSERT: &str = "INSERT INTO webhook_endpoints
       (account_id, id, name, url, format, events, active, timeout_secs, schedule, secret, signs_v1,
        created_at_ms, updated_at_ms)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12
     WHERE (SELECT COUNT(*) FROM webhook_endpoints WHERE account_id = ?1) < ?13
     RETURNING id";
const LIST: &str = "SELECT id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, signs_v1, previous_secret_until_ms, created_at_ms, updated_at_ms
     FROM webhook_endpoints WHERE account_id = ?1 ORDER BY id LIMIT ?2";
const FIND: &str = "SELECT id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, signs_v1, previous_secret_until_ms, created_at_ms, updated_at_ms
     FROM webhook_endpoints WHERE account_id = ?1 AND id = ?2";
const CHANGE: &str =
    "UPDATE webhook_endpoints SET name = COALESCE(?3, name), url = COALESCE(?4, url),
       format = COALESCE(?5, format), events = COALESCE(?6, events), active = COALESCE(?7, active),
       timeout_secs = COALESCE(?8, timeout_secs), schedule = COALESCE(?9, schedule),
       disabled_reason = CASE WHEN ?7 IS NULL THEN disabled_reason END,
       disabled_at_ms = CASE WHEN ?7 IS NULL THEN disabled_at_ms END,
       switched_at_ms = CASE WHEN ?7 IS NULL THEN switched_at_ms ELSE ?10 END, updated_at_ms = ?10
     WHERE account_id = ?1 AND id = ?2
     RETURNING id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, signs_v1, previous_secret_until_ms, created_at_ms, updated_at_ms";
const ROTATE: &str =
    "UPDATE webhook_endpoints SET previous_secret = CASE WHEN ?5 > ?6 THEN secret END,
       previous_secret_until_ms = CASE WHEN ?5 > ?6 THEN ?5 END, secret = ?3, signs_v1 = ?4,
       updated_at_ms = ?6
     WHERE account_id = ?1 AND id = ?2
     RETURNING id, name, url, format, events, active, disabled_reason, disabled_at_ms,
       timeout_secs, schedule, signs_v1, previous_secret_until_ms, created_at_ms, updated_at_ms";
const DELETE: &str = "DELETE FROM webhook_endpoints WHERE account_id = ?1 AND id = ?2 RETURNING id";
/// Does nothing if the owner has switched the endpoint off or on since it disabled itself. The endpoint's object then
/// takes over the owner's choice at its next look at the row.
const DISABLE: &str =
    "UPDATE webhook_endpoints SET active = 0, disabled_reason = ?3, disabled_at_ms = ?4
     WHERE account_id = ?1 AND id = ?2 AND active = 1
       AND (switched_at_ms IS NULL OR switched_at_ms <= ?4)";
const ACTIVE: &str = "SELECT id, format, events FROM webhook_endpoints
     WHERE account_id = ?1 AND active = 1 ORDER BY id LIMIT ?2";
const DELIVERY: &str =
    "SELECT url, format, active, timeout_secs, schedule, secret, previous_secret,
       previous_secret_until_ms
     FROM webhook_endpoints WHERE account_id = ?1 AND id = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT, LIST, FIND, CHANGE, ROTATE, DELETE, DISABLE, ACTIVE, DELIVERY];

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
    pub disabled_at_ms: Option<i64>,
    pub timeout_secs: u32,
    /// A JSON list of seconds.
    pub schedule: String,
    pub signs_v1: u8,
    pub previous_secret_until_ms: Option<i64>,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
}

/// Settings for delivering to an endpoint. The secrets are sealed.
#[derive(Clone, Debug, Deserialize)]
pub struct EndpointDelivery {
    pub url: String,
    pub format: String,
    pub active: u8,
    pub timeout_secs: u32,
    pub schedule: String,
    pub secret: String,
    pub previous_secret: Option<String>,
    pub previous_secret_until_ms: Option<i64>,
}

#[derive(Deserialize)]
struct IdRow {
    #[expect(dead_code, reason = "that there is a row is all there is to know")]
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
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let parameters = [
            JsValue::from_str(account_id.as_str()),
            JsValue::from_str(endpoint.id),
            JsValue::from_str(endpoint.name),
            JsValue::from_str(endpoint.url),
            JsValue::from_str(endpoint.format.as_str()),
            JsValue::from_str(&endpoint.events.names().join(" ")),
            integer(i64::from(endpoint.active)),
            integer(i64::from(endpoint.timeout_secs)),
            JsValue::from_str(endpoint.schedule),
            JsValue::from_str(endpoint.sealed_secret),
            integer(i64::from(endpoint.signs_v1)),
            integer(now_ms),
            integer(i64::from(MAX_ENDPOINTS)),
        ];
        Ok(self.row::<IdRow>(INSERT, &parameters).await?.is_some())
    }

    /// Lists all of the account's endpoints, the oldest ids first.
    pub async fn list_endpoints(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<EndpointRecord>, StoreError> {
        let limit = integer(i64::from(MAX_ENDPOINTS));
        self.rows(LIST, &[JsValue::from_str(account_id.as_str()), limit]).await
    }

    pub async fn find_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
    ) -> Result<Option<EndpointRecord>, StoreError> {
        self.row(FIND, &key(account_id, endpoint_id)).await
    }

    /// Changes an endpoint. `None` if the account has no such endpoint. The caller has to tell its object and
    /// the Dispatcher.
    pub async fn change_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        change: &EndpointChange<'_>,
        now_ms: i64,
    ) -> Result<Option<EndpointRecord>, StoreError> {
        let number = |number: Option<i64>| number.map_or(JsValue::NULL, integer);
        let events = change.events.map(|events| events.names().join(" "));
        let mut parameters = key(account_id, endpoint_id).to_vec();
        parameters.extend([
            optional_text(change.name),
            optional_text(change.url),
            optional_text(change.format.map(Format::as_str)),
            optional_text(events.as_deref()),
            number(change.active.map(i64::from)),
            number(change.timeout_secs.map(i64::from)),
            optional_text(change.schedule),
            integer(now_ms),
        ]);
        self.row(CHANGE, &parameters).await
    }

    /// Replaces the secret. The previous one also signs until `previous_until_ms`, if that is in the future.
    /// `None` if the account has no such endpoint.
    pub async fn rotate_secret(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        (sealed_secret, signs_v1): (&str, bool),
        previous_until_ms: i64,
        now_ms: i64,
    ) -> Result<Option<EndpointRecord>, StoreError> {
        let mut parameters = key(account_id, endpoint_id).to_vec();
        parameters.extend([
            JsValue::from_str(sealed_secret),
            integer(i64::from(signs_v1)),
            integer(previous_until_ms),
            integer(now_ms),
        ]);
        self.row(ROTATE, &parameters).await
    }

    /// Deletes an endpoint. Returns whether there was one.
    pub async fn delete_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
    ) -> Result<bool, StoreError> {
        let deleted = self.row::<IdRow>(DELETE, &key(account_id, endpoint_id)).await?;
        Ok(deleted.is_some())
    }

    /// Records that an endpoint disabled itself at `at_ms`, with the reason, unless its owner has switched it since.
    pub async fn disable_endpoint(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
        reason: &str,
        at_ms: i64,
    ) -> Result<(), StoreError> {
        let mut parameters = key(account_id, endpoint_id).to_vec();
        parameters.extend([JsValue::from_str(reason), integer(at_ms)]);
        self.run(DISABLE, &parameters).await
    }

    /// Lists the active endpoints with the wanted events that their formats support.
    pub async fn subscriptions(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<Subscription>, StoreError> {
        let limit = integer(i64::from(MAX_ENDPOINTS));
        let rows: Vec<ActiveRow> =
            self.rows(ACTIVE, &[JsValue::from_str(account_id.as_str()), limit]).await?;
        Ok(rows.into_iter().filter_map(subscription).collect())
    }

    /// Reads the settings for delivering to an endpoint. `None` if the account has no such endpoint (any
    /// more).
    pub async fn endpoint_delivery(
        &self,
        account_id: &AccountId,
        endpoint_id: &str,
    ) -> Result<Option<EndpointDelivery>, StoreError> {
        self.row(DELIVERY, &key(account_id, endpoint_id)).await
    }
}

fn key(account_id: &AccountId, endpoint_id: &str) -> [JsValue; 2] {
    [JsValue::from_str(account_id.as_str()), JsValue::from_str(endpoint_id)]
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
