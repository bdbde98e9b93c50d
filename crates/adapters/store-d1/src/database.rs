//! The handle to D1: binding, running, and telling a refusal from an outage.

use serde::{Serialize, de::DeserializeOwned};
use worker::{D1Database, D1PreparedStatement, D1Result, Env, wasm_bindgen::JsValue};

/// Name of the binding in wrangler.toml.
const BINDING: &str = "DB";

/// Failures of D1, by who must act.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A uniqueness constraint was violated; the text names the columns.
    #[error("conflict: {0}")]
    Conflict(String),
    /// D1 refuses this statement with these values, now and later.
    #[error("refused: {0}")]
    Refused(String),
    /// D1 did not answer, or answered that it cannot now.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A row does not have the shape that this code expects.
    #[error("corrupt: {0}")]
    Corrupt(String),
}

/// An open D1 database.
#[derive(Debug)]
pub struct Store(D1Database);

impl Store {
    /// Opens the deployment's database. Once there are several, an account's database is chosen here.
    pub fn open(env: &Env) -> Result<Self, StoreError> {
        env.d1(BINDING).map(Self).map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    pub(crate) fn statement(
        &self,
        sql: &str,
        parameters: &[JsValue],
    ) -> Result<D1PreparedStatement, StoreError> {
        #[expect(clippy::disallowed_methods, reason = "it panics only at what is no text")]
        let statement = self.0.prepare(sql);
        statement.bind(parameters).map_err(classify)
    }

    /// Runs a query and reads all its rows.
    pub(crate) async fn rows<T: DeserializeOwned>(
        &self,
        sql: &str,
        parameters: &[JsValue],
    ) -> Result<Vec<T>, StoreError> {
        let result = self.statement(sql, parameters)?.all().await.map_err(classify)?;
        result.results().map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// Runs a query that yields at most one row.
    pub(crate) async fn row<T: DeserializeOwned>(
        &self,
        sql: &str,
        parameters: &[JsValue],
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, parameters).await?.into_iter().next())
    }

    pub(crate) async fn run(&self, sql: &str, parameters: &[JsValue]) -> Result<(), StoreError> {
        self.statement(sql, parameters)?.run().await.map_err(classify)?;
        Ok(())
    }

    /// Runs statements as one transaction.
    pub(crate) async fn batch(
        &self,
        statements: Vec<D1PreparedStatement>,
    ) -> Result<Vec<D1Result>, StoreError> {
        self.0.batch(statements).await.map_err(classify)
    }
}

/// Converts an integer for D1. A plain conversion of an `i64` makes a `BigInt`, which D1 does not take.
#[expect(clippy::cast_precision_loss, reason = "times and counts stay far below 2^53")]
pub(crate) fn integer(number: i64) -> JsValue {
    JsValue::from_f64(number as f64)
}

/// Converts a list or object into JSON text, which the statement takes apart.
pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Result<JsValue, StoreError> {
    let text = serde_json::to_string(value).map_err(|it| StoreError::Corrupt(it.to_string()))?;
    Ok(JsValue::from_str(&text))
}

pub(crate) fn optional_text(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from_str)
}

/// Classifies an error of D1 by its text, because `all()` reports errors in another shape than the other
/// calls.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn classify(error: worker::Error) -> StoreError {
    let text = match &error {
        worker::Error::D1(error) => error.cause(),
        other => other.to_string(),
    };
    if text.contains("UNIQUE constraint failed") {
        StoreError::Conflict(text)
    } else if ["constraint failed", "SQLITE_ERROR", "SQLITE_TOOBIG", "D1_TYPE_ERROR", "too big"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        StoreError::Refused(text)
    } else {
        StoreError::Unavailable(text)
    }
}
