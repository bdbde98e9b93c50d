//! Gateways: registering them together with their key, and their settings.

use dispatch::GatewaySettings;
use identity::AccountId;
use serde::Deserialize;
use worker::wasm_bindgen::JsValue;

use crate::{
    Store, StoreError,
    api_keys::{self, NewKey},
    database::integer,
};

const INSERT: &str = "INSERT INTO gateways
       (account_id, id, number, device_id, name, active, approved, metadata, created_at_ms)
     SELECT ?1, ?2, COALESCE(MAX(number), 0) + 1, ?3, ?4, ?5, ?5, ?6, ?7
     FROM gateways WHERE account_id = ?1
     RETURNING number";
const SETTINGS: &str = "SELECT id, priority, active AND approved AS active
     FROM gateways WHERE account_id = ?1 AND id = ?2";
const ID_OF_DEVICE: &str = "SELECT id, priority, active AND approved AS active
     FROM gateways WHERE account_id = ?1 AND device_id = ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, SETTINGS, ID_OF_DEVICE];

/// A gateway to be stored.
#[derive(Clone, Debug)]
pub struct NewGateway<'a> {
    pub id: &'a str,
    pub device_id: &'a str,
    pub name: &'a str,
    /// False: it awaits an operator's approval and gets no traffic.
    pub approved: bool,
    /// A JSON object.
    pub metadata: &'a str,
}

#[derive(Deserialize)]
struct NumberRow {
    number: i64,
}

#[derive(Deserialize)]
struct SettingsRow {
    id: String,
    priority: i32,
    active: u8,
}

impl Store {
    /// Stores a gateway and its key in one transaction and returns its number in the account. A device id
    /// that the account already has is a [`StoreError::Conflict`].
    pub async fn insert_gateway(
        &self,
        account_id: &AccountId,
        gateway: &NewGateway<'_>,
        key: &NewKey<'_>,
        now_ms: i64,
    ) -> Result<i64, StoreError> {
        let parameters = [
            JsValue::from_str(account_id.as_str()),
            JsValue::from_str(gateway.id),
            JsValue::from_str(gateway.device_id),
            JsValue::from_str(gateway.name),
            integer(i64::from(gateway.approved)),
            JsValue::from_str(gateway.metadata),
            integer(now_ms),
        ];
        let statements = vec![
            self.statement(INSERT, &parameters)?,
            self.statement(api_keys::INSERT, &key.parameters(account_id, now_ms))?,
        ];
        let results = self.batch(statements).await?;
        let corrupt = |what: &str| StoreError::Corrupt(what.to_owned());
        let inserted = results.first().ok_or_else(|| corrupt("no result"))?;
        let rows: Vec<NumberRow> =
            inserted.results().map_err(|error| StoreError::Corrupt(error.to_string()))?;
        rows.first().map(|row| row.number).ok_or_else(|| corrupt("no gateway number"))
    }

    /// What a Dispatcher needs to know of a gateway.
    pub async fn gateway_settings(
        &self,
        account_id: &AccountId,
        gateway_id: &str,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        self.settings(SETTINGS, account_id, gateway_id).await
    }

    /// The same, by the client's own id of the device.
    pub async fn gateway_of_device(
        &self,
        account_id: &AccountId,
        device_id: &str,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        self.settings(ID_OF_DEVICE, account_id, device_id).await
    }

    async fn settings(
        &self,
        sql: &str,
        account_id: &AccountId,
        key: &str,
    ) -> Result<Option<GatewaySettings>, StoreError> {
        let parameters = [JsValue::from_str(account_id.as_str()), JsValue::from_str(key)];
        let row: Option<SettingsRow> = self.row(sql, &parameters).await?;
        Ok(row.map(|row| GatewaySettings {
            id: row.id,
            priority: row.priority,
            active: row.active != 0,
        }))
    }
}
