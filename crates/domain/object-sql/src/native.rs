//! The port over an in-memory SQLite, for native tests.

use rusqlite::{
    Connection, params_from_iter,
    types::{Value as Stored, ValueRef},
};

use crate::{Row, Sql, SqlError, Value};

/// One object's database in memory. Every statement commits by itself.
#[derive(Debug)]
pub struct MemorySql(Connection);

impl MemorySql {
    pub fn open() -> Result<Self, SqlError> {
        Connection::open_in_memory().map(Self).map_err(|error| refused(&error))
    }

    /// Returns SQLite's plan for a statement, one line a step.
    pub fn plan(&self, statement: &str) -> Result<Vec<String>, SqlError> {
        let parameters = vec![Value::Null; statement.matches('?').count()];
        let rows = self.exec(&format!("EXPLAIN QUERY PLAN {statement}"), parameters)?;
        rows.iter()
            .map(|row| match row.0.last() {
                Some(Value::Text(detail)) => Ok(detail.clone()),
                _ => Err(SqlError::Column(3)),
            })
            .collect()
    }
}

impl Sql for MemorySql {
    fn exec(&self, statement: &str, parameters: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        let mut prepared = self.0.prepare_cached(statement).map_err(|error| refused(&error))?;
        let columns = prepared.column_count();
        let bound = parameters.into_iter().map(|parameter| match parameter {
            Value::Null => Stored::Null,
            Value::Integer(number) => Stored::Integer(number),
            Value::Text(text) => Stored::Text(text),
        });
        let rows = prepared.query_map(params_from_iter(bound), |row| {
            (0..columns)
                .map(|index| {
                    Ok(match row.get_ref(index)? {
                        ValueRef::Integer(number) => Value::Integer(number),
                        ValueRef::Text(text) => {
                            Value::Text(String::from_utf8_lossy(text).into_owned())
                        }
                        _ => Value::Null,
                    })
                })
                .collect::<Result<Vec<_>, _>>()
                .map(Row)
        });
        let rows = rows.map_err(|error| refused(&error))?;
        rows.collect::<Result<Vec<_>, _>>().map_err(|error| refused(&error))
    }
}

fn refused(error: &rusqlite::Error) -> SqlError {
    SqlError::Statement(error.to_string())
}
