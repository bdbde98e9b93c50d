//! Statements as data: SQL and its values, which D1 and the native tests run alike.

use ids::{AccountId, GatewayId};
use masking::ProxySessionId;
use relay_users::RelayUserId;
use serde::{Serialize, de::DeserializeOwned};
use unix_time::UnixMillis;
use worker::{D1Result, wasm_bindgen::JsValue};

use crate::StoreError;

/// A value of a statement.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Null,
}

/// A statement and its values, the only way to run SQL in this crate.
pub(crate) type Bound = (&'static str, Vec<Value>);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&AccountId> for Value {
    fn from(account_id: &AccountId) -> Self {
        Self::Text(account_id.as_str().to_owned())
    }
}

impl From<&GatewayId> for Value {
    fn from(gateway_id: &GatewayId) -> Self {
        Self::Text(gateway_id.as_str().to_owned())
    }
}

impl From<&ProxySessionId> for Value {
    fn from(session_id: &ProxySessionId) -> Self {
        Self::Text(session_id.as_str().to_owned())
    }
}

impl From<&RelayUserId> for Value {
    fn from(user_id: &RelayUserId) -> Self {
        Self::Text(user_id.as_str().to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<UnixMillis> for Value {
    fn from(at: UnixMillis) -> Self {
        Self::Integer(at.as_i64())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<u8> for Value {
    fn from(number: u8) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<bool> for Value {
    fn from(it: bool) -> Self {
        Self::Integer(i64::from(it))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Null, Into::into)
    }
}

impl Value {
    /// Converts the value for D1. A plain conversion of an `i64` makes a `BigInt`, which D1 does not take.
    #[expect(clippy::cast_precision_loss, reason = "times and counts stay far below 2^53")]
    pub(crate) fn to_js(&self) -> JsValue {
        match self {
            Self::Text(text) => JsValue::from_str(text),
            Self::Integer(number) => JsValue::from_f64(*number as f64),
            Self::Null => JsValue::NULL,
        }
    }
}

/// Binds each number as a double, as D1 does.
#[cfg(test)]
impl rusqlite::ToSql for Value {
    #[expect(clippy::cast_precision_loss, reason = "as for D1")]
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value as Owned};
        Ok(ToSqlOutput::Owned(match self {
            Self::Text(text) => Owned::Text(text.clone()),
            Self::Integer(number) => Owned::Real(*number as f64),
            Self::Null => Owned::Null,
        }))
    }
}

/// Converts a list or object into JSON text, which the statement takes apart.
pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Result<Value, StoreError> {
    let text = serde_json::to_string(value).map_err(|it| StoreError::Corrupt(it.to_string()))?;
    Ok(Value::Text(text))
}

/// Returns the number of rows that a statement of a batch wrote or deleted.
pub(crate) fn changes(result: &D1Result) -> Result<usize, StoreError> {
    let meta = result.meta().map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(meta.and_then(|meta| meta.changes).unwrap_or(0))
}

/// Reads all rows of the batch's statement at that index.
pub(crate) fn rows_of<T: DeserializeOwned>(
    results: &[D1Result],
    index: usize,
) -> Result<Vec<T>, StoreError> {
    let result = results.get(index).ok_or_else(|| StoreError::Corrupt("no result".to_owned()))?;
    result.results().map_err(|_| StoreError::unreadable::<T>())
}

/// Reads the first row of the batch's statement at that index.
pub(crate) fn row_of<T: DeserializeOwned>(
    results: &[D1Result],
    index: usize,
) -> Result<Option<T>, StoreError> {
    Ok(rows_of(results, index)?.into_iter().next())
}
