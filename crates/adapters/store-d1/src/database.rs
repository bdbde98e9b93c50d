//! The handle to D1: binding, running, and telling a refusal from an outage.

use serde::de::DeserializeOwned;
use worker::{D1Database, D1PreparedStatement, D1Result, Env, wasm_bindgen::JsValue};

use crate::bound::{Bound, Value};

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

impl StoreError {
    /// Rows that are no `T`. The error of the conversion is left out, because it quotes the value.
    pub(crate) fn unreadable<T>() -> Self {
        Self::Corrupt(std::any::type_name::<T>().to_owned())
    }
}

/// An open D1 database.
#[derive(Debug)]
pub struct Store(D1Database);

impl Store {
    /// Opens the deployment's database. Once there are several, an account's database is chosen here.
    pub fn open(env: &Env) -> Result<Self, StoreError> {
        env.d1(BINDING).map(Self).map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    /// Runs a query and reads all its rows.
    pub(crate) async fn rows<T: DeserializeOwned>(
        &self,
        bound: Bound,
    ) -> Result<Vec<T>, StoreError> {
        let result = self.prepare(bound)?.all().await.map_err(classify)?;
        result.results().map_err(|_| StoreError::unreadable::<T>())
    }

    /// Runs a query that yields at most one row.
    pub(crate) async fn row<T: DeserializeOwned>(
        &self,
        bound: Bound,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(bound).await?.into_iter().next())
    }

    /// Runs a statement without rows.
    pub(crate) async fn run(&self, bound: Bound) -> Result<(), StoreError> {
        // `run` asks D1 for no rows. A statement whose RETURNING matters needs `row` or `rows`.
        self.prepare(bound)?.run().await.map_err(classify)?;
        Ok(())
    }

    /// Runs statements as one transaction.
    pub(crate) async fn batch(&self, statements: Vec<Bound>) -> Result<Vec<D1Result>, StoreError> {
        let prepared = statements.into_iter().map(|bound| self.prepare(bound));
        self.0.batch(prepared.collect::<Result<_, _>>()?).await.map_err(classify)
    }

    fn prepare(&self, (sql, values): Bound) -> Result<D1PreparedStatement, StoreError> {
        #[expect(clippy::disallowed_methods, reason = "it panics only at what is no text")]
        let statement = self.0.prepare(sql);
        let values: Vec<JsValue> = values.iter().map(Value::to_js).collect();
        statement.bind(&values).map_err(classify)
    }
}

/// Classifies an error of D1 by its text, because `all()` reports errors in another shape than the other
/// calls.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn classify(error: worker::Error) -> StoreError {
    let text = match &error {
        worker::Error::D1(error) => error.cause(),
        other => other.to_string(),
    };
    // Checked first, because this text also contains the more general sign below.
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
