//! Bringing an object's database to its newest schema.

use crate::{Sql, SqlError, Value};

/// Applies each migration that the database has not had, in order. The list may only ever be appended to. If
/// there is nothing to do, it costs one read.
pub fn migrate(sql: &impl Sql, migrations: &[&[&str]]) -> Result<(), SqlError> {
    sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)", vec![])?;
    let rows = sql.exec("SELECT version FROM schema_version", vec![])?;
    let applied = rows.first().map(|row| row.reader().integer()).transpose()?;
    let done = usize::try_from(applied.unwrap_or(0)).unwrap_or(usize::MAX);
    // Greater if a newer version has run here, whose schema is left as it is.
    if done >= migrations.len() {
        return Ok(());
    }
    for statement in migrations.iter().skip(done).flat_map(|migration| migration.iter()) {
        sql.exec(statement, vec![])?;
    }
    let version = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let save = match applied {
        Some(_) => "UPDATE schema_version SET version = ?",
        None => "INSERT INTO schema_version (version) VALUES (?)",
    };
    sql.exec(save, vec![Value::Integer(version)])?;
    Ok(())
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::*;
    use crate::native::MemorySql;

    const FIRST: &[&str] = &["CREATE TABLE a (x)"];
    const SECOND: &[&str] = &["ALTER TABLE a ADD COLUMN y", "INSERT INTO a VALUES (1, 2)"];

    #[test]
    fn each_migration_is_applied_once_even_if_added_later() {
        let sql = MemorySql::open().unwrap();
        for migrations in [&[FIRST][..], &[FIRST], &[FIRST, SECOND], &[FIRST, SECOND]] {
            migrate(&sql, migrations).unwrap();
        }
        let rows = sql.exec("SELECT x, y FROM a", vec![]).unwrap();
        assert_eq!(rows, [crate::Row(vec![Value::Integer(1), Value::Integer(2)])]);
    }
}
