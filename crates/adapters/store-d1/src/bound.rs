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

/// Largest integer that D1 stores and returns exactly, because it carries numbers as doubles: 2^53 − 1.
const MAX_EXACT: i64 = 9_007_199_254_740_991;

/// Returns the number as a double. One beyond what a double holds exactly becomes the nearest that it does: stored as it
/// is, it could never be read again, and with it the whole row.
#[expect(clippy::cast_precision_loss, reason = "the number is exact within these bounds")]
fn exact(number: i64) -> f64 {
    number.clamp(-MAX_EXACT, MAX_EXACT) as f64
}

impl Value {
    /// Converts the value for D1. A plain conversion of an `i64` makes a `BigInt`, which D1 does not take.
    pub(crate) fn to_js(&self) -> JsValue {
        match self {
            Self::Text(text) => JsValue::from_str(text),
            Self::Integer(number) => JsValue::from_f64(exact(*number)),
            Self::Null => JsValue::NULL,
        }
    }
}

/// Binds each number as a double, as D1 does.
#[cfg(test)]
impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value as Owned};
        Ok(ToSqlOutput::Owned(match self {
            Self::Text(text) => Owned::Text(text.clone()),
            Self::Integer(number) => Owned::Real(exact(*number)),
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

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn number_that_a_double_cannot_hold_becomes_the_nearest_that_it_can() {
        for (given, bound) in [
            (0, 0.0),
            (-7, -7.0),
            (9_007_199_254_740_991, 9_007_199_254_740_991.0),
            (9_007_199_254_740_993, 9_007_199_254_740_991.0),
            (i64::MAX, 9_007_199_254_740_991.0),
            (i64::MIN, -9_007_199_254_740_991.0),
        ] {
            assert_eq!(exact(given).to_bits(), f64::to_bits(bound), "{given}");
        }
    }
}
