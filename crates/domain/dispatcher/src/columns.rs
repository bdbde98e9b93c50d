//! Values of the columns that several tables have: ids, JSON records, and counts.

use lenient_input::describe_json_error;
use messaging::MessageId;
use object_sql::{Sql, SqlError, Value};
use serde::{Serialize, de::DeserializeOwned};

pub(crate) fn parse_id(text: &str) -> Result<MessageId, SqlError> {
    MessageId::parse(text).ok_or_else(|| SqlError::Corrupt("message id".to_owned()))
}

pub(crate) fn to_json(value: &impl Serialize) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|error| SqlError::Corrupt(describe_json_error(&error)))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, SqlError> {
    serde_json::from_str(text).map_err(|error| SqlError::Corrupt(describe_json_error(&error)))
}

/// Returns the only column of a `SELECT COUNT(*)`.
pub(crate) fn count(
    sql: &impl Sql,
    statement: &str,
    parameters: Vec<Value>,
) -> Result<u32, SqlError> {
    let rows = sql.exec(statement, parameters)?;
    let count = rows.first().map(|row| row.reader().integer()).transpose()?.unwrap_or(0);
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
