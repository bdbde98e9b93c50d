//! The SQLite of one Durable Object, as a port. Object cores are written against it; the objects implement it
//! over the platform's storage, native tests over an in-memory database.
//!
//! Statements run synchronously. Consecutive ones with no await between them commit together. The platform
//! has no explicit transactions, so cores must not await between statements that belong together.

mod migrate;
#[cfg(feature = "native")]
pub mod native;

use std::{cell::Cell, slice::Iter};

use ids::GatewayId;
use unix_time::UnixMillis;

pub use migrate::migrate;

/// Error of a statement that the database refused, or of a row with an unexpected shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    #[error("statement failed: {0}")]
    Statement(String),
    #[error("column {0} is missing or of another type")]
    Column(usize),
    #[error("stored record cannot be read: {0}")]
    Corrupt(String),
}

impl SqlError {
    /// Whether a statement failed because its table does not exist. An object that is asked about something that
    /// it never had reads without creating its tables, so that the question leaves nothing behind.
    pub fn is_missing_table(&self) -> bool {
        matches!(self, Self::Statement(text) if text.contains("no such table"))
    }
}

/// A bound parameter or a column. Integers must stay within ±2^53.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Integer(i64),
    Text(String),
}

/// One row, read from the first column to the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

/// Runs statements on one object's database.
pub trait Sql {
    /// Runs one statement with its `?` parameters in order, and returns all rows it yields.
    fn exec(&self, statement: &str, parameters: Vec<Value>) -> Result<Vec<Row>, SqlError>;
}

impl<S: Sql + ?Sized> Sql for &S {
    fn exec(&self, statement: &str, parameters: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        (**self).exec(statement, parameters)
    }
}

impl Row {
    /// Returns a reader that yields the columns in order.
    pub fn reader(&self) -> RowReader<'_> {
        RowReader { values: self.0.iter(), next: Cell::new(0) }
    }
}

/// Reads a row's columns one after another.
#[derive(Debug)]
pub struct RowReader<'a> {
    values: Iter<'a, Value>,
    next: Cell<usize>,
}

impl<'a> RowReader<'a> {
    pub fn text(&mut self) -> Result<&'a str, SqlError> {
        self.optional_text()?.ok_or_else(|| self.mismatch())
    }

    pub fn optional_text(&mut self) -> Result<Option<&'a str>, SqlError> {
        match self.advance()? {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            Value::Integer(_) => Err(self.mismatch()),
        }
    }

    /// Reads a gateway's id.
    pub fn gateway_id(&mut self) -> Result<GatewayId, SqlError> {
        self.text().map(GatewayId::from_text)
    }

    pub fn integer(&mut self) -> Result<i64, SqlError> {
        self.optional_integer()?.ok_or_else(|| self.mismatch())
    }

    /// Reads a point in time, which is stored in Unix milliseconds.
    pub fn time(&mut self) -> Result<UnixMillis, SqlError> {
        self.integer().map(UnixMillis::new)
    }

    pub fn optional_time(&mut self) -> Result<Option<UnixMillis>, SqlError> {
        Ok(self.optional_integer()?.map(UnixMillis::new))
    }

    pub fn optional_integer(&mut self) -> Result<Option<i64>, SqlError> {
        match self.advance()? {
            Value::Integer(number) => Ok(Some(*number)),
            Value::Null => Ok(None),
            Value::Text(_) => Err(self.mismatch()),
        }
    }

    fn advance(&mut self) -> Result<&'a Value, SqlError> {
        self.next.set(self.next.get() + 1);
        self.values.next().ok_or_else(|| self.mismatch())
    }

    fn mismatch(&self) -> SqlError {
        SqlError::Column(self.next.get().saturating_sub(1))
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

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Integer(i64::from(truth))
    }
}

impl From<&GatewayId> for Value {
    fn from(gateway_id: &GatewayId) -> Self {
        Self::Text(gateway_id.as_str().to_owned())
    }
}

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

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::*;
    use crate::native::MemorySql;

    #[test]
    fn only_a_missing_table_counts_as_one() {
        let sql = MemorySql::open().unwrap();
        assert!(sql.exec("SELECT a FROM t", vec![]).unwrap_err().is_missing_table());
        sql.exec("CREATE TABLE t (x)", vec![]).unwrap();
        assert!(!sql.exec("SELECT a FROM t", vec![]).unwrap_err().is_missing_table());
        assert!(!SqlError::Corrupt("no such table".to_owned()).is_missing_table());
    }
}
