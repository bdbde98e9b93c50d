//! The SQLite port over a Durable Object's own storage.

use object_sql::{Row, Sql, SqlError, Value};
use worker::{SqlStorage, SqlStorageValue, State};

/// One object's database.
#[derive(Debug, Clone)]
pub struct ObjectStorage(SqlStorage);

impl ObjectStorage {
    /// Returns a handle to the object's database, which costs one call of the platform.
    pub fn of(state: &State) -> Self {
        Self(state.storage().sql())
    }
}

impl Sql for ObjectStorage {
    fn exec(&self, statement: &str, parameters: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        let bindings: Vec<SqlStorageValue> = parameters.into_iter().map(bind).collect();
        let cursor = self.0.exec(statement, bindings).map_err(|error| refused(&error))?;
        cursor
            .raw()
            .map(|row| {
                let columns = row.map_err(|error| refused(&error))?;
                columns.into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Row)
            })
            .collect()
    }
}

fn bind(value: Value) -> SqlStorageValue {
    match value {
        Value::Null => SqlStorageValue::Null,
        Value::Integer(number) => SqlStorageValue::Integer(number),
        Value::Text(text) => SqlStorageValue::String(text),
    }
}

fn read((index, value): (usize, SqlStorageValue)) -> Result<Value, SqlError> {
    match value {
        SqlStorageValue::Null => Ok(Value::Null),
        SqlStorageValue::Integer(number) => Ok(Value::Integer(number)),
        SqlStorageValue::String(text) => Ok(Value::Text(text)),
        _ => Err(SqlError::Column(index)),
    }
}

fn refused(error: &worker::Error) -> SqlError {
    SqlError::Statement(error.to_string())
}
