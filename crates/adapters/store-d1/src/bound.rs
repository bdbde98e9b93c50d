//! Statements as data: SQL and its values, which D1 and the native tests run alike.

use serde::de::DeserializeOwned;
use worker::{D1Result, wasm_bindgen::JsValue};

use crate::{Store, StoreError, database::integer};

/// A value of a statement.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Null,
}

/// A statement and its parameters.
pub(crate) type Bound = (&'static str, Vec<Value>);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
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
    fn to_js(&self) -> JsValue {
        match self {
            Self::Text(text) => JsValue::from_str(text),
            Self::Integer(number) => integer(*number),
            Self::Null => JsValue::NULL,
        }
    }
}

#[cfg(test)]
impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value as Owned};
        Ok(ToSqlOutput::Owned(match self {
            Self::Text(text) => Owned::Text(text.clone()),
            Self::Integer(number) => Owned::Integer(*number),
            Self::Null => Owned::Null,
        }))
    }
}

impl Store {
    /// Runs one statement and reads all its rows.
    pub(crate) async fn bound_rows<T: DeserializeOwned>(
        &self,
        bound: Bound,
    ) -> Result<Vec<T>, StoreError> {
        let parameters: Vec<JsValue> = bound.1.iter().map(Value::to_js).collect();
        self.rows(bound.0, &parameters).await
    }

    pub(crate) async fn bound_row<T: DeserializeOwned>(
        &self,
        bound: Bound,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.bound_rows(bound).await?.into_iter().next())
    }

    /// Runs statements as one transaction.
    pub(crate) async fn bound_batch(
        &self,
        statements: Vec<Bound>,
    ) -> Result<Vec<D1Result>, StoreError> {
        let prepared = statements.into_iter().map(|(sql, values)| {
            let parameters: Vec<JsValue> = values.iter().map(Value::to_js).collect();
            self.statement(sql, &parameters)
        });
        self.batch(prepared.collect::<Result<_, _>>()?).await
    }
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
    result.results().map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Reads the first row of the batch's statement at that index.
pub(crate) fn row_of<T: DeserializeOwned>(
    results: &[D1Result],
    index: usize,
) -> Result<Option<T>, StoreError> {
    Ok(rows_of(results, index)?.into_iter().next())
}
